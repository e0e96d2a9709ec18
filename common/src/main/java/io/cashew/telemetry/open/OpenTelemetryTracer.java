package io.cashew.telemetry.open;

import io.cashew.telemetry.Span;
import io.cashew.telemetry.TraceContext;
import io.cashew.telemetry.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans of an {@link OpenTelemetry}, whose sampler has the last word. A span without a
 * parent of another process is a child of what is current on the thread.
 */
public final class OpenTelemetryTracer implements Tracer {
  private static final String SCOPE = "io.cashew";

  private final io.opentelemetry.api.trace.Tracer tracer;

  private OpenTelemetryTracer(io.opentelemetry.api.trace.Tracer tracer) {
    this.tracer = tracer;
  }

  /** Of an application's own instance, or a process's. */
  public static OpenTelemetryTracer of(OpenTelemetry openTelemetry) {
    return new OpenTelemetryTracer(openTelemetry.getTracer(SCOPE));
  }

  @Override
  public @Nullable Span begin(String name, Span.Kind kind, @Nullable TraceContext parent) {
    io.opentelemetry.api.trace.Span span = start(name, kind, contextOf(parent));
    if (!span.getSpanContext().isSampled()) {
      span.end(); // somebody may record it all the same, here alone
      return null;
    }
    return new OpenSpan(this, span);
  }

  private static Context contextOf(@Nullable TraceContext parent) {
    if (parent == null) {
      return Context.current();
    }
    SpanContext remote = Contexts.remote(parent);
    return Context.root().with(io.opentelemetry.api.trace.Span.wrap(remote));
  }

  io.opentelemetry.api.trace.Span start(String name, Span.Kind kind, Context parent) {
    SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(kindOf(kind)).setParent(parent);
    return builder.startSpan();
  }

  private static SpanKind kindOf(Span.Kind kind) {
    return switch (kind) {
      case INTERNAL -> SpanKind.INTERNAL;
      case SERVER -> SpanKind.SERVER;
      case CLIENT -> SpanKind.CLIENT;
    };
  }
}
