package io.cashew.etcd;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a loop goes on after a failure: when it tries again, and what the log says of it. The wait
 * doubles from 0.1 to 1 second, less up to half at random. Only for one thread at a time.
 */
final class Retries {
  private static final Logger log = LoggerFactory.getLogger(Retries.class);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final String loop;
  private final RandomGenerator random;
  private Duration wait = FIRST;
  private @Nullable String complaint;

  /**
   * @param loop what is tried, for the log
   * @param random used by the loop's thread alone
   */
  Retries(String loop, RandomGenerator random) {
    this.loop = loop;
    this.random = random;
  }

  /** How long to wait. A silent etcd is its connection's to report; a refusal is logged once. */
  Duration afterFailure(Throwable failure) {
    String reason = Failures.reason(failure);
    if (Failures.isSilence(failure)) {
      log.debug("{}: {}", loop, reason);
    } else if (!reason.equals(complaint)) {
      complaint = reason;
      log.warn("{}: {}; trying again until it works", loop, reason);
    }
    return pause();
  }

  /** How long to wait after something that needs no word in the log. */
  Duration pause() {
    Duration now = wait;
    wait = now.multipliedBy(2).compareTo(LONGEST) < 0 ? now.multipliedBy(2) : LONGEST;
    return now.minusNanos(random.nextLong(now.toNanos() / 2));
  }

  /** The next failure is a new one. */
  void succeeded() {
    wait = FIRST;
    if (complaint != null) {
      complaint = null;
      log.info("{}: works again", loop);
    }
  }
}
