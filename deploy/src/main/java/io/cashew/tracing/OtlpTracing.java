package io.cashew.tracing;

import io.cashew.config.TracingSettings;
import io.cashew.telemetry.SampledTracer;
import io.cashew.telemetry.Tracer;
import io.cashew.telemetry.open.OpenTelemetryTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Spans to a collector by OTLP over HTTP. */
final class OtlpTracing implements Tracing {
  private static final String PATH = "/v1/traces";
  private static final int QUEUE = 8192;
  private static final int BATCH = 1024;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long CLOSE_SECONDS = 2;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private OtlpTracing(SdkTracerProvider provider, double sample) {
    this.provider = provider;
    this.tracer =
        new SampledTracer(
            OpenTelemetryTracer.of(OpenTelemetrySdk.builder().setTracerProvider(provider).build()),
            sample,
            () -> ThreadLocalRandom.current().nextDouble());
  }

  static OtlpTracing to(URI endpoint, TracingSettings settings, String service, String instance) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setSampler(Sampler.alwaysOn()) // what is not in the sample never comes here
            .setResource(resource(settings.service().orElse(service), instance))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter(endpoint, settings))
                    .setMaxQueueSize(QUEUE)
                    .setMaxExportBatchSize(BATCH)
                    .setScheduleDelay(INTERVAL)
                    .setExporterTimeout(TIMEOUT)
                    .build())
            .build();
    return new OtlpTracing(provider, settings.sample());
  }

  private static Resource resource(String service, String instance) {
    return Resource.getDefault()
        .merge(
            Resource.create(
                Attributes.of(
                    AttributeKey.stringKey("service.name"),
                    service,
                    AttributeKey.stringKey("service.instance.id"),
                    instance)));
  }

  private static OtlpHttpSpanExporter exporter(URI endpoint, TracingSettings settings) {
    String url = endpoint.toString();
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(url.endsWith(PATH) ? url : url + PATH)
            .setTimeout(TIMEOUT)
            .setConnectTimeout(TIMEOUT)
            .setRetryPolicy(null) // the next batch is soon there
            .setMeterProvider(MeterProvider.noop());
    settings.headers().forEach(exporter::addHeader);
    return exporter.build();
  }

  @Override
  public Tracer tracer() {
    return tracer;
  }

  @Override
  public void close() {
    CompletableResultCode unused = provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
