package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableMap;
import java.net.URI;
import java.util.Optional;

/**
 * Where a process sends what it traces, and how much of it.
 *
 * @param endpoint of a collector that speaks OTLP over HTTP; empty: nothing is traced
 * @param sample share of the requests that bring no trace along, 0 to 1
 * @param service what the process calls itself; empty: by what it is
 * @param headers sent with each message to the collector; their values may be secret
 */
public record TracingSettings(
    Optional<URI> endpoint,
    double sample,
    Optional<String> service,
    ImmutableMap<String, String> headers) {
  /** Nothing is traced. */
  public static final String NONE = "none";

  public static final double DEFAULT_SAMPLE = 0.01;

  public static final TracingSettings OFF =
      new TracingSettings(Optional.empty(), DEFAULT_SAMPLE, Optional.empty(), ImmutableMap.of());

  public TracingSettings {
    checkNotNull(endpoint, "endpoint");
    checkArgument(sample >= 0 && sample <= 1, "sample: %s (expected: 0 to 1)", sample);
    checkNotNull(service, "service");
    checkNotNull(headers, "headers");
  }

  /** Reads the section {@code tracing}. */
  static TracingSettings from(Settings settings) {
    boolean wanted = !settings.text("endpoint", NONE).equals(NONE);
    return new TracingSettings(
        wanted ? Optional.of(settings.httpUrl("endpoint")) : Optional.empty(),
        settings.share("sample", DEFAULT_SAMPLE),
        settings.optionalText("service"),
        settings.texts("headers"));
  }

  /** The values of headers are nobody's business. */
  @Override
  public String toString() {
    return "TracingSettings[endpoint=%s, sample=%s, service=%s, headers=%s]"
        .formatted(endpoint, sample, service, headers.keySet());
  }
}
