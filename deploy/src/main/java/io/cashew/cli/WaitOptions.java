package io.cashew.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether and how long a verb waits until the ring is as wished. */
final class WaitOptions {
  @Option(names = "--dry-run", description = "Show what would move, and change nothing.")
  private boolean dryRun;

  @Option(names = "--detach", description = "Do not wait until it is done.")
  private boolean detach;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10m",
      description =
          "How long to wait. The cluster goes on all the same. Default: ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ZERO;

  boolean isDryRun() {
    return dryRun;
  }

  boolean isDetached() {
    return detach;
  }

  Duration timeout() {
    return timeout;
  }
}
