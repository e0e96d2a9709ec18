package io.cashew.node.group;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Part;
import io.cashew.node.load.Loads;
import io.cashew.node.load.Waiter;
import io.cashew.node.load.Wanted;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Store;
import io.cashew.node.store.StoreSettings;
import io.cashew.node.store.Stores;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a group answers as the stand-in for owners that proxies cannot reach (rule R15): a memory of
 * its own, small, of entries that live for a second. What it holds of a partition is a miss as soon
 * as the ring gives that another owner, by tag and term. Thread-safe.
 */
final class Gutter implements Part {
  static final Duration LONGEST_LIFE = Duration.ofSeconds(1);

  /** One part in so many of what the group may hold. */
  private static final int SHARE = 32;

  private final GroupSpec spec;
  private final Stores stores;
  private final Loads owners;
  private final Rights rights;

  @GuardedBy("this")
  private boolean closed;

  private volatile @Nullable Space space; // written under the lock

  /** Opens no memory before it is needed; loads under the same cap as the group's own. */
  Gutter(GroupSpec spec, Stores stores, Loads owners, Rights rights) {
    this.spec = spec;
    this.stores = stores;
    this.owners = owners;
    this.rights = rights;
  }

  /** Answers a get for a partition of another node. */
  void get(Wanted wanted, long deadline, Waiter waiter) {
    Space open = rights.mayStandIn() ? open() : null;
    if (open == null) {
      owners.passThrough(wanted, deadline, waiter);
      return;
    }
    Lookup lookup = open.store.lookup(wanted.hash(), wanted.key(), wanted.since());
    if (lookup instanceof Lookup.Hit hit) {
      waiter.found(hit);
    } else {
      open.loads.load(wanted, deadline, waiter);
    }
  }

  private @Nullable Space open() {
    Space known = space;
    return known != null ? known : openNow();
  }

  private synchronized @Nullable Space openNow() {
    if (space == null && !closed) {
      GroupSettings settings = spec.settings();
      long bytes = Math.max(GroupSettings.MIN_MEMORY_BYTES, settings.memoryBytes() / SHARE);
      Store store =
          stores.open(spec.name() + " (gutter)", new StoreSettings(0, bytes, settings.policy()));
      space = new Space(store, owners.beside(store, rights::standsIn, LONGEST_LIFE));
    }
    return space;
  }

  /** Forgets everything and keeps nothing any more. */
  @Override
  public synchronized void close() {
    closed = true;
    forget();
  }

  /** Forgets everything, loads in flight included; what comes next begins anew. */
  synchronized void forget() {
    Space open = space;
    if (open != null) {
      space = null;
      open.loads.retire();
      stores.close(open.store);
    }
  }

  private record Space(Store store, Loads loads) {}
}
