package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;

/**
 * S3-FIFO: three queues in order of arrival. A new entry has to be used twice while it passes a
 * small queue, or it goes and leaves a ghost; who comes back while its ghost is remembered, and who
 * was used, is in the main queue, where every use saves from one turn at its end, three at most. A
 * hit counts and moves nothing.
 *
 * <p>Yang, Zhang, Qiu, Yue, Vigfusson: FIFO queues are all you need for cache eviction, SOSP 2023.
 */
final class S3Fifo implements Policy {
  private static final int PROMOTED_FROM = 2;
  private static final int MOST_USES = 3;
  private static final int USES = 0x3; // of the mark
  private static final int MAIN = 0x4;

  /** Ghosts may weigh as much as the main queue does when the small one has its default share. */
  private static final int GHOST_PERCENT = 90;

  /** No request waits for a turn of millions of entries: after so many the next one goes. */
  private static final int STEPS_AT_ONCE = 10_000;

  private final Entries entries;
  private final int smallPercent;
  private final EntryList small;
  private final EntryList main;
  private final Ghosts ghosts = new Ghosts(0);
  private long mainShare;

  S3Fifo(Entries entries, int smallPercent) {
    this.entries = entries;
    this.smallPercent = smallPercent;
    this.small = new EntryList(entries);
    this.main = new EntryList(entries);
  }

  @Override
  public void admitted(int handle) {
    if (ghosts.take(entries.hash(handle))) {
      enterMain(handle);
    } else {
      small.addFirst(handle);
    }
  }

  @Override
  public void touched(int handle) {
    int mark = entries.mark(handle);
    if ((mark & USES) < MOST_USES) {
      entries.setMark(handle, mark + 1);
    }
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    listOf(handle).reweigh(handle, weightBefore);
  }

  @Override
  public void removed(int handle) {
    listOf(handle).remove(handle);
  }

  @Override
  public int victim() {
    if (main.weight() <= mainShare) {
      int handle = victimOfSmall();
      if (handle != NONE) {
        return handle;
      }
    }
    return victimOfMain();
  }

  @Override
  public void resize(long capacity) {
    mainShare = capacity - Shares.percent(smallPercent, capacity);
    ghosts.resize(Shares.percent(GHOST_PERCENT, capacity));
  }

  @Override
  public long weight() {
    return small.weight() + main.weight();
  }

  @Override
  public int size() {
    return small.size() + main.size();
  }

  @Override
  public String list(int handle) {
    return isMain(handle) ? "main" : "small";
  }

  /** How often the entry was used since it came into its queue, up to 3. */
  @Override
  public int frequency(int handle) {
    return entries.mark(handle) & USES;
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    main.forEach(visitor);
    small.forEach(visitor);
  }

  @Override
  public void checkIntegrity() {
    small.checkIntegrity();
    main.checkIntegrity();
    ghosts.checkIntegrity();
    small.forEach(handle -> checkState(!isMain(handle), "%s is small and main", handle));
    main.forEach(handle -> checkState(isMain(handle), "%s is main and small", handle));
  }

  /** Takes the oldest entry that was hardly used; the others on the way to it become main. */
  private int victimOfSmall() {
    for (int handle = small.removeLast(); handle != NONE; handle = small.removeLast()) {
      if (frequency(handle) < PROMOTED_FROM) {
        ghosts.add(entries.hash(handle), entries.weight(handle));
        return handle;
      }
      enterMain(handle);
    }
    return NONE;
  }

  private int victimOfMain() {
    for (int i = 0; i < STEPS_AT_ONCE && !main.isEmpty(); i++) {
      int handle = main.last();
      if (frequency(handle) == 0) {
        break;
      }
      entries.setMark(handle, entries.mark(handle) - 1);
      main.moveToFirst(handle);
    }
    return main.removeLast();
  }

  private void enterMain(int handle) {
    entries.setMark(handle, MAIN);
    main.addFirst(handle);
  }

  private EntryList listOf(int handle) {
    return isMain(handle) ? main : small;
  }

  private boolean isMain(int handle) {
    return (entries.mark(handle) & MAIN) != 0;
  }
}
