package io.cashew.comparison.load;

/**
 * The keys of all parties: 32 characters, of which redis-benchmark can draw the last twelve. By
 * their beginning they belong to the group {@code bench} for Cashew.
 */
public final class BenchKey {
  public static final String GROUP = "bench";
  public static final int BYTES = 32;

  /** What all begin with. */
  public static final String PREFIX = GROUP + ":" + "0".repeat(BYTES - GROUP.length() - 1 - 12);

  private BenchKey() {}

  /** The key of a number that is not negative. */
  public static String text(int number) {
    String digits = Integer.toString(number);
    return PREFIX + "0".repeat(12 - digits.length()) + digits;
  }
}
