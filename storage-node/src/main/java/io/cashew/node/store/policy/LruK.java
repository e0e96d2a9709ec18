package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;

/**
 * LRU-K: the entry goes whose k-th last use is the longest ago. Entries with fewer than k uses go
 * before all others, in LRU order. The uses of as much as the memory holds are remembered after it
 * went, so who comes back does not start anew. Costs O(log n) per use.
 *
 * <p>O'Neil, O'Neil, Weikum: The LRU-K page replacement algorithm for database disk buffering,
 * SIGMOD 1993, without correlated reference periods.
 */
final class LruK implements Policy {
  private final Entries entries;
  private final LongColumn[] uses; // times of the last use, the one before ...; 0: none
  private final LongColumn kthLast;
  private final EntryList fewUses;
  private final HandleHeap byKthLast;
  private final Ghosts history;
  private final long[] remembered;
  private long weightOfHeap;
  private long time;

  LruK(Entries entries, int k) {
    this.entries = entries;
    this.uses = new LongColumn[k];
    for (int i = 0; i < k; i++) {
      uses[i] = new LongColumn();
    }
    this.kthLast = uses[k - 1];
    this.fewUses = new EntryList(entries);
    this.byKthLast = new HandleHeap(kthLast);
    this.remembered = new long[k - 1];
    this.history = new Ghosts(k - 1);
  }

  @Override
  public void admitted(int handle) {
    boolean known = history.take(entries.hash(handle), remembered);
    time++;
    uses[0].set(handle, time);
    for (int i = 1; i < uses.length; i++) {
      uses[i].set(handle, known ? remembered[i - 1] : 0);
    }
    if (kthLast.get(handle) == 0) {
      fewUses.addFirst(handle);
    } else {
      rank(handle);
    }
  }

  @Override
  public void touched(int handle) {
    boolean ranked = isRanked(handle);
    time++;
    for (int i = uses.length - 1; i > 0; i--) {
      uses[i].set(handle, uses[i - 1].get(handle));
    }
    uses[0].set(handle, time);
    if (ranked) {
      byKthLast.changed(handle);
    } else if (isRanked(handle)) {
      fewUses.remove(handle);
      rank(handle);
    } else {
      fewUses.moveToFirst(handle);
    }
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    if (isRanked(handle)) {
      weightOfHeap += entries.weight(handle) - weightBefore;
    } else {
      fewUses.reweigh(handle, weightBefore);
    }
  }

  @Override
  public void removed(int handle) {
    if (isRanked(handle)) {
      byKthLast.remove(handle);
      weightOfHeap -= entries.weight(handle);
    } else {
      fewUses.remove(handle);
    }
  }

  @Override
  public int victim() {
    int handle = fewUses.isEmpty() ? byKthLast.top() : fewUses.last();
    if (handle != NONE) {
      removed(handle);
      for (int i = 0; i < remembered.length; i++) {
        remembered[i] = uses[i].get(handle);
      }
      history.add(entries.hash(handle), entries.weight(handle), remembered);
    }
    return handle;
  }

  @Override
  public void resize(long capacity) {
    history.resize(capacity);
  }

  @Override
  public long weight() {
    return fewUses.weight() + weightOfHeap;
  }

  @Override
  public int size() {
    return fewUses.size() + byKthLast.size();
  }

  @Override
  public String list(int handle) {
    return isRanked(handle) ? "ranked" : "few-uses";
  }

  @Override
  public int frequency(int handle) {
    return -1;
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    byKthLast.forEach(visitor);
    fewUses.forEach(visitor);
  }

  @Override
  public void checkIntegrity() {
    fewUses.checkIntegrity();
    byKthLast.checkIntegrity();
    history.checkIntegrity();
    fewUses.forEach(handle -> checkState(!isRanked(handle), "%s has k uses", handle));
    long[] sum = new long[1];
    byKthLast.forEach(
        handle -> {
          checkState(isRanked(handle), "%s is ranked without k uses", handle);
          sum[0] += entries.weight(handle);
        });
    checkState(weightOfHeap == sum[0], "weight: %s (expected: %s)", weightOfHeap, sum[0]);
  }

  private void rank(int handle) {
    byKthLast.add(handle);
    weightOfHeap += entries.weight(handle);
  }

  private boolean isRanked(int handle) {
    return kthLast.get(handle) != 0;
  }
}
