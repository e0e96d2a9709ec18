package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.net.HostAndPort;
import java.util.Optional;

/**
 * A proxy's door for HTTP clients.
 *
 * @param listen where they connect
 * @param maxConnections clients that may be connected; 1 to 1,000,000
 * @param queryPath where a group and a key are asked for in the query, such as {@code
 *     /cache?group=g&key=k}; empty: nowhere
 */
public record HttpDoorSettings(HostAndPort listen, int maxConnections, Optional<String> queryPath) {
  public static final HostAndPort DEFAULT_LISTEN = HostAndPort.fromParts("127.0.0.1", 7460);
  public static final int DEFAULT_MAX_CONNECTIONS = 10_000;
  public static final String DEFAULT_QUERY_PATH = "/cache";

  /** No such door, or no such path. */
  public static final String NONE = "none";

  private static final String KEY = "http";
  private static final int MOST_CONNECTIONS = 1_000_000;

  public HttpDoorSettings {
    checkNotNull(listen, "listen");
    checkArgument(
        maxConnections >= 1 && maxConnections <= MOST_CONNECTIONS,
        "http-connections: %s (expected: 1 to %s)",
        maxConnections,
        MOST_CONNECTIONS);
    queryPath.ifPresent(
        path ->
            checkArgument(
                path.matches("(/[A-Za-z0-9._~-]+)+") && !path.startsWith("/v1/"),
                "http-query-path: %s (expected: such as /cache, and not below /v1; or none)",
                path));
  }

  /** At an address, with what else is usual. */
  public static HttpDoorSettings at(HostAndPort listen) {
    return new HttpDoorSettings(listen, DEFAULT_MAX_CONNECTIONS, Optional.of(DEFAULT_QUERY_PATH));
  }

  /** Reads what the section {@code proxy} says of it; empty: there is to be none. */
  static Optional<HttpDoorSettings> from(Settings proxy) {
    boolean wanted = !proxy.text(KEY, NONE).equals(NONE);
    int connections = proxy.count("http-connections", DEFAULT_MAX_CONNECTIONS, 1, MOST_CONNECTIONS);
    Optional<String> path =
        Optional.of(proxy.text("http-query-path", DEFAULT_QUERY_PATH))
            .filter(text -> !text.equals(NONE));
    return wanted
        ? proxy.make(
            () -> new HttpDoorSettings(proxy.listenAddress(KEY, DEFAULT_LISTEN), connections, path))
        : Optional.empty();
  }
}
