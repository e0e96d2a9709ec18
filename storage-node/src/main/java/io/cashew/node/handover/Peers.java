package io.cashew.node.handover;

import com.google.common.net.HostAndPort;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.node.term.Fences.FenceCalls;
import io.cashew.ring.RingNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a node asks of others. Thread-safe; nothing blocks. */
public interface Peers extends FenceCalls {
  /** How long a previous owner has to answer a fetch; then the source is asked (rule R13). */
  Duration FETCH_DEADLINE = Duration.ofMillis(20);

  /**
   * Asks a previous owner what it has in memory of a key (rule R13). Ends soon after {@link
   * #FETCH_DEADLINE} at the latest; fails if the node cannot be reached, with {@link
   * io.cashew.node.term.NobodyListens} if that is why.
   */
  CompletableFuture<Optional<Inherited>> fetch(RingNode donor, String group, Wanted wanted);

  /**
   * Asks a previous owner for all it has of some partitions; it sends nothing before it is asked.
   */
  Transfer handOver(RingNode donor, List<Term> terms, Receiver receiver);

  /** These are the addresses of nodes there are: connections to others can be closed. */
  void keepOnly(Set<HostAndPort> addresses);

  /** A stream of batches, from the side that gets them. Thread-safe. */
  interface Transfer {
    /** Asks for one more batch. */
    void request();

    /** Ends it; the receiver may hear of that as a failure, or not at all. */
    void cancel();
  }

  /** Who gets the batches. Told one at a time, on any thread; must not block. */
  interface Receiver {
    /** A batch that was asked for. */
    void received(HandedBatch batch);

    /** That was all. */
    void completed();

    /** The stream broke; {@link io.cashew.node.term.NobodyListens} if it could not begin. */
    void failed(Throwable failure);
  }
}
