package io.cashew.proxy;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.net.HostAndPort;
import java.time.Duration;

/**
 * Everything a proxy can be told.
 *
 * @param id its name, for people
 * @param listen where clients connect; port 0: any free one
 * @param admin where the admin service listens; port 0: any free one
 * @param partitions of a ring that this proxy creates; an existing ring keeps its own
 * @param lease how long the coordinator's claim outlives a proxy that died, and how long nodes
 *     whose registrations vanished all at once are waited for
 */
public record ProxyConfig(
    String id, HostAndPort listen, HostAndPort admin, int partitions, Duration lease) {
  public ProxyConfig {
    checkArgument(!id.isEmpty(), "id: empty (expected: a name)");
    checkNotNull(listen, "listen");
    checkNotNull(admin, "admin");
    checkArgument(lease.toMillis() >= 1000, "lease: %s (expected: at least 1 s)", lease);
  }
}
