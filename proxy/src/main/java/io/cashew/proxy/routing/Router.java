package io.cashew.proxy.routing;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.ring.Ring;
import io.cashew.rpc.EventLoops;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends operations to the nodes that own their keys and brings back the answers.
 *
 * <p>When a node does not agree about the term (rule R1), the ring is read again and the operation
 * sent again, within its deadline; nobody outside sees it. When an owner is out of reach, gets,
 * deletes and touches are tried again for a moment; sets are not, because one may have been
 * executed (rule R16). A key never goes to another node than the ring's (rule R15).
 *
 * <p>Thread-safe. A call lives on one event loop: its caller's, if that is one. The reply is
 * delivered there, exactly once, within the deadline and a little.
 */
public final class Router {
  private static final int MAX_UNREACHABLE = 6; // 126 ms of waiting in all
  private static final int MAX_DOUBLINGS = 16;
  private static final int MAX_WAITING = 1 << 16;
  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(64);
  private static final Reply.Failed NO_RING =
      new Reply.Failed(
          Reason.NO_RING, "the cluster has no ring yet: no node has registered so far");
  private static final Reply.Failed DISAGREEMENT =
      new Reply.Failed(
          Reason.OWNER_SLOW,
          "proxy and node did not come to agree about the ring before the deadline");

  private final RingFollower follower;
  private final EventLoops loops;
  private final Ticker ticker;
  private final AccessLog accessLog;

  /** Calls that wait to be sent again. */
  private final AtomicInteger waiting = new AtomicInteger();

  public Router(RingFollower follower, EventLoops loops, Ticker ticker, AccessLog accessLog) {
    this.follower = follower;
    this.loops = loops;
    this.ticker = ticker;
    this.accessLog = accessLog;
  }

  /**
   * Sends an operation on its way. Returns at once.
   *
   * @param deadline nanoseconds of the ticker
   * @param replies told once; never {@link Reply.StaleRing}
   */
  public void send(Operation operation, long deadline, Consumer<? super Reply> replies) {
    Consumer<? super Reply> told = accessLog.watched(operation, replies);
    int loop = loops.current();
    if (loop != EventLoops.NONE) {
      new Call(operation, deadline, loop, told).send();
    } else {
      int any = ThreadLocalRandom.current().nextInt(loops.count());
      loops.loop(any).execute(new Call(operation, deadline, any, told)::send);
    }
  }

  /** One operation on its way. Confined to its loop. */
  private final class Call implements Consumer<Reply> {
    private final Operation operation;
    private final long deadline;
    private final int loop;
    private final Consumer<? super Reply> replies;
    private long epoch;
    private int attempts;

    Call(Operation operation, long deadline, int loop, Consumer<? super Reply> replies) {
      this.operation = operation;
      this.deadline = deadline;
      this.loop = loop;
      this.replies = replies;
    }

    void send() {
      RoutingTable table = follower.table();
      if (table == null) {
        replies.accept(NO_RING);
        return;
      }
      Ring ring = table.ring();
      epoch = ring.epoch();
      long hash = ring.keyHash().hash(operation.group(), operation.key());
      int partition = ring.keyHash().partition(operation.group(), operation.key(), hash);
      RoutedOperation routed =
          new RoutedOperation(operation, partition, ring.ownerOf(partition).since(), hash);
      table.streamTo(partition, loop).send(routed, deadline, this);
    }

    @Override
    public void accept(Reply reply) {
      if (reply instanceof Reply.StaleRing) {
        sendWithNewerRing();
      } else if (reply instanceof Reply.Failed failed && mayTryAgain(failed)) {
        sendLater(failed);
      } else {
        replies.accept(reply);
      }
    }

    private boolean mayTryAgain(Reply.Failed failed) {
      return failed.reason() == Reason.OWNER_UNREACHABLE
          && attempts < MAX_UNREACHABLE
          && !(operation instanceof Operation.Set);
    }

    private void sendWithNewerRing() {
      if (follower.isNewerThan(epoch)) {
        send();
        return;
      }
      follower.refresh();
      sendLater(DISAGREEMENT);
    }

    /** Sends again after a wait that doubles; if the deadline comes first, fails at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task itself goes on
    private void sendLater(Reply.Failed otherwise) {
      long wait = Math.min(FIRST_WAIT_NANOS << attempts, MAX_WAIT_NANOS);
      if (deadline - ticker.nanos() <= wait || waiting.get() >= MAX_WAITING) {
        replies.accept(otherwise);
        return;
      }
      attempts = Math.min(attempts + 1, MAX_DOUBLINGS);
      waiting.incrementAndGet();
      loops.loop(loop).schedule(this::sendAgain, wait, TimeUnit.NANOSECONDS);
    }

    private void sendAgain() {
      waiting.decrementAndGet();
      send();
    }
  }
}
