package io.cashew.proxy.routing;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.operation.RoutedOperation.Role;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.proxy.tally.Insight;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.ring.Ring;
import io.cashew.status.Reason;
import io.cashew.telemetry.OperationSpans;
import io.cashew.telemetry.TraceContext;
import io.cashew.telemetry.Traced;
import io.cashew.time.Lanes;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends operations to the nodes that own their keys and brings back the answers.
 *
 * <p>When a node does not agree about the term (rule R1), the ring is read again and the operation
 * sent again, within its deadline; nobody outside sees it. When an owner is out of reach, its
 * stand-in is asked for plain gets; everything else waits for the owner, or for the ring to move
 * on, and is never acknowledged by anyone else (rule R15). A set that may have been executed is not
 * sent again (rule R16), nor is a delete that brings the value.
 *
 * <p>Thread-safe. A call lives on one lane: its caller's, if that is one. The reply is delivered
 * there, exactly once, within the deadline and a little.
 */
public final class Router {
  /** By then the ring has moved on if it does at all. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long REACHABLE = Long.MIN_VALUE;
  private static final int MAX_DOUBLINGS = 16;
  private static final int MAX_WAITING = 1 << 16;
  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(64);
  private static final Reply.Failed NO_RING =
      new Reply.Failed(
          Reason.NO_RING, "the cluster has no ring yet: no node has registered so far");
  private static final Reply.Failed LATE =
      new Reply.Failed(
          Reason.OWNER_SLOW,
          "this proxy was suspended and cannot tell whether the set came in time: nothing was done,"
              + " try again");
  private static final Reply.Failed DISAGREEMENT =
      new Reply.Failed(
          Reason.OWNER_SLOW,
          "proxy and node did not come to agree about the ring before the deadline");

  private final RingFollower follower;
  private final Lanes lanes;
  private final Ticker ticker;
  private final SleepWatch sleep;
  private final AccessLog accessLog;
  private final RequestCounts counts;
  private final OperationSpans spans;
  private final Insight insight;

  /** Calls that wait to be sent again. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** Traces and remembers nothing. {@code counts}: of the door that sends by this one. */
  public Router(
      RingFollower follower,
      Lanes lanes,
      Ticker ticker,
      SleepWatch sleep,
      AccessLog accessLog,
      RequestCounts counts) {
    this(
        follower,
        lanes,
        ticker,
        sleep,
        accessLog,
        counts,
        OperationSpans.OFF,
        Insight.none(lanes.count()));
  }

  /**
   * Sends what one door asks.
   *
   * @param counts of the door
   * @param spans of the door
   * @param insight of all doors
   */
  public Router(
      RingFollower follower,
      Lanes lanes,
      Ticker ticker,
      SleepWatch sleep,
      AccessLog accessLog,
      RequestCounts counts,
      OperationSpans spans,
      Insight insight) {
    this.follower = follower;
    this.lanes = lanes;
    this.ticker = ticker;
    this.sleep = sleep;
    this.accessLog = accessLog;
    this.counts = counts;
    this.spans = spans;
    this.insight = insight;
  }

  /**
   * Sends an operation on its way. Returns at once.
   *
   * @param deadline nanoseconds of the ticker
   * @param replies told once; never {@link Reply.StaleRing} or {@link Reply.Unsent}
   */
  public void send(Operation operation, long deadline, Consumer<? super Reply> replies) {
    send(operation, deadline, null, replies);
  }

  /** The same. {@code trace}: what the operation belongs to, in the client; null: nothing. */
  public void send(
      Operation operation,
      long deadline,
      @Nullable TraceContext trace,
      Consumer<? super Reply> replies) {
    Consumer<? super Reply> told =
        spans.watched(operation, trace, accessLog.watched(operation, replies));
    if (mayBeLate(operation)) {
      counts.refused(LATE.reason());
      told.accept(LATE);
      return;
    }
    int lane = lanes.current();
    if (lane != Lanes.NONE) {
      new Call(operation, deadline, lane, told).send();
    } else {
      int any = ThreadLocalRandom.current().nextInt(lanes.count());
      lanes.timers(any).soon(() -> new Call(operation, deadline, any, told).send());
    }
  }

  /** Rule R14: a set that nobody waits for any more might undo what came after it. */
  private boolean mayBeLate(Operation operation) {
    return operation instanceof Operation.Set && sleep.hasJustWoken();
  }

