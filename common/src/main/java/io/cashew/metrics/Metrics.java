package io.cashew.metrics;

import io.cashew.lifecycle.Part;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All numbers of a process: those of its sources, and those of the JVM. Thread-safe. */
public final class Metrics implements Part {
  /** The media type of {@link #text}. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Logger log = LoggerFactory.getLogger(Metrics.class);

  private static final Metric BUILD =
      Metric.gauge("cashew_build_info", "What is running; always 1.", "version", "java");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<MetricSource> sources = new CopyOnWriteArrayList<>();
  private final JvmGcMetrics collections = new JvmGcMetrics();

  private Metrics() {}

  /** Of this JVM, and nothing else yet. */
  public static Metrics ofThisProcess() {
    Metrics metrics = new Metrics();
    metrics.registry.getPrometheusRegistry().register((MultiCollector) metrics::collect);
    metrics.registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.")); // not ours
    metrics.registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time")); // ns
    new JvmMemoryMetrics().bindTo(metrics.registry);
    new JvmThreadMetrics().bindTo(metrics.registry);
    new ClassLoaderMetrics().bindTo(metrics.registry);
    new ProcessorMetrics().bindTo(metrics.registry);
    new UptimeMetrics().bindTo(metrics.registry);
    new FileDescriptorMetrics().bindTo(metrics.registry);
    metrics.collections.bindTo(metrics.registry);
    metrics.add(
        sheet -> sheet.put(BUILD, 1, version(), String.valueOf(Runtime.version().feature())));
    return metrics;
  }

  private static String version() {
    String version = Metrics.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version; // not from a jar
  }

  /** Asks this one too, from now on. */
  public void add(MetricSource source) {
    sources.add(source);
  }

  private MetricSnapshots collect() {
    Sheet sheet = new Sheet();
    sources.forEach(source -> ask(source, sheet));
    return sheet.snapshots();
  }

  /** One that fails costs its own numbers, not those of the others. */
  private static void ask(MetricSource source, Sheet sheet) {
    try {
      source.report(sheet);
    } catch (RuntimeException e) {
      log.error("some numbers are missing from the metrics", e);
    }
  }

  /** All numbers as of now, in Prometheus's text format. */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
