package io.cashew.tracing;

import io.cashew.config.TracingSettings;
import io.cashew.lifecycle.Part;
import io.cashew.telemetry.Tracer;

/**
 * What a process traces with. Spans go out on a thread of its own, from a bounded queue: what finds
 * it full, or a collector that is away, is dropped. Closing waits two seconds at most for what is
 * left to be taken.
 */
public interface Tracing extends Part {
  /** {@link Tracer#OFF} if nothing is traced. */
  Tracer tracer();

  /**
   * Starts it, if it is wanted; the collector need not be in reach.
   *
   * @param service what the process is, unless the settings say
   * @param instance which of those it is
   */
  static Tracing start(TracingSettings settings, String service, String instance) {
    return settings.endpoint().isEmpty()
        ? new Off()
        : OtlpTracing.to(settings.endpoint().get(), settings, service, instance);
  }

  /** Nothing is traced. */
  final class Off implements Tracing {
    private Off() {}

    @Override
    public Tracer tracer() {
      return Tracer.OFF;
    }

    @Override
    public void close() {}
  }
}
