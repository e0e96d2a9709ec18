package io.cashew.node.load;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.cashew.telemetry.Span;
import io.cashew.telemetry.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * What a trace shows of a flight: within the span of the waiter that began it, and linked to from
 * those of the others. Thread-safe.
 */
final class FlightSpan {
  private static final ImmutableSet<LoadEvent> FAILURES =
      Sets.immutableEnumSet(
          LoadEvent.FAILED, LoadEvent.SLOW, LoadEvent.REFUSED, LoadEvent.TOO_LARGE);

  private final Span span;

  private FlightSpan(Span span) {
    this.span = span;
  }

  /** Of a flight that is about to begin for a waiter; null if that is not traced. */
  static @Nullable FlightSpan begin(Waiter first, String group, String source) {
    Span asking = first.span();
    if (asking == null) {
      return null;
    }
    Span span = asking.child("cashew.load", Span.Kind.CLIENT);
    span.attribute("cashew.group", group);
    span.attribute("cashew.source.kind", source);
    return new FlightSpan(span);
  }

  /** What the source is told it belongs to. */
  TraceContext context() {
    return span.context();
  }

  /** A waiter that did not begin it is about to be told. */
  void awaitedBy(Waiter other) {
    Span waiting = other.span();
    if (waiting != null) {
      waiting.linkTo(span.context());
    }
  }

  /** The partition's previous owner is asked; the span returned ends when it has answered. */
  Span fetching() {
    return span.child("cashew.fetch", Span.Kind.CLIENT);
  }

  /** The flight is over. */
  void ended(LoadEvent event) {
    String outcome = Ascii.toLowerCase(event.name());
    span.attribute("cashew.outcome", outcome);
    if (FAILURES.contains(event)) {
      span.fail(outcome);
    }
    span.end();
  }
}
