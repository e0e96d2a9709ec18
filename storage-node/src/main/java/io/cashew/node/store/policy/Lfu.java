package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;

/**
 * Least frequently used goes first, and of those the one not used for longest. Uses are counted
 * while the entry is in memory, up to 255; when there are more than five per entry, all counts are
 * halved and rounded up, or what was popular once would never go.
 *
 * <p>Counting and ageing after Robinson, Devarakonda: Data cache management using frequency-based
 * replacement, SIGMETRICS 1990, without its sections. Here every count has a list of its own, so
 * nothing is searched; halving joins the lists of two counts, and what an entry's count has come
 * down to is told by the halvings since it was written. All is O(1).
 */
final class Lfu implements Policy {
  private static final int MOST_USES = 255;
  private static final int USES_PER_ENTRY = 5;

  /** So that a handful of entries does not spend its time on halving. */
  private static final int LEAST_USES = 100;

  private final Entries entries;
  private final EntryList[] byCount = new EntryList[MOST_USES + 2]; // 0 and the last stay empty
  private final IntColumn halvingsSeen = new IntColumn(); // when the mark was the count
  private int halvings; // may overflow: only differences count
  private long uses; // the sum of all counts
  private long weight;
  private int size;

  Lfu(Entries entries) {
    this.entries = entries;
    for (int i = 0; i < byCount.length; i++) {
      byCount[i] = new EntryList(entries);
    }
  }

  @Override
  public void admitted(int handle) {
    weight += entries.weight(handle);
    size++;
    enter(handle, 1);
    age();
  }

  @Override
  public void touched(int handle) {
    int count = frequency(handle);
    if (count == MOST_USES) {
      byCount[count].moveToFirst(handle);
    } else {
      byCount[count].remove(handle);
      uses -= count;
      enter(handle, count + 1);
      age();
    }
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    byCount[frequency(handle)].reweigh(handle, weightBefore);
    weight += entries.weight(handle) - weightBefore;
  }

  @Override
  public void removed(int handle) {
    int count = frequency(handle);
    byCount[count].remove(handle);
    uses -= count;
    weight -= entries.weight(handle);
    size--;
  }

  @Override
  public int victim() {
    for (EntryList list : byCount) {
      if (!list.isEmpty()) {
        int handle = list.last();
        removed(handle);
        return handle;
      }
    }
    return NONE;
  }

  @Override
  public void resize(long capacity) {
    // nothing depends on it
  }

  @Override
  public long weight() {
    return weight;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String list(int handle) {
    return "lfu";
  }

  /** How often the entry was used since it came, up to 255, halved now and then; at least 1. */
  @Override
  public int frequency(int handle) {
    int missed = halvings - halvingsSeen.get(handle);
    return missed < 0 || missed > Byte.SIZE
        ? 1
        : (entries.mark(handle) + (1 << missed) - 1) >>> missed; // rounded up each time
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    for (int count = MOST_USES; count > 0; count--) {
      byCount[count].forEach(visitor);
    }
  }

  @Override
  public void checkIntegrity() {
    int entriesInLists = 0;
    long sum = 0;
    long counted = 0;
    for (int i = 0; i < byCount.length; i++) {
      int count = i;
      byCount[i].checkIntegrity();
      byCount[i].forEach(
          handle ->
              checkState(
                  frequency(handle) == count,
                  "%s was used %s times (expected: %s)",
                  handle,
                  frequency(handle),
                  count));
      entriesInLists += byCount[i].size();
      sum += byCount[i].weight();
      counted += (long) count * byCount[i].size();
    }
    checkState(size == entriesInLists, "size: %s (expected: %s)", size, entriesInLists);
    checkState(uses == counted, "uses: %s (expected: %s)", uses, counted);
    checkState(weight == sum, "weight: %s (expected: %s)", weight, sum);
  }

  private void enter(int handle, int count) {
    entries.setMark(handle, count);
    halvingsSeen.set(handle, halvings);
    byCount[count].addFirst(handle);
    uses += count;
  }

  private void age() {
    if (uses > Math.max(LEAST_USES, (long) USES_PER_ENTRY * size)) {
      halve();
    }
  }

  /** Of two counts that become one, the entries of the higher stay longer. */
  private void halve() {
    halvings++;
    uses = 0;
    for (int count = 1; count <= (MOST_USES + 1) / 2; count++) {
      EntryList higher = byCount[2 * count];
      higher.takeAll(byCount[2 * count - 1]);
      byCount[count].takeAll(higher);
      uses += (long) count * byCount[count].size();
    }
  }
}
