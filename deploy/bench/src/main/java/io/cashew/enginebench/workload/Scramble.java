package io.cashew.enginebench.workload;

/** The finalizer of SplitMix64 (Steele et al., OOPSLA 2014): a permutation of 64-bit numbers. */
final class Scramble {
  private Scramble() {}

  static long mix(long number) {
    long z = number * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
