package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.net.HostAndPort;
import io.cashew.operation.Limits;
import java.util.Optional;

/**
 * A proxy's door for Redis clients.
 *
 * @param listen where they connect
 * @param defaultGroup of keys that begin with no group's name; empty: such keys are refused
 * @param maxConnections clients that may be connected; 1 to 1,000,000
 */
public record RespSettings(HostAndPort listen, Optional<String> defaultGroup, int maxConnections) {
  public static final int DEFAULT_MAX_CONNECTIONS = 20_000;

  public static final HostAndPort DEFAULT_LISTEN = HostAndPort.fromParts("127.0.0.1", 7450);

  /** No such door. */
  public static final String NONE = "none";

  private static final int MOST_CONNECTIONS = 1_000_000;

  /** At an address, with no default group. */
  public static RespSettings at(HostAndPort listen) {
    return new RespSettings(listen, Optional.empty(), DEFAULT_MAX_CONNECTIONS);
  }

  public RespSettings {
    checkNotNull(listen, "listen");
    defaultGroup.ifPresent(Limits::checkGroup);
    checkArgument(
        maxConnections >= 1 && maxConnections <= MOST_CONNECTIONS,
        "resp-connections: %s (expected: 1 to %s)",
        maxConnections,
        MOST_CONNECTIONS);
  }

  /** Reads what the section {@code proxy} says of it; empty: there is to be none. */
  static Optional<RespSettings> from(Settings proxy) {
    boolean wanted = !proxy.text("resp", NONE).equals(NONE);
    Optional<String> group = proxy.optionalText("resp-group");
    int connections = proxy.count("resp-connections", DEFAULT_MAX_CONNECTIONS, 1, MOST_CONNECTIONS);
    return wanted
        ? proxy.make(
            () -> new RespSettings(proxy.listenAddress("resp", DEFAULT_LISTEN), group, connections))
        : Optional.empty();
  }
}
