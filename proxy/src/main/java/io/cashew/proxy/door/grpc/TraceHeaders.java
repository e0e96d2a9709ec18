package io.cashew.proxy.door.grpc;

import io.cashew.telemetry.TraceContext;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/** What a unary call's metadata say of the trace it belongs to. */
public enum TraceHeaders {
  /** Nothing is traced: nobody looks. */
  IGNORED,
  READ;

  private static final Metadata.Key<String> PARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> STATE =
      Metadata.Key.of("tracestate", Metadata.ASCII_STRING_MARSHALLER);

  /** The client's span; null: none, or one that is not told of as W3C would have it. */
  @Nullable TraceContext of(Metadata headers) {
    return this == IGNORED ? null : TraceContext.parse(headers.get(PARENT), headers.get(STATE));
  }
}
