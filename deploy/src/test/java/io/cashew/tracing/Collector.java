package io.cashew.tracing;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cashew.lifecycle.Part;
import io.cashew.time.Await;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A collector: takes spans by OTLP over HTTP and keeps them. Thread-safe. */
public final class Collector implements Part {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpServer server;
  private final Collection<Collected> spans = new ConcurrentLinkedQueue<>();
  private final Collection<String> tokens = new ConcurrentLinkedQueue<>();

  /** A span, and the service that told of it. */
  public record Collected(String service, Span span) {
    public String name() {
      return span.getName();
    }

    public String trace() {
      return hex(span.getTraceId());
    }

    public String id() {
      return hex(span.getSpanId());
    }

    /** Empty: none. */
    public String parent() {
      return hex(span.getParentSpanId());
    }

    /** The spans it is linked to. */
    public List<String> links() {
      return span.getLinksList().stream().map(link -> hex(link.getSpanId())).toList();
    }

    public Map<String, String> attributes() {
      return texts(span.getAttributesList());
    }

    public boolean isOf(String group) {
      return group.equals(attributes().get("cashew.group"));
    }
  }

  private Collector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  public static Collector start() {
    return new Collector();
  }

  /** What {@code tracing.endpoint} is to be. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      List<String> token = exchange.getRequestHeaders().get("Authorization");
      if (token != null) {
        tokens.addAll(token);
      }
      ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
          .getResourceSpansList()
          .forEach(
              resource -> {
                String service =
                    texts(resource.getResource().getAttributesList()).get("service.name");
                resource
                    .getScopeSpansList()
                    .forEach(
                        scope ->
                            scope
                                .getSpansList()
                                .forEach(span -> spans.add(new Collected(service, span))));
              });
      byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
    }
  }

  /** Those that have come so far. */
  public List<Collected> spans(Predicate<Collected> wanted) {
    return spans.stream().filter(wanted).toList();
  }

  /** Waits until so many have come. */
  public List<Collected> await(int count, Predicate<Collected> wanted) {
    Await.until(count + " spans have come", PATIENCE, () -> spans(wanted).size() >= count);
    return spans(wanted);
  }

  /** What came as Authorization. */
  public Collection<String> tokens() {
    return List.copyOf(tokens);
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    return attributes.stream()
        .filter(attribute -> attribute.getValue().hasStringValue())
        .collect(
            Collectors.toMap(KeyValue::getKey, attribute -> attribute.getValue().getStringValue()));
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
