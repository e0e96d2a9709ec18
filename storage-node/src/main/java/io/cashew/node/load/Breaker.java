package io.cashew.node.load;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.cashew.node.load.LoadStatistics.BreakerState;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a source alone that keeps failing: after so many failures in a row every load fails at
 * once, but for one a second, until one succeeds. Thread-safe.
 *
 * <p>Failures are those of the source, and answers that did not come in time. A load that was given
 * up because nobody waited any more is one if the source had half a second for it, or half the
 * load's timeout if that is less. That the source has no such key, or a value that is too large, is
 * an answer. What was refused on the way, or stopped with the node, is neither.
 */
final class Breaker implements Asking {
  private static final Logger log = LoggerFactory.getLogger(Breaker.class);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMillis(500);
  private static final float ALL = 100;

  private final Asking source;
  private final Means means;
  private final CircuitBreaker breaker;

  /** {@code failures}: how many in a row it takes. */
  Breaker(Asking source, int failures, Means means) {
    this.source = source;
    this.means = means;
    this.breaker =
        CircuitBreaker.of(
            means.group(),
            CircuitBreakerConfig.custom()
                .slidingWindow(failures, failures, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(ALL)
                .slowCallRateThreshold(ALL)
                .slowCallDurationThreshold(Duration.ofDays(1))
                .waitDurationInOpenState(PROBE_INTERVAL)
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(new TickerClock(means.ticker()))
                .currentTimestampFunction(clock -> means.ticker().nanos(), NANOSECONDS)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            change -> {
              switch (change.getStateTransition().getToState()) {
                case OPEN -> log.warn("{}", refused().getMessage());
                case CLOSED -> log.info("the source of group {} answers again", means.group());
                default -> {} // a probe is about to be let through
              }
            });
  }

  /** Whether a load would be refused now; takes nothing. */
  boolean refuses() {
    if (breaker.getState() == CircuitBreaker.State.CLOSED) {
      return false;
    }
    if (!breaker.tryAcquirePermission()) {
      return true;
    }
    breaker.releasePermission();
    return false;
  }

  BreakerState state() {
    return breaker.getState() == CircuitBreaker.State.CLOSED
        ? BreakerState.CLOSED
        : BreakerState.OPEN;
  }

  /** What a load is told that is refused. */
  CashewException refused() {
    return new CashewException(
        Reason.SOURCE_DOWN,
        "the source of group %s is failing; it is asked once a second until it answers"
            .formatted(means.group()));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the chain ends here
  public CompletableFuture<Loaded> ask(LoadRequest request) {
    if (!breaker.tryAcquirePermission()) {
      means.counts().count(LoadEvent.BREAKER_REFUSED);
      return CompletableFuture.failedFuture(refused());
    }
    long begun = means.ticker().nanos();
    CompletableFuture<Loaded> asked = source.carefully(request);
    asked.whenComplete((loaded, failure) -> judge(request, begun, failure));
    return asked;
  }

  private void judge(LoadRequest request, long begun, @Nullable Throwable failure) {
    long took = means.ticker().nanos() - begun;
    switch (verdict(request, took, failure)) {
      case ANSWERED -> breaker.onSuccess(took, NANOSECONDS);
      case FAILED ->
          breaker.onError(took, NANOSECONDS, new CashewException(Reason.SOURCE_DOWN, ""));
      case NEITHER -> breaker.releasePermission();
    }
  }

  private static Verdict verdict(LoadRequest request, long took, @Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause == null) {
      return Verdict.ANSWERED;
    }
    if (cause instanceof CancellationException) {
      long much = Math.min(LONG.toNanos(), request.timeout().toNanos() / 2);
      return took >= much ? Verdict.FAILED : Verdict.NEITHER;
    }
    if (cause instanceof CashewException known) {
      return switch (known.reason()) {
        case VALUE_TOO_LARGE, SOURCE_NOT_FOUND -> Verdict.ANSWERED;
        case IN_FLIGHT, DRAINING -> Verdict.NEITHER;
        default -> Verdict.FAILED;
      };
    }
    return Verdict.FAILED;
  }

  private enum Verdict {
    ANSWERED,
    FAILED,
    NEITHER
  }

  /** The library wants a clock for people; only differences of its times mean something. */
  private static final class TickerClock extends Clock {
    private final Ticker ticker;

    TickerClock(Ticker ticker) {
      this.ticker = ticker;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(ticker.nanos());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
