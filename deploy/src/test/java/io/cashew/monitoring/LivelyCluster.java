package io.cashew.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.lifecycle.Part;
import io.cashew.local.LocalCluster;
import io.cashew.local.LocalConfig;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.GetRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A proxy and two nodes in this process that have seen a bit of everything: hits and misses, by
 * gRPC and by RESP, changes, a source that fails until its breaker opens, requests that break a
 * limit.
 */
final class LivelyCluster implements Part {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final LocalCluster cluster;
  private final HttpClient http = HttpClient.newHttpClient();

  private LivelyCluster(LocalCluster cluster) {
    this.cluster = cluster;
  }

  /** {@code directory}: for its configuration and the files of its source. */
  static LivelyCluster start(Path directory) throws Exception {
    Path values = Files.createDirectory(directory.resolve("values"));
    Files.writeString(values.resolve("one"), "1");
    Path file =
        Files.writeString(
            directory.resolve("cashew.yaml"),
            """
            proxy: {listen: "127.0.0.1:0", admin: "127.0.0.1:0", resp: "127.0.0.1:0"}
            sources:
              files: {type: file, directory: %s}
              broken: {type: jdbc, url: "jdbc:h2:mem:broken", user: sa}
            groups:
              files: {source: {connection: files}}
              broken:
                breaker-failures: 2
                source: {connection: broken, query: "SELECT nothing FROM nowhere WHERE id = :key"}
            """
                .formatted(values));
    CashewConfig config =
        CashewConfig.from(Settings.read(Optional.of(file), List.<Flag>of(), Map.of()));
    LivelyCluster lively =
        new LivelyCluster(LocalCluster.start(new LocalConfig(2, directory, config)));
    try {
      lively.live();
      return lively;
    } catch (Exception e) {
      lively.close();
      throw e;
    }
  }

  private void live() throws Exception {
    try (CashewClient client =
        CashewClient.connect(new ClientConfig(List.of(cluster.address()), DEADLINE))) {
      for (int i = 0; i < 300; i++) {
        client.get("files", "one").join();
      }
      client.get("files", "none").join();
      client.set("files", "two", "2").join();
      client.touch("files", "two", Duration.ofMinutes(1)).join();
      client.delete("files", "two").join();
      for (int i = 0; i < 12; i++) {
        ended(client.get("broken", "key" + i));
      }
      ended(client.get("unknown", "key"));
    }
    refused();
    redis();
  }

  private static void ended(CompletableFuture<?> failing) throws InterruptedException {
    try {
      failing.get();
    } catch (ExecutionException e) {
      // as it shall
    }
  }

  private void refused() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(cluster.address().getHost(), cluster.address().getPort())
            .usePlaintext()
            .build();
    try {
      Object unused =
          CacheGrpc.newBlockingStub(channel)
              .get(GetRequest.newBuilder().setGroup("files").setKey(ByteString.EMPTY).build());
    } catch (StatusRuntimeException e) {
      // as it shall
    } finally {
      channel.shutdownNow();
    }
  }

  private void redis() throws IOException {
    try (Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(), cluster.respAddress().orElseThrow().getPort())) {
      socket.setSoTimeout((int) DEADLINE.toMillis());
      socket.getOutputStream().write("*2\r\n$3\r\nGET\r\n$9\r\nfiles:one\r\n".getBytes(UTF_8));
      int unused = socket.getInputStream().read();
    }
  }

  /** Where the proxy, and then the nodes, tell how they are. */
  List<HostAndPort> adminHttp() {
    List<HostAndPort> addresses = new ArrayList<>();
    addresses.add(cluster.adminHttpAddress().orElseThrow());
    cluster.nodes().forEach(node -> addresses.add(node.adminHttpAddress().orElseThrow()));
    return addresses;
  }

  HttpResponse<String> get(HostAndPort address, String path) {
    return send(address, "GET", path, "");
  }

  HttpResponse<String> send(HostAndPort address, String method, String path, String body) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://" + address + path))
              .method(method, BodyPublishers.ofString(body))
              .timeout(DEADLINE)
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
