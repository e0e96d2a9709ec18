package io.cashew.telemetry.open;

import io.cashew.telemetry.TraceContext;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import java.util.Map;
import java.util.StringJoiner;

/** Between our contexts and OpenTelemetry's. */
final class Contexts {
  private Contexts() {}

  static SpanContext remote(TraceContext context) {
    return SpanContext.createFromRemoteParent(
        context.traceId(), context.spanId(), flags(context), state(context.state()));
  }

  private static TraceFlags flags(TraceContext context) {
    return TraceFlags.fromByte((byte) context.flags());
  }

  /** What is no entry is left out. */
  private static TraceState state(String text) {
    if (text.isEmpty()) {
      return TraceState.getDefault();
    }
    TraceStateBuilder state = TraceState.builder();
    String[] entries = text.split(",", -1);
    for (int i = entries.length - 1; i >= 0; i--) { // the builder puts each before the others
      String entry = entries[i].trim();
      int equals = entry.indexOf('=');
      if (equals > 0) {
        state.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return state.build();
  }

  static TraceContext of(SpanContext context) {
    String trace = context.getTraceId();
    int half = trace.length() / 2;
    return new TraceContext(
        Long.parseUnsignedLong(trace.substring(0, half), 16),
        Long.parseUnsignedLong(trace.substring(half), 16),
        Long.parseUnsignedLong(context.getSpanId(), 16),
        context.getTraceFlags().asByte() & 0xFF,
        text(context.getTraceState()));
  }

  private static String text(TraceState state) {
    if (state.isEmpty()) {
      return "";
    }
    StringJoiner entries = new StringJoiner(",");
    for (Map.Entry<String, String> entry : state.asMap().entrySet()) {
      entries.add(entry.getKey() + "=" + entry.getValue());
    }
    String text = entries.toString();
    return text.length() <= TraceContext.MAX_STATE_CHARACTERS ? text : "";
  }
}
