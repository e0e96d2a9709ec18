package io.cashew.bench;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Locale;
import java.util.SplittableRandom;

/** When requests are due. */
public sealed interface Pace {
  /** Whether requests are due by a schedule, whatever became of those before. */
  boolean isOpen();

  /** The schedule of one of the drivers that share the work. */
  Arrivals arrivals(SplittableRandom random, int driver, int drivers);

  /** When each next request is due. Confined to one thread. */
  @FunctionalInterface
  interface Arrivals {
    /**
     * When the request after the last one is due, in nanoseconds since the beginning.
     *
     * @param now in the same
     */
    long next(long now);
  }

  /** A closed loop: as soon as one in flight has been answered. */
  record Answered() implements Pace {
    @Override
    public String toString() {
      return "as answered";
    }

    @Override
    public boolean isOpen() {
      return false;
    }

    @Override
    public Arrivals arrivals(SplittableRandom random, int driver, int drivers) {
      return now -> Math.max(now, 0);
    }
  }

  /** At equal distances; the drivers take turns. */
  record Constant(double perSecond) implements Pace {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,.0f/s", perSecond);
    }

    public Constant {
      checkRate(perSecond);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public Arrivals arrivals(SplittableRandom random, int driver, int drivers) {
      return new Arrivals() {
        private long number = driver;

        @Override
        public long next(long now) {
          long due = (long) (number * 1e9 / perSecond);
          number += drivers;
          return due;
        }
      };
    }
  }

  /** As independent users come: at distances drawn from the exponential distribution. */
  record Poisson(double perSecond) implements Pace {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,.0f/s by chance", perSecond);
    }

    public Poisson {
      checkRate(perSecond);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public Arrivals arrivals(SplittableRandom random, int driver, int drivers) {
      double mean = 1e9 * drivers / perSecond;
      return new Arrivals() {
        private double last;

        @Override
        public long next(long now) {
          last -= mean * Math.log1p(-random.nextDouble());
          return (long) last;
        }
      };
    }
  }

  private static void checkRate(double perSecond) {
    checkArgument(
        perSecond > 0 && perSecond <= 1e8, "rate: %s (expected: 0.001 to 100 million)", perSecond);
  }
}
