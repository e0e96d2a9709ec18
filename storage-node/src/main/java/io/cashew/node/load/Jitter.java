package io.cashew.node.load;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;

/**
 * Makes the lives of loaded entries shorter, at random, so that what was loaded together is not
 * over together. Never longer, and never less than a millisecond.
 */
final class Jitter implements UnaryOperator<Duration> {
  private final double most;
  private final DoubleSupplier random;

  Jitter(int percent, DoubleSupplier random) {
    this.most = percent / 100.0;
    this.random = random;
  }

  /** Zero, which is for ever, stays zero. */
  @Override
  public Duration apply(Duration ttl) {
    if (most == 0 || ttl.isZero()) {
      return ttl;
    }
    long millis = (long) (ttl.toMillis() * (1 - most * random.getAsDouble()));
    return Duration.ofMillis(Math.max(1, millis));
  }
}
