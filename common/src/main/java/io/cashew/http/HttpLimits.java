package io.cashew.http;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * What a server puts up with.
 *
 * @param bodyBytes a larger body is refused
 * @param connections a further one is closed
 * @param idle a connection on which so long nothing happens is closed
 * @param arrival a client that takes longer to send a request is cut
 */
public record HttpLimits(int bodyBytes, int connections, Duration idle, Duration arrival) {
  public HttpLimits {
    checkArgument(bodyBytes >= 0, "bodyBytes: %s (expected: >= 0)", bodyBytes);
    checkArgument(connections > 0, "connections: %s (expected: > 0)", connections);
    checkArgument(idle.toMillis() > 0, "idle: %s (expected: at least 1 ms)", idle);
    checkArgument(arrival.toMillis() > 0, "arrival: %s (expected: at least 1 ms)", arrival);
  }
}
