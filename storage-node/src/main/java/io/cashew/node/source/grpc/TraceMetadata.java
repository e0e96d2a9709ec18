package io.cashew.node.source.grpc;

import io.cashew.telemetry.TraceContext;
import io.grpc.Metadata;

/** A trace's context as metadata of a call. */
final class TraceMetadata {
  private static final Metadata.Key<String> PARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> STATE =
      Metadata.Key.of("tracestate", Metadata.ASCII_STRING_MARSHALLER);

  private TraceMetadata() {}

  static Metadata of(TraceContext trace) {
    Metadata headers = new Metadata();
    headers.put(PARENT, trace.traceparent());
    if (!trace.state().isEmpty()) {
      headers.put(STATE, trace.state());
    }
    return headers;
  }
}
