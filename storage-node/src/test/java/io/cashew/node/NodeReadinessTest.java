package io.cashew.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import io.cashew.time.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node says of itself while it joins, serves and leaves. */
@Timeout(30)
final class NodeReadinessTest {
  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);

  private final TestCluster cluster = new TestCluster();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void node_isReadyFromItsFirstRingUntilItLeaves() throws Exception {
    StorageNode a = cluster.start(told("a"));
    assertThat(get(a).statusCode()).isEqualTo(503);
    assertThat(get(a).body()).contains("not-ready", "no ring yet");

    cluster.putRing("a");
    Await.until("it is ready", () -> get(a).statusCode() == 200);
    assertThat(get(a).body()).contains("\"ready\"");

    StorageNode b = cluster.start(told("b"));
    cluster.awaitAcknowledged(cluster.putRing("a", "b"), "a", "b");
    Thread leaving = new Thread(a::close, "leaving");
    leaving.start();
    Await.until("it says that it stops", () -> get(a).statusCode() == 503);
    assertThat(get(a).body()).contains("it is stopping");
    assertThat(get(b).statusCode()).isEqualTo(200);

    cluster.putRing("b");
    leaving.join();
  }

  /** With time to leave, and telling how it is. */
  private static NodeConfig told(String id) {
    NodeConfig plain = TestCluster.config(id, ANY_PORT, Duration.ofSeconds(20));
    return new NodeConfig(
        plain.node().withAdminHttp(Optional.of(ANY_PORT)),
        plain.sources(),
        plain.groups(),
        plain.lease());
  }

  private HttpResponse<String> get(StorageNode node) {
    try {
      return http.send(
          HttpRequest.newBuilder(
                  URI.create("http://" + node.adminHttpAddress().orElseThrow() + "/readyz"))
              .timeout(Duration.ofSeconds(5))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
