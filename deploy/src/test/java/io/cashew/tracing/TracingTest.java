package io.cashew.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.cashew.config.TracingSettings;
import io.cashew.lifecycle.Parts;
import io.cashew.telemetry.Span;
import io.cashew.telemetry.TraceContext;
import io.cashew.telemetry.Tracer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How spans leave a process. */
final class TracingTest {
  /** Sooner than the batches in the queue run out of time one by one. */
  private static final Duration SOON = Duration.ofSeconds(25);

  /** Says much about collectors that are away, as tests make them. Held: JUL forgets. */
  private static final Logger SDK_LOG = Logger.getLogger("io.opentelemetry");

  static {
    SDK_LOG.setLevel(Level.OFF);
  }

  private final Parts parts = new Parts();

  @AfterEach
  void stop() {
    parts.close();
  }

  @Test
  void spans_arriveWithWhatTheyWereTold_andTheirPlaceInTheTrace() {
    Collector collector = parts.add(Collector.start());
    Tracing tracing = parts.add(Tracing.start(to(collector.endpoint(), 0), "cashew", "one"));
    TraceContext caller = new TraceContext(1, 2, 3, 1, "vendor=a,other=b");
    TraceContext elsewhere = new TraceContext(4, 5, 6, 1, "");

    Span span = tracing.tracer().begin("outer", Span.Kind.SERVER, caller);
    Span child = span.child("inner", Span.Kind.CLIENT);
    child.attribute("key", "value");
    child.linkTo(elsewhere);
    child.fail("SOURCE_DOWN");
    child.end();
    span.end();

    Collector.Collected outer = collector.await(1, found -> found.name().equals("outer")).get(0);
    Collector.Collected inner = collector.await(1, found -> found.name().equals("inner")).get(0);
    assertThat(outer.service()).isEqualTo("cashew");
    assertThat(outer.trace()).isEqualTo(caller.traceId());
    assertThat(outer.parent()).isEqualTo(caller.spanId());
    assertThat(outer.span().getTraceState()).isEqualTo("vendor=a,other=b");
    assertThat(span.context().state()).isEqualTo("vendor=a,other=b");
    assertThat(inner.trace()).isEqualTo(caller.traceId());
    assertThat(inner.parent()).isEqualTo(span.context().spanId());
    assertThat(inner.id()).isEqualTo(child.context().spanId());
    assertThat(inner.attributes()).containsEntry("key", "value");
    assertThat(inner.links()).containsExactly(elsewhere.spanId());
    assertThat(inner.span().getStatus().getMessage()).isEqualTo("SOURCE_DOWN");
    assertThat(collector.tokens()).contains("token");
  }

  @Test
  void close_sendsWhatIsLeft() {
    Collector collector = parts.add(Collector.start());
    Tracing tracing = Tracing.start(to(collector.endpoint(), 1), "cashew", "one");
    tracing.tracer().begin("last", Span.Kind.SERVER, null).end();

    tracing.close();

    assertThat(collector.spans(found -> found.name().equals("last"))).hasSize(1);
  }

  @Test
  void close_whenTheCollectorNeverAnswers_endsSoon() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      Tracing tracing = Tracing.start(to(endpoint, 1), "cashew", "one");
      for (int i = 0; i < 20_000; i++) { // more than the queue holds
        tracing.tracer().begin("lost", Span.Kind.SERVER, null).end();
      }

      long start = System.nanoTime();
      tracing.close();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
  }

  @Test
  void off_startsNothing() {
    Tracing tracing = parts.add(Tracing.start(TracingSettings.OFF, "cashew", "one"));

    assertThat(tracing.tracer()).isSameAs(Tracer.OFF);
  }

  private static TracingSettings to(URI endpoint, double sample) {
    return new TracingSettings(
        Optional.of(endpoint), sample, Optional.empty(), ImmutableMap.of("Authorization", "token"));
  }
}
