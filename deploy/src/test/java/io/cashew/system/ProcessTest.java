package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.etcd.EtcdProcess;
import io.cashew.etcd.FreePort;
import io.cashew.lifecycle.Parts;
import io.cashew.system.process.CommandProcess;
import io.cashew.time.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proxy and node as processes: how they start, why they do not, and how they stop. */
final class ProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final Parts parts = new Parts();

  @AfterEach
  void stop() {
    parts.close();
  }

  @Test
  void proxyAndNode_overEtcd_serveAndStopWithExitCodeZero() throws Exception {
    String etcd = parts.add(EtcdProcess.start()).endpoint();
    Path config = directory.resolve("cashew.yaml");
    Files.writeString(
        config,
        """
        cluster: processes
        etcd: {endpoints: "%s", lease: 2s}
        node: {memory: 64MiB}
        groups:
          plain: {ttl: 1m}
        """
            .formatted(etcd));
    int port = FreePort.next();
    CommandProcess proxy =
        run(
            "proxy",
            "--config",
            config.toString(),
            "--listen",
            local(port),
            "--admin",
            anyPort(),
            "--set",
            "proxy.admin-http=" + anyPort());
    CommandProcess node = run("node", "--config", config.toString(), "--listen", anyPort());
    CashewClient client =
        parts.add(CashewClient.connect(ClientConfig.of(HostAndPort.fromString(local(port)))));

    Await.until("a set is served", () -> client.set("plain", "key", "value").join() > 0);
    assertThat(((Answer.Found) client.get("plain", "key").join()).text()).isEqualTo("value");
    node.terminate();
    assertThat(node.exitCodeWithin(PATIENCE)).isZero();
    proxy.terminate();
    assertThat(proxy.exitCodeWithin(PATIENCE)).isZero();
  }

  @Test
  void node_onABusyPort_saysSoAndExits() throws Exception {
    String etcd = parts.add(EtcdProcess.start()).endpoint();
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandProcess node =
          run(
              "node",
              "--etcd",
              etcd,
              "--listen",
              local(busy.getLocalPort()),
              "--set",
              "node.memory=64MiB");

      assertThat(node.exitCodeWithin(PATIENCE)).isEqualTo(2);
      assertThat(node.output())
          .contains("cannot listen on " + local(busy.getLocalPort()))
          .contains("free the port or choose another")
          .doesNotContain("Exception");
    }
  }

  @Test
  void node_withMoreMemoryThanItsJvmGrants_saysHowToGrantItAndExits() throws Exception {
    String etcd = parts.add(EtcdProcess.start()).endpoint();

    CommandProcess node = run("node", "--etcd", etcd, "--set", "node.memory=1GiB");

    assertThat(node.exitCodeWithin(PATIENCE)).isEqualTo(2);
    assertThat(node.output())
        .contains("node.memory is 1GiB", "-XX:MaxDirectMemorySize=1280m")
        .doesNotContain("Exception");
  }

  @Test
  void proxy_withNoEtcdThere_saysWhereItLookedAndExits() throws Exception {
    Path config = directory.resolve("cashew.yaml");
    String nobody = local(FreePort.next());
    Files.writeString(config, "etcd: {endpoints: \"%s\", start-timeout: 1s}".formatted(nobody));

    CommandProcess proxy = run("proxy", "--config", config.toString(), "--listen", anyPort());

    assertThat(proxy.exitCodeWithin(PATIENCE)).isEqualTo(4);
    assertThat(proxy.output()).contains(nobody).contains("is it running?");
  }

  @Test
  void node_whoseIdIsTakenElsewhere_saysByWhomAndExits() throws Exception {
    String etcd = parts.add(EtcdProcess.start()).endpoint();
    Path config = directory.resolve("cashew.yaml");
    Files.writeString(
        config, "etcd: {endpoints: \"%s\", lease: 1s}\nnode: {memory: 64MiB}".formatted(etcd));
    CommandProcess first =
        run("node", "--config", config.toString(), "--id", "n1", "--listen", anyPort());
    Await.until("the first serves", () -> first.output().contains("node n1 serves"));

    CommandProcess second =
        run("node", "--config", config.toString(), "--id", "n1", "--listen", anyPort());

    assertThat(second.exitCodeWithin(PATIENCE)).isEqualTo(2);
    assertThat(second.output()).contains("a node named n1 is already registered, at 127.0.0.1:");
    assertThat(first.isRunning()).isTrue();
  }

  private CommandProcess run(String... arguments) throws IOException {
    return parts.add(new CommandProcess(directory, arguments));
  }

  private static String local(int port) {
    return "127.0.0.1:" + port;
  }

  private static String anyPort() {
    return local(0);
  }
}
