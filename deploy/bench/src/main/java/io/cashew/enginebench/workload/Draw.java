package io.cashew.enginebench.workload;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.simple.RandomSource;

/** Draws numbers of keys, from 0 to a count less one. Confined to one thread. */
@FunctionalInterface
public interface Draw {
  /** The exponent of all Zipf distributions here. */
  double EXPONENT = 0.99;

  int next();

  /** Equal chances. */
  static Draw uniform(int count, long seed) {
    UniformRandomProvider random = random(seed);
    return () -> random.nextInt(count);
  }

  /**
   * Zipf's law. Which keys are popular has nothing to do with their numbers, so that they are not
   * neighbours in memory because they were stored one after another; it does not depend on the
   * seed.
   */
  static Draw zipf(int count, long seed) {
    var ranks = RejectionInversionZipfSampler.of(random(seed), count, EXPONENT);
    int step = coprime(count);
    return () -> (int) ((long) ranks.sample() * step % count);
  }

  /** Sizes whose logarithm is uniform: as many from 40 to 80 as from 4,000 to 8,000. */
  static Draw logUniform(int least, int greatest, long seed) {
    UniformRandomProvider random = random(seed);
    double ratio = (greatest + 1.0) / least;
    return () -> (int) (least * Math.pow(ratio, random.nextDouble()));
  }

  private static UniformRandomProvider random(long seed) {
    return RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
  }

  /** Near the golden section, where multiples are spread best. */
  private static int coprime(int count) {
    int step = Math.max(1, (int) (count * 0.6180339887));
    while (greatestCommonDivisor(step, count) != 1) {
      step++;
    }
    return step;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
