package io.cashew.proxy.health;

/**
 * Judges one life of a node by its probes. It is suspected after two that failed in a row (six, if
 * it has never answered), at once if the connection was refused, and trusted again after two that
 * were answered in a row.
 *
 * <p>A state machine without a clock. Not thread-safe.
 */
public final class Suspicion {
  private static final int ENOUGH = 2;

  /** A node that has never answered has perhaps just started, and so may we have. */
  private static final int ENOUGH_OF_A_STRANGER = 6;

  private Verdict verdict = Verdict.UNKNOWN;
  private int against;

  /** What is thought of a node. */
  public enum Verdict {
    /** Too little is known. */
    UNKNOWN,
    /** It answers. */
    WELL,
    /** It does not. */
    SUSPECT
  }

  public Verdict verdict() {
    return verdict;
  }

  /** The last probe speaks against the verdict, and one more decides: it should not wait. */
  public boolean isInDoubt() {
    return against > 0;
  }

  /** A probe was answered. */
  public void answered() {
    weigh(Verdict.WELL, verdict == Verdict.SUSPECT ? ENOUGH : 1);
  }

  /** A probe was not answered in time. */
  public void failed() {
    weigh(Verdict.SUSPECT, verdict == Verdict.UNKNOWN ? ENOUGH_OF_A_STRANGER : ENOUGH);
  }

  /** Nothing listens at the node's address. */
  public void refused() {
    weigh(Verdict.SUSPECT, 1);
  }

  private void weigh(Verdict found, int needed) {
    against = found == verdict ? 0 : against + 1;
    if (against >= needed) {
      verdict = found;
      against = 0;
    }
  }
}
