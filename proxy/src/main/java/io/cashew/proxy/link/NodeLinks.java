package io.cashew.proxy.link;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.rpc.EventLoops;
import io.cashew.tally.Traffic;
import io.cashew.time.Ticker;
import java.util.function.Consumer;

/**
 * A proxy's way to one node. Thread-safe, but for {@link #send}. Closing lets what is in flight
 * fail.
 */
public interface NodeLinks extends Part {
  /** Links over the network: one connection for each event loop. */
  static Factory streams(EventLoops loops, Ticker ticker) {
    return streams(loops, ticker, Traffic.of(loops.count()));
  }

  /** The same. {@code traffic}: what the links of each loop count. */
  static Factory streams(EventLoops loops, Ticker ticker, ImmutableList<Traffic> traffic) {
    return new StreamLinks.Factory(loops, ticker, traffic);
  }

  /**
   * Sends an operation. To be called on the lane's own thread, where the reply is delivered too:
   * once, within the deadline and a little. {@link Reply.Unsent} if the operation never left;
   * {@link io.cashew.status.Reason#OWNER_UNREACHABLE} if the node was lost after it did.
   *
   * @param lane index of the event loop that the call lives on
   * @param deadline nanoseconds of the proxy's ticker
   */
  void send(int lane, RoutedOperation operation, long deadline, Consumer<? super Reply> replies);

  /** The node is said to be back: if it could not be reached, connects at once. Returns at once. */
  void reconnect();

  /** Lets what is in flight finish, then disconnects. Returns at once. */
  void retire();

  /** Makes links. */
  @FunctionalInterface
  interface Factory {
    /** Links to a node. Nothing is connected yet. */
    NodeLinks to(String node, HostAndPort address);
  }
}
