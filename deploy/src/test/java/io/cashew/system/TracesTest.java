package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.config.TracingSettings;
import io.cashew.etcd.EtcdProcess;
import io.cashew.etcd.FreePort;
import io.cashew.lifecycle.Parts;
import io.cashew.system.process.CommandProcess;
import io.cashew.telemetry.TraceContext;
import io.cashew.time.Await;
import io.cashew.tracing.Collector;
import io.cashew.tracing.Collector.Collected;
import io.cashew.tracing.Tracing;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.GetRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests through real processes, as a collector is told of them. */
final class TracesTest {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Parts PARTS = new Parts();
  private static final Map<String, String> TRACEPARENTS = new ConcurrentHashMap<>();
  private static final CountDownLatch SLOW = new CountDownLatch(1);

  @TempDir private static Path directory;
  private static Path config;
  private static HostAndPort address;
  private static Collector collector;
  private static CommandProcess proxy;
  private static CommandProcess node;
  private static CashewClient traced;
  private static CashewClient untraced;

  @BeforeAll
  static void start() throws IOException {
    String etcd = PARTS.add(EtcdProcess.start()).endpoint();
    collector = PARTS.add(Collector.start());
    config = directory.resolve("cashew.yaml");
    Files.writeString(
        config,
        """
        cluster: traces
        etcd: {endpoints: "%s", start-timeout: 1m, request-timeout: 10s, lease: 20s}
        log: {format: json}
        tracing: {endpoint: "%s", sample: 0}
        proxy: {access-log: 1, admin-http: none}
        node: {memory: 64MiB, admin-http: none}
        sources:
          service: {type: http, url: "%s", allow-private: true}
        groups:
          plain: {ttl: 1h}
          loaded: {ttl: 1h, load-timeout: 25s, source: {connection: service, path: "/loaded/{key}"}}
          waited: {ttl: 1h, load-timeout: 25s, source: {connection: service, path: "/slow/{key}"}}
        """
            .formatted(etcd, collector.endpoint(), source()));
    address = HostAndPort.fromParts("127.0.0.1", FreePort.next());
    proxy = run("proxy", "--id", "p1", "--listen", address.toString(), "--admin", "127.0.0.1:0");
    node = run("node", "--id", "n1", "--listen", "127.0.0.1:0");
    Tracing tracing =
        PARTS.add(
            Tracing.start(
                new TracingSettings(
                    Optional.of(collector.endpoint()), 1, Optional.empty(), ImmutableMap.of()),
                "application",
                "test"));
    ClientConfig toProxy = ClientConfig.of(address).withEventLoops(1).withDeadline(PATIENCE);
    untraced = PARTS.add(CashewClient.connect(toProxy));
    awaitServing();
    traced = PARTS.add(CashewClient.connect(toProxy.withTracer(tracing.tracer())));
    assertThat(traced.set("plain", "k", "v").join()).isPositive();
  }

  private static void awaitServing() {
    CashewClient impatient = untraced.withDeadline(Duration.ofSeconds(1));
    try {
      Await.until("a set is served", START, () -> impatient.set("plain", "k", "v").join() > 0);
    } catch (AssertionError e) {
      throw new AssertionError(
          "the proxy says: %s, the node: %s".formatted(proxy.output(), node.output()), e);
    }
  }

