package io.cashew.cli;

import io.cashew.operation.Ttl;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How long something is to live. */
final class LifetimeOptions {
  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long it lives, 1ms to 365d. Default: the group's time to live.")
  private Optional<Duration> ttl = Optional.empty();

  @Option(
      names = "--no-expiry",
      description = "It lives until it is deleted or makes room for others.")
  private boolean noExpiry;

  Ttl ttl() {
    if (ttl.isPresent() && noExpiry) {
      throw new UsageException("--ttl and --no-expiry (expected: one of them)");
    }
    return noExpiry ? Ttl.NEVER : ttl.map(span -> Ttl.ofMillis(span.toMillis())).orElse(Ttl.GROUP);
  }
}
