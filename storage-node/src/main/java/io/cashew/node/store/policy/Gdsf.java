package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;

/**
 * Greedy dual size frequency: keeps what is used often for the room it takes. An entry's priority
 * is its uses by its weight, on top of the priority that the last victim had; so who is not used
 * for long is overtaken by those that come. More hits than any policy that is blind to sizes, at
 * the expense of large entries. Costs O(log n) per use.
 *
 * <p>Cherkasova: Improving WWW proxies performance with greedy-dual-size-frequency caching policy,
 * HP Laboratories 1998; every load costs the same here.
 */
final class Gdsf implements Policy {
  private static final int MOST_USES = 255;

  private final Entries entries;
  private final LongColumn priorities = new LongColumn(); // bits of doubles, ordered like them
  private final HandleHeap byPriority = new HandleHeap(priorities);
  private double inflation;
  private long weight;

  Gdsf(Entries entries) {
    this.entries = entries;
  }

  @Override
  public void admitted(int handle) {
    entries.setMark(handle, 1);
    value(handle);
    byPriority.add(handle);
    weight += entries.weight(handle);
  }

  @Override
  public void touched(int handle) {
    int uses = entries.mark(handle);
    if (uses < MOST_USES) {
      entries.setMark(handle, uses + 1);
    }
    value(handle);
    byPriority.changed(handle);
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    weight += entries.weight(handle) - weightBefore;
    value(handle);
    byPriority.changed(handle);
  }

  @Override
  public void removed(int handle) {
    byPriority.remove(handle);
    weight -= entries.weight(handle);
  }

  @Override
  public int victim() {
    int handle = byPriority.top();
    if (handle != NONE) {
      inflation = Double.longBitsToDouble(priorities.get(handle));
      removed(handle);
    }
    return handle;
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
    return byPriority.size();
  }

  @Override
  public String list(int handle) {
    return "ranked";
  }

  /** How often the entry was asked for since it came, up to 255. */
  @Override
  public int frequency(int handle) {
    return entries.mark(handle);
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    byPriority.forEach(visitor);
  }

  @Override
  public void checkIntegrity() {
    byPriority.checkIntegrity();
    long[] sum = new long[1];
    byPriority.forEach(handle -> sum[0] += entries.weight(handle));
    checkState(weight == sum[0], "weight: %s (expected: %s)", weight, sum[0]);
  }

  private void value(int handle) {
    double priority = inflation + (double) entries.mark(handle) / entries.weight(handle);
    priorities.set(handle, Double.doubleToRawLongBits(priority)); // not negative
  }
}