  /** A service whose values under /slow are held back. */
  private static String source() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "traced-service");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", TracesTest::answer);
    server.start();
    PARTS.add(() -> server.stop(0));
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String traceparent = exchange.getRequestHeaders().getFirst("traceparent");
      TRACEPARENTS.put(path, traceparent == null ? "none" : traceparent);
      if (path.startsWith("/slow/")) {
        SLOW.await();
      }
      byte[] value = path.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, value.length);
      exchange.getResponseBody().write(value);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static CommandProcess run(String verb, String... more) {
    List<String> arguments = new ArrayList<>(List.of(verb, "--config", config.toString()));
    arguments.addAll(List.of(more));
    return PARTS.add(new CommandProcess(directory, arguments.toArray(String[]::new)));
  }

  @AfterAll
  static void stop() {
    SLOW.countDown();
    PARTS.close();
  }

  @Test
  void get_thatIsLoaded_isOneTraceFromTheClientToTheSource() {
    assertThat(((Answer.Found) traced.get("loaded", "one").join()).text()).isEqualTo("/loaded/one");

    TraceContext told = TraceContext.parse(TRACEPARENTS.get("/loaded/one"), null);
    List<Collected> trace = collector.await(4, span -> span.trace().equals(told.traceId()));
    Map<String, Collected> byName =
        trace.stream().collect(Collectors.toMap(Collected::name, span -> span));
    Collected client = byName.get("cashew.client.get");
    Collected atProxy = byName.get("cashew.proxy.get");
    Collected atNode = byName.get("cashew.node.get");
    Collected load = byName.get("cashew.load");
    assertThat(client.parent()).isEmpty();
    assertThat(atProxy.parent()).isEqualTo(client.id());
    assertThat(atNode.parent()).isEqualTo(atProxy.id());
    assertThat(load.parent()).isEqualTo(atNode.id());
    assertThat(told.spanId()).isEqualTo(load.id());
    assertThat(client.service()).isEqualTo("application");
    assertThat(atProxy.service()).isEqualTo("cashew-proxy");
    assertThat(atNode.service()).isEqualTo("cashew-node");
    assertThat(atProxy.attributes())
        .isEqualTo(
            Map.of(
                "cashew.proxy", "p1",
                "cashew.door", "grpc",
                "cashew.group", "loaded",
                "cashew.operation", "get",
                "cashew.outcome", "miss_loaded"));
    assertThat(atNode.attributes())
        .containsEntry("cashew.node", "n1")
        .containsEntry("cashew.outcome", "miss_loaded");
    assertThat(load.attributes()).containsEntry("cashew.source.kind", "http");
    awaitLogLine(atProxy);
  }

  /** The access log is one for each request here. */
  private static void awaitLogLine(Collected span) {
    Await.until(
        "a line is logged with the ids of the proxy's span",
        PATIENCE,
        () ->
            proxy
                .output()
                .lines()
                .anyMatch(
                    line ->
                        line.contains("io.cashew.access")
                            && line.contains("\"trace_id\":\"%s\"".formatted(span.trace()))
                            && line.contains("\"span_id\":\"%s\"".formatted(span.id()))));
  }

  @Test
  void twentyWhoWaitForOneKey_areLinkedToOneLoad() {
    List<CompletableFuture<Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(traced.get("waited", "key"));
    }
    // Behind them on the same streams: when this is answered, all of them wait.
    assertThat(traced.set("plain", "behind", "v").join()).isPositive();

    SLOW.countDown();

    waiting.forEach(answer -> assertThat(answer.join()).isInstanceOf(Answer.Found.class));
    collector.await(41, span -> span.isOf("waited") && !span.service().equals("application"));
    List<Collected> loads =
        collector.spans(span -> span.isOf("waited") && span.name().equals("cashew.load"));
    List<Collected> atNode =
        collector.spans(span -> span.isOf("waited") && span.name().equals("cashew.node.get"));
    assertThat(loads).hasSize(1);
    assertThat(atNode).hasSize(20);
    String load = loads.get(0).id();
    assertThat(atNode)
        .allSatisfy(
            span -> {
              if (span.id().equals(loads.get(0).parent())) {
                assertThat(span.links()).isEmpty();
              } else {
                assertThat(span.links()).containsExactly(load);
                assertThat(span.attributes()).containsEntry("cashew.outcome", "coalesced");
              }
            });
  }

  @Test
  void unaryCall_goesOnWithTheTraceOfItsMetadata_ifThatIsRecorded() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String unrecorded = "5bf92f3577b34da6a3ce929d0e0e4736";
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(address.getHost(), address.getPort()).usePlaintext().build();
    try {
      get(channel, "00-" + unrecorded + "-00f067aa0ba902b7-00");
      get(channel, "00-" + trace + "-00f067aa0ba902b7-01");
    } finally {
      channel.shutdownNow();
    }

    Set<String> parents =
        collector.await(2, span -> span.trace().equals(trace)).stream()
            .filter(span -> span.name().equals("cashew.proxy.get"))
            .map(Collected::parent)
            .collect(Collectors.toSet());
    assertThat(parents).containsExactly("00f067aa0ba902b7");
    assertThat(collector.spans(span -> span.trace().equals(unrecorded))).isEmpty();
  }

  private static void get(ManagedChannel channel, String traceparent) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
    assertThat(
            CacheGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .get(
                    GetRequest.newBuilder()
                        .setGroup("plain")
                        .setKey(ByteString.copyFromUtf8("k"))
                        .build())
                .getValue()
                .toStringUtf8())
        .isEqualTo("v");
  }

  @Test
  void whatBringsNoTrace_isNotTold_whenNoneIsSampled() {
    assertThat(((Answer.Found) untraced.get("loaded", "untraced").join()).text())
        .isEqualTo("/loaded/untraced");
    assertThat(((Answer.Found) traced.get("loaded", "untraced").join()).text())
        .isEqualTo("/loaded/untraced");

    String hit =
        collector
            .await(
                1,
                span ->
                    span.isOf("loaded")
                        && span.name().equals("cashew.node.get")
                        && "hit".equals(span.attributes().get("cashew.outcome")))
            .get(0)
            .trace();
    collector.await(3, span -> span.trace().equals(hit));
    assertThat(TRACEPARENTS).containsEntry("/loaded/untraced", "none");
    assertThat(
            collector.spans(
                span -> span.name().startsWith("cashew.proxy") && span.parent().isEmpty()))
        .isEmpty();
  }

  @Test
  void proxyWhoseCollectorNeverAnswers_servesAndStops() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      HostAndPort other = HostAndPort.fromParts("127.0.0.1", FreePort.next());
      CommandProcess second =
          run(
              "proxy",
              "--id",
              "p2",
              "--listen",
              other.toString(),
              "--admin",
              "127.0.0.1:0",
              "--set",
              "tracing.endpoint=http://127.0.0.1:" + silent.getLocalPort(),
              "--set",
              "tracing.sample=1");
      try (CashewClient client =
          CashewClient.connect(ClientConfig.of(other).withDeadline(Duration.ofSeconds(10)))) {
        Await.until(
            "the second proxy answers",
            START,
            () -> client.get("plain", "k").join() instanceof Answer.Found);
        for (int i = 0; i < 50; i++) {
          assertThat(((Answer.Found) client.get("plain", "k").join()).text()).isEqualTo("v");
        }
      }

      second.terminate();

      assertThat(second.exitCodeWithin(PATIENCE)).isZero();
    }
  }
}
