package io.cashew.cli;

import com.google.common.net.HostAndPort;
import io.cashew.client.AdminClient;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How verbs reach a proxy's admin service. */
final class AdminOptions {
  static final String DEFAULT = "127.0.0.1:7480";

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:CASHEW_ADMIN:-" + DEFAULT + "}",
      description =
          "Where a proxy's admin service listens. Default: $CASHEW_ADMIN or 127.0.0.1:7480.")
  private HostAndPort admin = HostAndPort.fromString(DEFAULT);

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "What the request may take, 1ms to 30s. Default: ${DEFAULT-VALUE}.")
  private Duration deadline = Duration.ZERO;

  AdminClient connect() {
    try {
      return AdminClient.connect(admin, deadline);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }
}
