package io.cashew.cli;

import com.google.common.net.HostAndPort;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** How verbs reach the cache. */
final class CacheOptions {
  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "${env:CASHEW_PROXY:-127.0.0.1:7400}",
      description =
          "Where proxies listen, parted by commas. Default: $CASHEW_PROXY or 127.0.0.1:7400.")
  private List<HostAndPort> proxies = List.of();

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "What a request may take, 1ms to 30s. Default: ${DEFAULT-VALUE}.")
  private Duration deadline = Duration.ZERO;

  CashewClient connect() {
    try {
      return CashewClient.connect(new ClientConfig(proxies, deadline));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }
}
