package io.cashew.proxy.admission;

import org.jspecify.annotations.Nullable;

/**
 * What one connection has in flight: its operations, from the request until the answer has left,
 * and the bytes they take up meanwhile.
 *
 * <p>How large an answer will be nobody knows before it is there: see {@link Expectation}. Confined
 * to the connection's event loop. A comparison or two for each operation; atomics only when a step
 * more or less is held than the sums know of.
 */
public final class Account {
  /** Operations that the sums need not know of. */
  static final int STEP_OPERATIONS = 32;

  /** Bytes that the sums need not know of. */
  static final int STEP_BYTES = 16 << 10;

  private final Admission all;
  private final Pace pace;
  private final Expectation ofLoop;
  private final Expectation expected;
  private int operations;
  private int unanswered;
  private long released;
  private long bytes;
  private int toldOperations;
  private long toldBytes;
  private long mostOperations;
  private long mostBytes;

  Account(Admission all, Pace pace, Expectation ofLoop) {
    this.all = all;
    this.pace = pace;
    this.ofLoop = ofLoop;
    this.expected = new Expectation(Expectation.SHORT, ofLoop.bytes());
    tell();
  }

  /** How this connection's event loop keeps up. */
  public Pace pace() {
    return pace;
  }

  /** Bytes that the value of an answer is expected to have. */
  public int expected() {
    return expected.bytes();
  }

  /**
   * Begins operations, all or none.
   *
   * @param cost bytes they are expected to take up, to be {@linkplain #release released}
   * @return why they must not begin; null: they have
   */
  public @Nullable Refusal admit(int count, long cost) {
    Refusal why = obstacle(count, cost);
    if (why != null) {
      return refuse(why, count);
    }
    operations += count;
    unanswered += count;
    bytes += cost;
    pace.began(count);
    if (operations - toldOperations >= STEP_OPERATIONS || bytes - toldBytes >= STEP_BYTES) {
      tell();
    }
    return null;
  }

  private @Nullable Refusal obstacle(int count, long cost) {
    if (!pace.hasRoom()) {
      return Refusal.DELAY;
    }
    if (fits(count, cost)) {
      return null;
    }
    tell(); // others may have left room meanwhile
    if (operations + count > mostOperations) {
      return operations + count > all.limits().connectionOperations()
          ? Refusal.CONNECTION_OPERATIONS
          : Refusal.PROXY_OPERATIONS;
    }
    return bytes + cost > mostBytes ? tooManyBytes(cost) : null;
  }

  private Refusal tooManyBytes(long cost) {
    expected.lower();
    return bytes + cost > all.limits().connectionBytes()
        ? Refusal.CONNECTION_BYTES
        : Refusal.PROXY_BYTES;
  }

  private boolean fits(int count, long cost) {
    return operations + count <= mostOperations && bytes + cost <= mostBytes;
  }

  private Refusal refuse(Refusal why, int count) {
    return all.refuse(why, count);
  }

  /** Whether so many bytes more than was expected may be held; null: they may. */
  public @Nullable Refusal mayGrow(long more) {
    if (bytes + more > mostBytes) {
      tell();
      if (bytes + more > mostBytes) {
        return refuse(tooManyBytes(more), 1);
      }
    }
    return null;
  }

  /** More is held than was expected of operations that were admitted, whatever the limits. */
  public void overdraw(long more) {
    bytes += more;
    if (bytes - toldBytes >= STEP_BYTES) {
      tell();
    }
  }

  /** Operations are answered; the answers have not left. */
  public void answered(int count) {
    unanswered -= count;
    pace.ended(count);
  }

  /** This is how large an answer's value was. */
  public void learn(int valueBytes) {
    expected.learn(valueBytes);
    ofLoop.learn(valueBytes);
  }

  /** Answers have left, or are not wanted any more. */
  public void release(int count, long cost) {
    operations -= count;
    bytes -= cost;
    released += cost;
    if (operations == 0
        || toldOperations - operations >= STEP_OPERATIONS
        || toldBytes - bytes >= STEP_BYTES) {
      tell();
    }
  }

  /** Whether answers wait for the client, or nothing of it is under way. */
  boolean isClientsTurn() {
    return unanswered < operations || unanswered == 0;
  }

  /** Bytes that have ever been released. */
  long released() {
    return released;
  }

  /** Whether others need what it holds. */
  boolean isShort() {
    return all.isShort();
  }

  /** Operations held. */
  int operations() {
    return operations;
  }

  /** Bytes held. */
  public long bytes() {
    return bytes;
  }

  private void tell() {
    mostOperations = all.holdOperations(operations - toldOperations, operations);
    mostBytes = all.holdBytes(bytes - toldBytes, bytes);
    toldOperations = operations;
    toldBytes = bytes;
  }
}
