package io.cashew.telemetry;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Lets log lines carry the ids of a trace and a span: as {@value #TRACE} and {@value #SPAN} of
 * SLF4J's context (MDC).
 */
public final class LogContext {
  /** 32 hexadecimal digits. */
  public static final String TRACE = "trace_id";

  /** 16 hexadecimal digits. */
  public static final String SPAN = "span_id";

  private LogContext() {}

  /** Runs a task, whose lines carry the ids of the context; null: as they are. */
  public static void within(@Nullable TraceContext context, Runnable task) {
    if (context == null) {
      task.run();
      return;
    }
    String traceBefore = MDC.get(TRACE);
    String spanBefore = MDC.get(SPAN);
    MDC.put(TRACE, context.traceId());
    MDC.put(SPAN, context.spanId());
    try {
      task.run();
    } finally {
      restore(TRACE, traceBefore);
      restore(SPAN, spanBefore);
    }
  }

  private static void restore(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
