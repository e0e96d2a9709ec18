package io.cashew.telemetry.open;

import io.cashew.telemetry.Span;
import io.cashew.telemetry.TraceContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;

/** A span of OpenTelemetry's that is recorded. */
final class OpenSpan implements Span {
  private final OpenTelemetryTracer tracer;
  private final io.opentelemetry.api.trace.Span span;
  private final TraceContext context;

  OpenSpan(OpenTelemetryTracer tracer, io.opentelemetry.api.trace.Span span) {
    this.tracer = tracer;
    this.span = span;
    this.context = Contexts.of(span.getSpanContext());
  }

  @Override
  public TraceContext context() {
    return context;
  }

  @Override
  public Span child(String name, Kind kind) {
    return new OpenSpan(tracer, tracer.start(name, kind, Context.root().with(span)));
  }

  @Override
  public void attribute(String key, String value) {
    span.setAttribute(key, value);
  }

  @Override
  public void attribute(String key, long value) {
    span.setAttribute(key, value);
  }

  @Override
  public void linkTo(TraceContext other) {
    span.addLink(Contexts.remote(other));
  }

  @Override
  public void fail(String reason) {
    span.setStatus(StatusCode.ERROR, reason);
  }

  @Override
  public void end() {
    span.end();
  }
}
