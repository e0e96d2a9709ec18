package io.cashew.node.load;

import io.cashew.group.GroupSettings;
import io.cashew.node.source.FailureLog;
import io.cashew.node.source.Loaded;
import io.cashew.node.store.Content;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What loads bring, as a group's settings see it: content to be kept or not, or a failure. */
final class Arrivals {
  private final String group;
  private final GroupSettings settings;
  private final UnaryOperator<Duration> lifetime;
  private final FailureLog failures;

  /** {@code lifetime}: how long something is kept, of how long it could be. */
  Arrivals(Means means, GroupSettings settings, UnaryOperator<Duration> lifetime) {
    this.group = means.group();
    this.settings = settings;
    this.lifetime = lifetime;
    this.failures = new FailureLog(group, means.ticker());
  }

  /** What the source brought; null: it failed. */
  Arrival of(@Nullable Loaded loaded) {
    if (loaded == null) {
      return new Arrival(Content.ABSENT, Duration.ZERO, Keep.FAILED);
    }
    if (loaded instanceof Loaded.Present present) {
      if (present.value().size() > settings.maxValueBytes()) {
        return new Arrival(Content.ABSENT, Duration.ZERO, Keep.TOO_LARGE);
      }
      boolean fleeting = present.ttl().filter(Duration::isZero).isPresent();
      return new Arrival(
          new Content.Value(
              present.value(), present.version().orElse(Content.Value.NO_SOURCE_VERSION)),
          lifetime.apply(present.ttl().orElse(settings.freshness().ttl())),
          fleeting ? Keep.NO : Keep.YES);
    }
    Duration ttl = loaded.ttl().orElse(settings.freshness().negativeTtl());
    return new Arrival(Content.ABSENT, lifetime.apply(ttl), ttl.isZero() ? Keep.NO : Keep.YES);
  }

  /** What the previous owner brought, which {@link #fits}. */
  static Arrival of(Inherited inherited) {
    return new Arrival(inherited.content(), inherited.ttl(), Keep.YES);
  }

  boolean fits(Inherited inherited) {
    return inherited.content().size() <= settings.maxValueBytes();
  }

  /** What those who wait are told if this is a failure, or null. To be asked once a load. */
  @Nullable CashewException asFailure(Arrival arrival, @Nullable Throwable failure) {
    return switch (arrival.keep()) {
      case YES, NO, HELD_OFF -> null;
      case TOO_LARGE -> tooLarge();
      case FAILED -> asFailure(failure);
    };
  }

  /** What became of a load whose waiters are told this, if it is a failure. */
  static LoadEvent event(Arrival arrival, @Nullable CashewException told) {
    return told == null ? success(arrival) : failure(told);
  }

  private static LoadEvent success(Arrival arrival) {
    return arrival.content() instanceof Content.Value ? LoadEvent.LOADED : LoadEvent.ABSENT;
  }

  private static LoadEvent failure(CashewException told) {
    return switch (told.reason()) {
      case SOURCE_SLOW -> LoadEvent.SLOW;
      case IN_FLIGHT -> LoadEvent.REFUSED;
      case VALUE_TOO_LARGE -> LoadEvent.TOO_LARGE;
      default -> LoadEvent.FAILED;
    };
  }

  /** What those who wait are told of a failure; one that is not expected is logged. */
  private CashewException asFailure(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof CashewException known) {
      return known;
    }
    if (cause instanceof SlowSource || cause instanceof CancellationException) {
      return slow();
    }
    String id =
        failures.record(cause != null ? cause : new IllegalStateException("no answer, no failure"));
    return new CashewException(
        Reason.SOURCE_DOWN,
        "the source of group %s failed: the node's log says why, under %s".formatted(group, id));
  }

  CashewException slow() {
    return new CashewException(
        Reason.SOURCE_SLOW, "the source of group %s did not answer in time".formatted(group));
  }

  private CashewException tooLarge() {
    return new CashewException(
        Reason.VALUE_TOO_LARGE,
        "the source's value has more than the %,d bytes that group %s allows: raise max-value"
            .formatted(settings.maxValueBytes(), group));
  }

  enum Keep {
    YES,
    NO,
    /** What is in memory may be newer. */
    HELD_OFF,
    TOO_LARGE,
    FAILED
  }

  /** What a load brought. */
  record Arrival(Content content, Duration ttl, Keep keep) {
    /** The same, but it may be older than a change of the key. */
    Arrival heldOff() {
      return keep == Keep.YES || keep == Keep.NO ? new Arrival(content, ttl, Keep.HELD_OFF) : this;
    }
  }

  /** The load timeout has passed. Without a stack trace: it is expected. */
  static final class SlowSource extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlowSource() {
      super(null, null, false, false);
    }
  }
}
