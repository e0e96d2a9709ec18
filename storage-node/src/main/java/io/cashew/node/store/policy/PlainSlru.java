package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;

/**
 * Segmented LRU: a new entry is on probation, a used one is protected, and what has been protected
 * longest without use goes back on probation. What nobody asks for twice so never drives out what
 * somebody did.
 *
 * <p>Karedla, Love, Wherry: Caching strategies to improve disk system performance, IEEE Computer
 * 1994.
 */
final class PlainSlru implements Policy {
  private static final int PROBATION = 0;
  private static final int PROTECTED = 1;

  /** A smaller budget is followed over the next few uses, not at the expense of one of them. */
  private static final int DEMOTIONS_AT_ONCE = 64;

  private final Entries entries;
  private final int protectedPercent;
  private final EntryList probation;
  private final EntryList protectedOnes;
  private long mayBeProtected;

  PlainSlru(Entries entries, int protectedPercent) {
    this.entries = entries;
    this.protectedPercent = protectedPercent;
    this.probation = new EntryList(entries);
    this.protectedOnes = new EntryList(entries);
  }

  @Override
  public void admitted(int handle) {
    probation.addFirst(handle);
  }

  @Override
  public void touched(int handle) {
    if (isProtected(handle)) {
      protectedOnes.moveToFirst(handle);
    } else if (entries.weight(handle) > mayBeProtected) {
      probation.moveToFirst(handle); // would drive out all others, and then itself
    } else {
      probation.remove(handle);
      entries.setMark(handle, PROTECTED);
      protectedOnes.addFirst(handle);
      demote();
    }
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    listOf(handle).reweigh(handle, weightBefore);
    demote();
  }

  @Override
  public void removed(int handle) {
    listOf(handle).remove(handle);
  }

  @Override
  public int victim() {
    return probation.isEmpty() ? protectedOnes.removeLast() : probation.removeLast();
  }

  @Override
  public void resize(long capacity) {
    mayBeProtected = Shares.percent(protectedPercent, capacity);
  }

  @Override
  public long weight() {
    return probation.weight() + protectedOnes.weight();
  }

  @Override
  public int size() {
    return probation.size() + protectedOnes.size();
  }

  @Override
  public String list(int handle) {
    return isProtected(handle) ? "protected" : "probation";
  }

  @Override
  public int frequency(int handle) {
    return -1;
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    protectedOnes.forEach(visitor);
    probation.forEach(visitor);
  }

  @Override
  public void checkIntegrity() {
    probation.checkIntegrity();
    protectedOnes.checkIntegrity();
    probation.forEach(
        handle -> checkState(!isProtected(handle), "%s is on probation and protected", handle));
    protectedOnes.forEach(
        handle -> checkState(isProtected(handle), "%s is protected and on probation", handle));
  }

  private void demote() {
    for (int i = 0; i < DEMOTIONS_AT_ONCE && protectedOnes.weight() > mayBeProtected; i++) {
      int handle = protectedOnes.removeLast();
      entries.setMark(handle, PROBATION);
      probation.addFirst(handle);
    }
  }

  private EntryList listOf(int handle) {
    return isProtected(handle) ? protectedOnes : probation;
  }

  private boolean isProtected(int handle) {
    return entries.mark(handle) == PROTECTED;
  }
}
