package io.cashew.node.link;

import io.cashew.internal.v1.HandedEntries;
import io.cashew.node.handover.HandedBatch;
import io.cashew.node.handover.Handout;
import io.cashew.time.Timers;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a handout batch by batch, as fast as the receiver takes them. Each batch is a task of its
 * own on the timers' thread, so that it holds up neither an event loop nor a deadline.
 */
final class Outflow {
  private static final Logger log = LoggerFactory.getLogger(Outflow.class);

  private final Handout handout;
  private final ServerCallStreamObserver<HandedEntries> call;
  private final Timers timers;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private boolean over; // timers' thread

  Outflow(Handout handout, ServerCallStreamObserver<HandedEntries> call, Timers timers) {
    this.handout = handout;
    this.call = call;
    this.timers = timers;
  }

  /** Goes on if the call can take more. Any thread. */
  void goOn() {
    if (scheduled.compareAndSet(false, true)) {
      timers.soon(this::step);
    }
  }

  private void step() {
    scheduled.set(false); // before looking: what becomes ready from now on is noticed
    if (over || call.isCancelled() || !call.isReady()) {
      return;
    }
    try {
      send(handout.next());
    } catch (RuntimeException e) {
      log.error("a handover failed", e);
      over = true;
      call.onError(Status.INTERNAL.withDescription("the node failed on this").asException());
    }
  }

  private void send(Optional<HandedBatch> next) {
    if (next.isEmpty()) {
      over = true;
      call.onCompleted();
      return;
    }
    if (!next.get().entries().isEmpty()) {
      call.onNext(PeerCodec.batch(next.get()));
    }
    goOn();
  }
}
