package io.cashew.enginebench;

/**
 * What a figure is held against.
 *
 * @param limit what it has to reach or must not exceed
 */
public record Bar(Side side, double limit) {
  /** A bar that a figure has to reach. */
  public static Bar atLeast(double limit) {
    return new Bar(Side.AT_LEAST, limit);
  }

  /** A bar that a figure must not exceed. */
  public static Bar atMost(double limit) {
    return new Bar(Side.AT_MOST, limit);
  }

  /** Whether a figure is good enough; one that is not a number never is. */
  public boolean isMetBy(double figure) {
    return side == Side.AT_LEAST ? figure >= limit : figure <= limit;
  }

  @Override
  public String toString() {
    return side.sign + " " + Figures.text(limit);
  }

  /** From which side a figure is good. */
  public enum Side {
    AT_LEAST(">="),
    AT_MOST("<=");

    private final String sign;

    Side(String sign) {
      this.sign = sign;
    }
  }
}
