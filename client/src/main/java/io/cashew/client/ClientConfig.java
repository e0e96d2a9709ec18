package io.cashew.client;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.operation.Limits;
import java.time.Duration;
import java.util.List;

/**
 * What a client needs to know.
 *
 * @param proxies at least one, each with its port; requests are spread over those in reach
 * @param deadline what a request may take, retries included; 1 ms to 30 s
 */
public record ClientConfig(List<HostAndPort> proxies, Duration deadline) {
  public static final Duration DEFAULT_DEADLINE = Duration.ofMillis(Limits.DEFAULT_DEADLINE_MILLIS);

  private static final Duration MAX_DEADLINE = Duration.ofMillis(Limits.MAX_DEADLINE_MILLIS);

  public ClientConfig {
    proxies = ImmutableList.copyOf(proxies);
    checkArgument(!proxies.isEmpty(), "proxies: none (expected: at least one host:port)");
    for (HostAndPort proxy : proxies) {
      checkArgument(proxy.hasPort(), "proxies: %s (expected: host:port)", proxy);
    }
    checkDeadline(deadline);
  }

  /** Proxies, and the default deadline. */
  public static ClientConfig of(HostAndPort... proxies) {
    return new ClientConfig(ImmutableList.copyOf(proxies), DEFAULT_DEADLINE);
  }

  static void checkDeadline(Duration deadline) {
    checkArgument(
        deadline.compareTo(Duration.ofMillis(1)) >= 0 && deadline.compareTo(MAX_DEADLINE) <= 0,
        "deadline: %s ms (expected: 1 ms to 30 s)",
        deadline.toMillis());
  }
}
