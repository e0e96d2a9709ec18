package io.cashew.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.config.InsightSettings;
import io.cashew.config.LimitSettings;
import io.cashew.config.LoopSettings;
import io.cashew.config.ProxySettings;
import io.cashew.proxy.Proxy;
import io.cashew.proxy.ProxyConfig;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.fake.RingWriter;
import io.cashew.proxy.fake.RunningProxy;
import io.cashew.time.Await;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ReadinessTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");

  private final InMemoryClusterStore store = InMemoryClusterStore.start();
  private final FakeNode node = FakeNode.start("a");
  private final Proxy proxy = Proxy.start(config(), store, KEYS);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress("127.0.0.1", proxy.address().getPort()).usePlaintext().build();

  private static ProxyConfig config() {
    HostAndPort any = RunningProxy.anyPort();
    return new ProxyConfig(
        new ProxySettings(
            "proxy-1",
            any,
            any,
            16,
            Duration.ofSeconds(1),
            0,
            Optional.empty(),
            Optional.empty(),
            LimitSettings.ofThisProcess(),
            Optional.of(any),
            LoopSettings.ofThisProcess(),
            Optional.empty(),
            InsightSettings.DEFAULT),
        Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    proxy.close();
    node.close();
    store.close();
  }

  @Test
  void proxy_isReadyFromItsFirstRingOn() throws Exception {
    assertThat(asked()).containsOnly(ServingStatus.NOT_SERVING);
    HttpResponse<String> before = get("/readyz");
    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.body()).contains("not-ready", "no ring yet");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);

    Object unused = new RingWriter(store, KEYS).write(node.member());

    Await.until("it serves", () -> asked().stream().allMatch(ServingStatus.SERVING::equals));
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  /** The door says so to health checks, as a whole and by its service's name. */
  private List<ServingStatus> asked() {
    return Stream.of("", "cashew.v1.Cache")
        .map(name -> HealthCheckRequest.newBuilder().setService(name).build())
        .map(request -> HealthGrpc.newBlockingStub(channel).check(request).getStatus())
        .toList();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(
                URI.create("http://" + proxy.adminHttpAddress().orElseThrow() + path))
            .timeout(Duration.ofSeconds(5))
            .build(),
        BodyHandlers.ofString());
  }
}
