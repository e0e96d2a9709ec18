package io.cashew.proxy;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.net.HostAndPort;
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

  /** The same, with the address that the admin service was bound to. */
  ProxyConfig boundTo(HostAndPort admin) {
    return new ProxyConfig(proxy.withAdmin(admin), lease);
  }
}
