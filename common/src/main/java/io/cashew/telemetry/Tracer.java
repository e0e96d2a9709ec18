package io.cashew.telemetry;

import org.jspecify.annotations.Nullable;

/** Begins spans. Thread-safe; does not block. */
@FunctionalInterface
public interface Tracer {
  /** Nothing is traced. */
  Tracer OFF = (name, kind, parent) -> null;

  /**
   * Begins a span; null if it is not in the sample.
   *
   * @param parent what it belongs to, in another process; null: nothing, or what is current here
   */
  @Nullable Span begin(String name, Span.Kind kind, @Nullable TraceContext parent);
}
