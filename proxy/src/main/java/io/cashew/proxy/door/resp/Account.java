package io.cashew.proxy.door.resp;

import io.cashew.operation.Limits;

/**
 * The bytes that one connection holds, and what it has borrowed for them. A little is every
 * connection's own, so that those that want little never wait for those that want much.
 *
 * <p>How large an answer will be nobody knows before it is there: it is expected to be as large as
 * the largest of the last ones, and the first one as large as values may be. Confined to the
 * connection's event loop.
 */
final class Account {
  /** What each may hold without borrowing. */
  static final int OWN_BYTES = 16 << 10;

  /** What one may hold at most, if it is more than one command and its answer. */
  static final int MOST_BYTES = 8 << 20;

  private static final int STEP_BYTES = 64 << 10;

  /** What an entry in the line of answers takes up, and its operation. */
  private static final int OVERHEAD_BYTES = 256;

  private final Budget budget;
  private long held;
  private long buffered;
  private long borrowed;

  /** A command has been executed since this one wanted to go first. */
  private boolean served;

  private int answerBytes = Limits.VALUE_BYTES;

  Account(Budget budget) {
    this.budget = budget;
  }

  /** What a command is expected to take up until it is answered. */
  int cost(int commandBytes, int answers) {
    long expected = Math.min(Limits.BATCH_BYTES, (long) answers * answerBytes);
    return commandBytes + OVERHEAD_BYTES + (int) expected;
  }

  void hold(int bytes) {
    held += bytes;
    served = true;
  }

  void release(int bytes) {
    held -= bytes;
  }

  /** An answer is there: each of its values has so many bytes, and not what was expected. */
  void answered(int bytes) {
    answerBytes = Math.max(bytes, answerBytes - (answerBytes >> 3));
  }

  /** So much more is held than was expected. Says whether that may be; else nothing is held. */
  boolean holdUnexpected(int bytes) {
    if (budget.isOverdrawn()) {
      return false;
    }
    held += bytes;
    long lacking = lacking(0);
    if (lacking > 0) {
      budget.overdraw(lacking);
      borrowed += lacking;
    }
    return true;
  }

  /** So much is in buffers: received, or to be sent. */
  void buffer(long bytes) {
    buffered = bytes;
  }

  /** Says whether another command may be executed. */
  boolean hasRoomForOne() {
    return hasRoom(cost(0, 1));
  }

  /** Says whether there is room for what is held and so many bytes; borrows what is lacking. */
  boolean hasRoom(long more) {
    long wanted = held + buffered + more;
    if (wanted <= OWN_BYTES + borrowed) {
      return true;
    }
    if (held > 0 && wanted > MOST_BYTES) {
      return false;
    }
    long lacking = lacking(more);
    if (budget.borrow(lacking)) {
      borrowed += lacking;
      return true;
    }
    return held == 0 && budget.isFirst(this);
  }

  private long lacking(long more) {
    long beyond = held + buffered + more - OWN_BYTES - borrowed;
    return -Math.floorDiv(-beyond, STEP_BYTES) * STEP_BYTES; // whole steps; less than 0: to spare
  }

  /** Gives back what is not needed. */
  void settle() {
    if (borrowed == 0 && !budget.isFirst(this)) {
      return;
    }
    long given = Math.min(-lacking(0), borrowed);
    if (given > 0) {
      borrowed -= given;
      budget.giveBack(given);
    }
    if (!isLarge() || (served && held == 0)) {
      budget.stepBack(this);
    }
  }

  /** Says whether others wait for what this one holds. */
  boolean isWanted() {
    return isLarge() && budget.isShort();
  }

  /** Says whether it holds more than its own. */
  boolean isLarge() {
    return held + buffered > OWN_BYTES;
  }

  /** Says whether it may go on although all is lent. */
  boolean goFirst() {
    served = false;
    return budget.goFirst(this);
  }

  /** Waits for what others hold. {@code wake}: to try again; run on any thread. */
  void await(Runnable wake) {
    budget.await(lacking(cost(0, 1)), wake);
  }

  /** It was woken and has no use for it. */
  void passOn() {
    budget.next();
  }

  /** Gives back everything. */
  void close() {
    held = 0;
    buffered = 0;
    budget.giveBack(borrowed);
    borrowed = 0;
    budget.stepBack(this);
  }
}
