package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;

/**
 * SIEVE: a queue in order of arrival and a hand that walks from its old end to its new one. The
 * hand passes over what was used since it last came by, and takes the first entry that was not. A
 * hit sets one bit.
 *
 * <p>Zhang, Yang, Yue, Vigfusson, Rashmi: SIEVE is simpler than LRU, NSDI 2024.
 */
final class Sieve implements Policy {
  private static final int VISITED = 1;

  /** No request waits for a walk through millions of entries: after so many the next one goes. */
  private static final int STEPS_AT_ONCE = 10_000;

  private final Entries entries;
  private final EntryList queue;
  private int hand = NONE; // NONE: at the old end

  Sieve(Entries entries) {
    this.entries = entries;
    this.queue = new EntryList(entries);
  }

  @Override
  public void admitted(int handle) {
    queue.addFirst(handle);
  }

  @Override
  public void touched(int handle) {
    if (entries.mark(handle) != VISITED) {
      entries.setMark(handle, VISITED);
    }
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    queue.reweigh(handle, weightBefore);
  }

  @Override
  public void removed(int handle) {
    if (handle == hand) {
      hand = entries.previous(handle);
    }
    queue.remove(handle);
  }

  @Override
  public int victim() {
    int handle = atHand();
    for (int i = 0; i < STEPS_AT_ONCE && isVisited(handle); i++) {
      entries.setMark(handle, 0);
      hand = entries.previous(handle);
      handle = atHand();
    }
    if (handle != NONE) {
      hand = entries.previous(handle);
      queue.remove(handle);
    }
    return handle;
  }

  @Override
  public void resize(long capacity) {
    // nothing depends on it
  }

  @Override
  public long weight() {
    return queue.weight();
  }

  @Override
  public int size() {
    return queue.size();
  }

  @Override
  public String list(int handle) {
    return isVisited(handle) ? "visited" : "unvisited";
  }

  @Override
  public int frequency(int handle) {
    return -1;
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    queue.forEach(visitor);
  }

  @Override
  public void checkIntegrity() {
    queue.checkIntegrity();
    if (hand != NONE) {
      boolean[] found = new boolean[1];
      queue.forEach(handle -> found[0] |= handle == hand);
      checkState(found[0], "the hand is at %s, which is not here", hand);
    }
  }

  private int atHand() {
    return hand == NONE ? queue.last() : hand;
  }

  private boolean isVisited(int handle) {
    return handle != NONE && entries.mark(handle) == VISITED;
  }
}
