package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A ring's version as a number: the record's incarnation in the upper 16 bits, the revision that
 * carried the record in the lower 48. A later ring has the greater epoch; 0 is no ring's.
 *
 * <p>The incarnation is raised by hand when the cluster store was restored from a backup, so that
 * epochs never go back. Its top bit stays free: epochs are positive and compare as plain longs.
 */
public final class Epoch {
  public static final int MAX_INCARNATION = (1 << 15) - 1;

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})\\.([0-9]{1,15})");
  private static final int REVISION_BITS = 48;
  private static final long MAX_REVISION = (1L << REVISION_BITS) - 1;

  private Epoch() {}

  /** The epoch of a record that a revision of the cluster store carried. */
  public static long of(int incarnation, long revision) {
    checkIncarnation(incarnation);
    checkArgument(
        revision >= 1 && revision <= MAX_REVISION,
        "revision: %s (expected: 1 to %s)",
        revision,
        MAX_REVISION);
    return (long) incarnation << REVISION_BITS | revision;
  }

  /** The revision of the cluster store that carried the ring of an epoch. */
  public static long revision(long epoch) {
    return epoch & MAX_REVISION;
  }

  /** How often epochs were raised by hand before the ring of an epoch. */
  public static int incarnation(long epoch) {
    return (int) (epoch >>> REVISION_BITS);
  }

  /** For people: incarnation and revision, such as {@code 0.1234}. */
  public static String toText(long epoch) {
    return incarnation(epoch) + "." + revision(epoch);
  }

  /**
   * The epoch that {@link #toText} wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long parse(String text) {
    Matcher parts = TEXT.matcher(text);
    checkArgument(parts.matches(), "epoch: \"%s\" (expected: such as 0.1234)", text);
    return of(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
  }

  static void checkIncarnation(int incarnation) {
    checkArgument(
        incarnation >= 0 && incarnation <= MAX_INCARNATION,
        "incarnation: %s (expected: 0 to %s)",
        incarnation,
        MAX_INCARNATION);
  }
}
