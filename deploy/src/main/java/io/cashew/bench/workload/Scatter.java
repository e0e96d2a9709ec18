package io.cashew.bench.workload;

/** Spreads numbers, so that neighbours have nothing in common. */
final class Scatter {
  private Scatter() {}

  /** SplitMix64's finish (Steele, Lea and Flood, OOPSLA 2014): all bits depend on all bits. */
  static long bits(long number) {
    long bits = number + 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }

  /** A number of 0 to below the bound, always the same for the same. */
  static int below(int bound, long number) {
    return (int) Math.multiplyHigh(bits(number) >>> 1, 2L * bound);
  }

  /**
   * A step that meets each number below a count once before it comes back to the first, near the
   * golden section, where multiples are spread best.
   */
  static long step(long count) {
    long step = Math.max(1, (long) (count * 0.6180339887));
    while (greatestCommonDivisor(step, count) != 1) {
      step++;
    }
    return step;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
