package io.cashew.bench.workload;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.node.store.trace.Trace;
import java.util.SplittableRandom;

/** Which keys are asked for how often, and in what order. */
public sealed interface Popularity {
  /** How many keys there are. */
  long keys();

  /** The keys of one of the drivers that share the work, in the order it asks for them. */
  Draw draw(SplittableRandom random, int driver, int drivers);

  /** Draws numbers of keys. Confined to one thread; never ends. */
  @FunctionalInterface
  interface Draw {
    long next();
  }

  /** All equally likely. */
  record Uniform(long keys) implements Popularity {
    @Override
    public Draw draw(SplittableRandom random, int driver, int drivers) {
      return () -> random.nextLong(keys);
    }

    @Override
    public String toString() {
      return "uniform";
    }
  }

  /**
   * By Zipf's law. Which keys are popular has nothing to do with their numbers, so that they are
   * not neighbours in memory because they were set one after another; nor with the seed.
   */
  record Skewed(long keys, double exponent) implements Popularity {
    public Skewed {
      checkArgument(
          exponent > 0 && exponent <= 5, "zipf: %s (expected: above 0, at most 5)", exponent);
    }

    @Override
    public Draw draw(SplittableRandom random, int driver, int drivers) {
      Zipf zipf = new Zipf(keys, exponent);
      long step = Scatter.step(keys);
      return () -> zipf.draw(random) * step % keys;
    }

    @Override
    public String toString() {
      return "zipf " + exponent;
    }
  }

  /** One after another, and again from the first. */
  record InTurn(long keys) implements Popularity {
    @Override
    public Draw draw(SplittableRandom random, int driver, int drivers) {
      return new Strides(driver, drivers, keys);
    }

    @Override
    public String toString() {
      return "in turn";
    }
  }

  /** As recorded, and again from the beginning. */
  record Recorded(Trace trace) implements Popularity {
    @Override
    public long keys() {
      return trace.keys();
    }

    @Override
    public Draw draw(SplittableRandom random, int driver, int drivers) {
      Strides requests = new Strides(driver, drivers, trace.length());
      return () -> trace.key((int) requests.next());
    }

    @Override
    public String toString() {
      return "trace " + trace.name();
    }
  }
}
