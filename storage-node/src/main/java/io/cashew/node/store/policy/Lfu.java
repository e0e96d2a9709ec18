package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;

/**
 * Least frequently used goes first, and of those the one not used for longest. Uses are counted
 * while the entry is in memory, up to 255; when there have been ten times as many as there are
 * entries, all counts are halved, or what was popular once would never go.
 *
 * <p>Counts and ageing by halving after Robinson, Devarakonda: Data cache management using
 * frequency-based replacement, SIGMETRICS 1990. Here every count has a list of its own, so nothing
 * is searched; halving joins the lists of two counts, and what an entry's count has come down to is
 * told by the halvings it missed. All is O(1).
 */
final class Lfu implements Policy {
  private static final int MOST_USES = 255;
  private static final int USES_PER_ENTRY = 10;
  private static final int LEAST_PERIOD = 100;

  private final Entries entries;
  private final EntryList[] byCount = new EntryList[MOST_USES + 1];
  private final IntColumn halvingsSeen = new IntColumn(); // when the mark was the count
  private int halvings; // may overflow: only differences count
  private long uses; // since the last halving
  private long weight;
  private int size;

  Lfu(Entries entries) {
    this.entries = entries;
    for (int i = 0; i <= MOST_USES; i++) {
      byCount[i] = new EntryList(entries);
    }
  }

  @Override
  public void admitted(int handle) {
    weight += entries.weight(handle);
    size++;
    count(handle, 1);
    used();
  }

  @Override
  public void touched(int handle) {
    int count = frequency(handle);
    if (count == MOST_USES) {
      byCount[count].moveToFirst(handle);
    } else {
      byCount[count].remove(handle);
      count(handle, count + 1);
    }
    used();
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    byCount[frequency(handle)].reweigh(handle, weightBefore);
    weight += entries.weight(handle) - weightBefore;
  }

  @Override
  public void removed(int handle) {
    byCount[frequency(handle)].remove(handle);
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

  /** How often the entry was used since it came, up to 255, halved now and then. */
  @Override
  public int frequency(int handle) {
    int missed = halvings - halvingsSeen.get(handle);
    return missed < 0 || missed > 8 ? 0 : entries.mark(handle) >>> missed;
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    for (int count = MOST_USES; count >= 0; count--) {
      byCount[count].forEach(visitor);
    }
  }

  @Override
  public void checkIntegrity() {
    int entriesInLists = 0;
    long sum = 0;
    for (int i = 0; i <= MOST_USES; i++) {
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
    }
    checkState(size == entriesInLists, "size: %s (expected: %s)", size, entriesInLists);
    checkState(weight == sum, "weight: %s (expected: %s)", weight, sum);
  }

  private void count(int handle, int count) {
    entries.setMark(handle, count);
    halvingsSeen.set(handle, halvings);
    byCount[count].addFirst(handle);
  }

  private void used() {
    uses++;
    if (uses >= Math.max(LEAST_PERIOD, (long) USES_PER_ENTRY * size)) {
      uses = 0;
      halve();
    }
  }

  /** Of two counts that become one, the entries of the higher stay longer. */
  private void halve() {
    halvings++;
    byCount[1].takeAll(byCount[0]);
    byCount[0].takeAll(byCount[1]);
    for (int count = 1; count <= MOST_USES / 2; count++) {
      byCount[count].takeAll(byCount[2 * count + 1]);
      byCount[count].takeAll(byCount[2 * count]);
    }
  }
}
