package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;

/**
 * 2Q, the full version: a new entry passes a short queue in order of arrival, whatever is done with
 * it there, and leaves a ghost. Only who is asked for again while its ghost is remembered comes
 * among the entries that are kept by last use. One burst of uses is so told from lasting interest.
 *
 * <p>Johnson, Shasha: 2Q, a low overhead high performance buffer management replacement algorithm,
 * VLDB 1994; the queues are its A1in, A1out and Am.
 */
final class TwoQ implements Policy {
  private static final int MAIN = 1;

  private final Entries entries;
  private final int inPercent;
  private final int outPercent;
  private final EntryList in;
  private final EntryList main;
  private final Ghosts out = new Ghosts(0);
  private long inShare;

  TwoQ(Entries entries, int inPercent, int outPercent) {
    this.entries = entries;
    this.inPercent = inPercent;
    this.outPercent = outPercent;
    this.in = new EntryList(entries);
    this.main = new EntryList(entries);
  }

  @Override
  public void admitted(int handle) {
    if (out.take(entries.hash(handle))) {
      entries.setMark(handle, MAIN);
      main.addFirst(handle);
    } else {
      in.addFirst(handle);
    }
  }

  @Override
  public void touched(int handle) {
    if (isMain(handle)) {
      main.moveToFirst(handle);
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
    if (in.weight() > inShare || main.isEmpty()) {
      int handle = in.removeLast();
      if (handle != NONE) {
        out.add(entries.hash(handle), entries.weight(handle));
      }
      return handle;
    }
    return main.removeLast(); // leaves no ghost: it has not been used for long
  }

  @Override
  public void resize(long capacity) {
    inShare = Shares.percent(inPercent, capacity);
    out.resize(Shares.percent(outPercent, capacity));
  }

  @Override
  public long weight() {
    return in.weight() + main.weight();
  }

  @Override
  public int size() {
    return in.size() + main.size();
  }

  @Override
  public String list(int handle) {
    return isMain(handle) ? "main" : "in";
  }

  @Override
  public int frequency(int handle) {
    return -1;
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    main.forEach(visitor);
    in.forEach(visitor);
  }

  @Override
  public void checkIntegrity() {
    in.checkIntegrity();
    main.checkIntegrity();
    out.checkIntegrity();
    in.forEach(handle -> checkState(!isMain(handle), "%s is in and main", handle));
    main.forEach(handle -> checkState(isMain(handle), "%s is main and in", handle));
  }

  private EntryList listOf(int handle) {
    return isMain(handle) ? main : in;
  }

  private boolean isMain(int handle) {
    return entries.mark(handle) == MAIN;
  }
}
