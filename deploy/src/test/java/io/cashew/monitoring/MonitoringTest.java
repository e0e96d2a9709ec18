package io.cashew.monitoring;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MonitoringTest {
  private static LivelyCluster cluster;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    cluster = LivelyCluster.start(directory);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void show() throws Exception {
    Files.writeString(
        Path.of("/tmp/scrape-proxy.txt"),
        cluster.get(cluster.adminHttp().get(0), "/metrics").body());
    Files.writeString(
        Path.of("/tmp/scrape-node.txt"),
        cluster.get(cluster.adminHttp().get(1), "/metrics").body());
    for (String path : new String[] {"/readyz", "/healthz", "/loggers", "/loggers/io.cashew"}) {
      for (var a : cluster.adminHttp())
        System.out.println(
            path + " " + cluster.get(a, path).statusCode() + " " + cluster.get(a, path).body());
    }
  }
}
