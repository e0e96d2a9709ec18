package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkNotNull;

/** What a lookup found. A hit costs one small object, a miss none. */
public sealed interface Lookup {
  /** There is nothing that may be served. */
  Lookup MISS = new Miss();

  /** What is known of the key; {@link Content#ABSENT} also if nothing is. */
  Content content();

  /**
   * A live entry.
   *
   * @param version grows with every store of the key; never 0
   * @param ageNanos since the entry was stored
   * @param ttlLeftNanos always positive if the entry expires; 0: it never does
   */
  record Hit(Content content, long version, long ageNanos, long ttlLeftNanos) implements Lookup {
    public Hit {
      checkNotNull(content, "content");
    }
  }

  /**
   * An entry whose time is over and that is still there, see {@link StoreSettings#stale}.
   *
   * @param version as of a hit
   * @param ageNanos since the entry was stored
   * @param overNanos since its end
   */
  record Stale(Content content, long version, long ageNanos, long overNanos) implements Lookup {
    public Stale {
      checkNotNull(content, "content");
    }
  }

  /** See {@link #MISS}. */
  record Miss() implements Lookup {
    @Override
    public Content content() {
      return Content.ABSENT;
    }
  }
}