  /** One operation on its way. Confined to its lane. */
  private final class Call implements Consumer<Reply> {
    private final Operation operation;
    private final long deadline;
    private final int lane;
    private final Consumer<? super Reply> replies;
    private final long begun;
    private final int begunRoughly;
    private int sentRoughly;
    private Role asked = Role.OWNER;
    private long epoch;
    private int attempts;
    private long unreachableSince = REACHABLE;

    Call(Operation operation, long deadline, int lane, Consumer<? super Reply> replies) {
      this.operation = operation;
      this.deadline = deadline;
      this.lane = lane;
      this.replies = replies;
      this.begun = counts.begin(lane);
      this.begunRoughly = insight.slow().now();
      this.sentRoughly = begunRoughly;
    }

    void send() {
      send(Role.OWNER);
    }

    /**
     * Asks the owner, or its stand-in where that is preferred, or the owner suspect, and may be.
     */
    private void send(Role preferred) {
      RoutingTable table = follower.table();
      if (table == null) {
        end(NO_RING);
        return;
      }
      Ring ring = table.ring();
      epoch = ring.epoch();
      long hash = ring.keyHash().hash(operation.group(), operation.key());
      insight.hot().lane(lane).used(operation.group(), hash, operation.key());
      sentRoughly = insight.slow().now();
      int partition = ring.keyHash().partition(operation.group(), operation.key(), hash);
      NodeLinks links = table.owner(partition);
      asked = Role.OWNER;
      if (preferred == Role.STAND_IN || table.isOwnerSuspect(partition)) {
        NodeLinks standIn = standIn(table, partition);
        if (standIn != null) {
          links = standIn;
          asked = Role.STAND_IN;
        }
      }
      long since = ring.ownerOf(partition).since();
      links.send(
          lane,
          new RoutedOperation(operation, partition, since, hash, asked),
          deadline,
          Traced.like(replies, this));
    }

    /** Rule R15: nobody but the owner changes or acknowledges anything. */
    private @Nullable NodeLinks standIn(RoutingTable table, int partition) {
      return RoutedOperation.mayBeStoodInFor(operation) ? table.standIn(partition) : null;
    }

    @Override
    public void accept(Reply reply) {
      if (reply instanceof Reply.StaleRing) {
        sendWithNewerRing();
      } else if (reply instanceof Reply.Unsent unsent) {
        sendElsewhereOrLater(new Reply.Failed(Reason.OWNER_UNREACHABLE, unsent.message()));
      } else if (reply instanceof Reply.Failed failed && mayBeRepeated(failed)) {
        sendElsewhereOrLater(failed);
      } else {
        end(reply);
      }
    }

    private void end(Reply reply) {
      counts.end(lane, operation, reply, begun);
      insight.slow().ended(operation, reply, begunRoughly, sentRoughly);
      replies.accept(reply);
    }

    /** Rule R16: what was sent may have been executed. */
    private boolean mayBeRepeated(Reply.Failed failed) {
      return failed.reason() == Reason.OWNER_UNREACHABLE && operation.mayBeRepeated();
    }

    private void sendWithNewerRing() {
      if (follower.isNewerThan(epoch)) {
        send();
        return;
      }
      follower.refresh();
      sendLater(DISAGREEMENT);
    }

    private void sendElsewhereOrLater(Reply.Failed otherwise) {
      long now = ticker.nanos();
      if (unreachableSince == REACHABLE) {
        unreachableSince = now;
        if (RoutedOperation.mayBeStoodInFor(operation)
            && asked == Role.OWNER
            && now - deadline < 0) {
          send(Role.STAND_IN);
          return;
        }
      }
      if (now - unreachableSince > PATIENCE_NANOS) {
        end(otherwise);
      } else {
        sendLater(otherwise);
      }
    }

    /** Sends again after a wait that doubles; if the deadline comes first, fails at once. */
    private void sendLater(Reply.Failed otherwise) {
      long wait = Math.min(FIRST_WAIT_NANOS << attempts, MAX_WAIT_NANOS);
      if (deadline - ticker.nanos() <= wait || waiting.get() >= MAX_WAITING) {
        end(otherwise);
        return;
      }
      attempts = Math.min(attempts + 1, MAX_DOUBLINGS);
      waiting.incrementAndGet();
      Timers.Timer unused = lanes.timers(lane).after(Duration.ofNanos(wait), this::sendAgain);
    }

    private void sendAgain() {
      waiting.decrementAndGet();
      send(asked == Role.OWNER && unreachableSince != REACHABLE ? Role.STAND_IN : Role.OWNER);
    }
  }
}
