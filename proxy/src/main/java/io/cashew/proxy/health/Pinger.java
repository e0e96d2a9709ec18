package io.cashew.proxy.health;

import com.google.common.net.HostAndPort;
import io.cashew.ring.NodeId;
import java.util.concurrent.CompletableFuture;

/** How a probe reaches a node. */
@FunctionalInterface
public interface Pinger {
  /**
   * Asks a node whether it is there. Returns at once; the future may never end. It fails with
   * {@link RefusedException} if nothing listens at the address, with anything else if there is no
   * answer.
   */
  CompletableFuture<Pong> ping(NodeId node, HostAndPort address);

  /** A node has come back: connect to it anew, and do not wait for that. */
  default void reconnect(NodeId node) {}

  /** A node will not be asked again. */
  default void forget(NodeId node) {}
}
