package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;
import static io.cashew.node.store.policy.Policy.NONE;

/**
 * A segmented LRU behind an admission window: W-TinyLFU (Einziger, Friedman, Manes 2017) with a
 * window of any share. Guarded by the lock of whoever owns it.
 *
 * <p>Newcomers enter the window. An entry that the window has no more room for goes on to
 * probation: to its front if it was used more often than those it would cost their places, else to
 * its end. An entry used on probation is protected from then on; the least recently used of those
 * give way when they outgrow four fifths of what the window leaves.
 *
 * <p>All shares are by weight. They are approached, not kept: no call moves more than a few
 * entries, so parts may be over their share for a while after it shrank.
 */
final class WindowedSlru {
  private static final int WINDOW = 0;
  private static final int PROBATION = 1;
  private static final int PROTECTED = 2;
  private static final int LIST_BITS = 2; // of the mark; the rest is the tick of the last move

  private static final double PROTECTED_SHARE = 0.8; // of what the window leaves
  private static final int MOST_MOVES = 4;
  private static final int MOST_RIVALS = 16;
  private static final int WARM = 6;
  private static final int CHANCE = 128; // one in so many

  private final Entries entries;
  private final FrequencySketch sketch;
  private final EntryList window;
  private final EntryList probation;
  private final EntryList protectedOnes;
  private final Recency inWindow = new Recency();
  private final Recency inProtected = new Recency();
  private double share;
  private long capacity;
  private long windowCapacity;
  private long protectedCapacity;
  private boolean pressed; // a victim was taken to make room for the next entry
  private int random = 0x2545F491;

  /**
   * Starts without entries and without capacity.
   *
   * @param sketch counts what its owner tells it; is only asked here
   * @param share the window's, 0 to 1
   */
  WindowedSlru(Entries entries, FrequencySketch sketch, double share) {
    this.entries = entries;
    this.sketch = sketch;
    this.window = new EntryList(entries);
    this.probation = new EntryList(entries);
    this.protectedOnes = new EntryList(entries);
    this.share = share;
  }

  void resize(long bytes) {
    capacity = bytes;
    divide();
  }

  /** Sets the window's share, 0 to 1. */
  void setShare(double part) {
    if (part != share) {
      share = part;
      divide();
    }
  }

  private void divide() {
    windowCapacity = (long) (capacity * share);
    protectedCapacity = (long) ((capacity - windowCapacity) * PROTECTED_SHARE);
  }

  long weight() {
    return window.weight() + probation.weight() + protectedOnes.weight();
  }

  int size() {
    return window.size() + probation.size() + protectedOnes.size();
  }

  void admitted(int handle) {
    window.addFirst(handle);
    setMark(handle, WINDOW, inWindow.move(window.size()));
    if (!pressed) {
      // nobody has to go, so nobody is compared
      for (int i = 0; i < MOST_MOVES && window.weight() > windowCapacity; i++) {
        if (window.last() == handle) {
          break;
        }
        move(window, probation, PROBATION);
      }
    }
    pressed = false;
  }

  void touched(int handle) {
    int mark = entries.mark(handle);
    switch (list(mark)) {
      case WINDOW -> refresh(window, inWindow, handle, mark);
      case PROBATION -> {
        probation.remove(handle);
        protectedOnes.addFirst(handle);
        setMark(handle, PROTECTED, inProtected.move(protectedOnes.size()));
        demote();
      }
      default -> refresh(protectedOnes, inProtected, handle, mark);
    }
  }

  private void refresh(EntryList list, Recency recency, int handle, int mark) {
    if (!recency.isRecent(mark >>> LIST_BITS, list.size())) {
      list.moveToFirst(handle);
      setMark(handle, list(mark), recency.move(list.size()));
    }
  }

  private void setMark(int handle, int list, int tick) {
    entries.setMark(handle, list | (tick << LIST_BITS));
  }

  private static int list(int mark) {
    return mark & ((1 << LIST_BITS) - 1);
  }

  void reweighed(int handle, long weightBefore) {
    listOf(handle).reweigh(handle, weightBefore);
  }

  void removed(int handle) {
    listOf(handle).remove(handle);
  }

  /** See {@link Policy#victim}. */
  int victim() {
    pressed = true;
    for (int i = 0; i < MOST_MOVES && window.weight() >= windowCapacity; i++) {
      int candidate = window.removeLast();
      if (candidate == NONE) {
        break;
      }
      boolean better = isBetter(candidate);
      entries.setMark(candidate, PROBATION);
      if (better) {
        probation.addFirst(candidate);
      } else {
        probation.addLast(candidate);
      }
    }
    demote();
    if (!probation.isEmpty()) {
      return probation.removeLast();
    }
    return protectedOnes.isEmpty() ? window.removeLast() : protectedOnes.removeLast();
  }

  /**
   * Whether a candidate was used more often, for its weight, than all those together that would
   * have to go for it. That rivals are added up is from "Lightweight Robust Size Aware Cache
   * Management" (Einziger et al. 2021); where all weigh the same it is plain TinyLFU.
   */
  private boolean isBetter(int candidate) {
    int rival = probation.isEmpty() ? protectedOnes.last() : probation.last();
    if (rival == NONE) {
      return false;
    }
    int uses = sketch.frequency(entries.hash(candidate));
    long weight = entries.weight(candidate);
    long freed = 0;
    int rivalUses = 0;
    for (int i = 0; i < MOST_RIVALS && rival != NONE && freed < weight; i++) {
      rivalUses += sketch.frequency(entries.hash(rival));
      freed += entries.weight(rival);
      rival = entries.previous(rival);
    }
    return (double) uses * freed > (double) rivalUses * weight || (uses >= WARM && isLucky());
  }

  /**
   * Lets a warm candidate in now and then, or whoever knows keys that collide with a cold entry of
   * the cache could keep everybody else out.
   */
  private boolean isLucky() {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return (random & (CHANCE - 1)) == 0;
  }

  private void demote() {
    for (int i = 0; i < MOST_MOVES && protectedOnes.weight() > protectedCapacity; i++) {
      move(protectedOnes, probation, PROBATION);
    }
  }

  private void move(EntryList from, EntryList to, int mark) {
    int handle = from.removeLast();
    entries.setMark(handle, mark);
    to.addFirst(handle);
  }

  private EntryList listOf(int handle) {
    return switch (list(entries.mark(handle))) {
      case WINDOW -> window;
      case PROBATION -> probation;
      default -> protectedOnes;
    };
  }

  /** The part that an entry is in, for people. */
  String part(int handle) {
    return switch (list(entries.mark(handle))) {
      case WINDOW -> "window";
      case PROBATION -> "probation";
      default -> "protected";
    };
  }

  void forEach(Policy.HandleVisitor visitor) {
    protectedOnes.forEach(visitor);
    window.forEach(visitor);
    probation.forEach(visitor);
  }

  void checkIntegrity() {
    checkIntegrity(window, WINDOW);
    checkIntegrity(probation, PROBATION);
    checkIntegrity(protectedOnes, PROTECTED);
  }

  private void checkIntegrity(EntryList list, int mark) {
    list.checkIntegrity();
    list.forEach(
        handle ->
            checkState(
                list(entries.mark(handle)) == mark,
                "list of %s: %s (expected: %s)",
                handle,
                list(entries.mark(handle)),
                mark));
  }
}
