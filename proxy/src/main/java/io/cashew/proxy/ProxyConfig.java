package io.cashew.proxy;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.config.ProxySettings;
import java.time.Duration;

/**
 * Everything a proxy can be told.
 *
 * @param lease how long the coordinator's claim outlives a proxy that died, and how long nodes
 *     whose registrations vanished all at once are waited for
 */
public record ProxyConfig(ProxySettings proxy, Duration lease) {
  public ProxyConfig {
    checkNotNull(proxy, "proxy");
    checkArgument(lease.toMillis() >= 1000, "lease: %s (expected: at least 1 s)", lease);
  }
}
