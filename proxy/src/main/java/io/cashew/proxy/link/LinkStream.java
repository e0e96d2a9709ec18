package io.cashew.proxy.link;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.annotations.VisibleForTesting;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.rpc.DeadlineWheel;
import io.cashew.rpc.TurnWriter;
import io.cashew.rpc.Unanswered;
import io.cashew.rpc.link.LinkBatch;
import io.cashew.rpc.link.LinkCall;
import io.cashew.rpc.link.LinkMethod;
import io.cashew.rpc.link.LinkResult;
import io.cashew.status.Reason;
import io.cashew.tally.Traffic;
import io.cashew.telemetry.Traced;
import io.cashew.time.Ticker;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One coalescing stream from an event loop of the proxy to a node, opened when it is first needed
 * and again after it broke.
 *
 * <p>Every operation sent is answered exactly once: by the node, or with {@link Reply.Unsent} or
 * {@link Reason#OWNER_UNREACHABLE} when the stream breaks, {@link Reason#OWNER_SLOW} a little after
 * its deadline, {@link Reason#IN_FLIGHT} at once when too much is outstanding. Confined to its
 * loop, on which replies are delivered too.
 */
final class LinkStream {
  private static final Logger log = LoggerFactory.getLogger(LinkStream.class);

  @VisibleForTesting static final int MAX_PENDING = 1 << 16;
  @VisibleForTesting static final long MAX_PENDING_BYTES = 64L << 20;

  /** The node answers at the deadline; its answer may take this long to arrive. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int REQUEST_OVERHEAD_BYTES = 48;

  private final String node;
  private final EventLoop loop;
  private final ManagedChannel channel;
  private final DeadlineWheel deadlines;
  private final Ticker ticker;
  private final Traffic traffic;
  private long lastReconnect;
  private @Nullable Session session;

  LinkStream(
      String node,
      EventLoop loop,
      ManagedChannel channel,
      DeadlineWheel deadlines,
      Ticker ticker,
      Traffic traffic) {
    this.node = node;
    this.loop = loop;
    this.channel = channel;
    this.deadlines = deadlines;
    this.ticker = ticker;
    this.traffic = traffic;
    this.lastReconnect = ticker.nanos() - RECONNECT_NANOS;
  }

  /** Sends an operation. {@code deadline}: nanoseconds of the ticker. */
  void send(RoutedOperation operation, long deadline, Consumer<? super Reply> replies) {
    Session open = session;
    if (open == null) {
      open = new Session();
      session = open;
      open.start();
    }
    open.send(new Pending(open, operation, deadline, replies));
  }

  /** Ends the channel, and with it the stream: what is in flight fails. From any thread. */
  void cut() {
    channel.shutdownNow();
  }

  /** Waits until nothing of a channel that was cut is left. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return channel.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  /** Ends the stream and the channel when everything in flight has been answered. */
  void retire() {
    if (session != null) {
      session.retire();
    } else {
      channel.shutdownNow();
    }
  }

  /** Connects at once if a connection is wanted and there is none. From any thread. */
  void reconnect() {
    channel.resetConnectBackoff();
  }

  /**
   * gRPC waits ever longer, up to two minutes, before it connects again. For as long as there is
   * something to send, four tries a second cost nothing and find the node as soon as it is back.
   */
  private void reconnectSoon() {
    long now = ticker.nanos();
    if (now - lastReconnect >= RECONNECT_NANOS) {
      lastReconnect = now;
      channel.resetConnectBackoff();
    }
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /** One life of the stream, from opening to its end. */
  private final class Session
      implements ClientResponseObserver<LinkBatch<LinkCall>, LinkBatch<LinkResult>> {
    private final Unanswered<Pending> pending = new Unanswered<>();
    private final RemoteClock nodeClock = new RemoteClock();
    private final Pacing pacing = new Pacing();
    private long pendingBytes;
    private boolean retiring;

    /** Why it is over; null while it lives. */
    private @Nullable Status end;

    private @Nullable TurnWriter<Pending, LinkBatch<LinkCall>> writer;

    /** The stream outlives the call that needs it first, whose context must not end it. */
    void start() {
      Context.ROOT.run(this::open);
    }

    private void open() {
      StreamObserver<LinkBatch<LinkCall>> unused =
          ClientCalls.asyncBidiStreamingCall(
              channel.newCall(LinkMethod.OPEN, CallOptions.DEFAULT), this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<LinkBatch<LinkCall>> stream) {
      TurnWriter<Pending, LinkBatch<LinkCall>> created =
          new TurnWriter<>(loop, stream, Pending::bytes, this::message, pacing);
      stream.setOnReadyHandler(() -> onLoop(created::onReady));
      writer = created;
    }

    void send(Pending call) {
      if (end != null) {
        call.answer(unreachable(end, call));
        return;
      }
      if (isFull(call.bytes())) {
        call.answer(
            new Reply.Failed(
                Reason.IN_FLIGHT,
                "%,d requests to node %s are unanswered and %,d unsent: slow down and try again"
                    .formatted(pending.size(), node, writer().waiting())));
        return;
      }
      call.id = pending.add(call);
      pendingBytes += call.bytes();
      deadlines.add(call, call.deadline + GRACE_NANOS);
      writer().write(call);
    }

    /** What has expired unsent takes up memory until the stream is ready for it or breaks. */
    private boolean isFull(int bytes) {
      return Math.max(pending.size(), writer().waiting()) >= MAX_PENDING
          || Math.max(pendingBytes, writer().waitingBytes()) + bytes > MAX_PENDING_BYTES;
    }

    private TurnWriter<Pending, LinkBatch<LinkCall>> writer() {
      return checkNotNull(writer, "a session is used before it was started");
    }

    private LinkBatch<LinkCall> message(List<Pending> calls) {
      List<LinkCall> leaving = new ArrayList<>(calls.size());
      long now = ticker.nanos();
      for (Pending call : calls) {
        long left = call.deadline - now;
        if (left > 0 && pending.contains(call.id)) { // rule R14: what is late does not leave
          leaving.add(
              new LinkCall.Valid(
                  call.id, call.operation, millis(left), Traced.contextOf(call.replies)));
          call.sent = true;
        }
      }
      traffic.sent(leaving.size());
      pacing.sent(now);
      return new LinkBatch<>(leaving, nodeClock.at(now), 0);
    }

    @Override
    public void onNext(LinkBatch<LinkResult> results) {
      onLoop(() -> received(results));
    }

    private void received(LinkBatch<LinkResult> results) {
      long now = ticker.nanos();
      if (results.clock() != RemoteClock.UNKNOWN) {
        nodeClock.told(results.clock(), now);
      }
      traffic.received(results.items().size());
      pacing.taken(results.taken(), now);
      for (LinkResult result : results.items()) {
        received(result);
      }
      writer().goOn();
    }

    private void received(LinkResult result) {
      Pending call = pending.remove(result.id());
      if (call != null) { // else it was answered at its deadline
        finish(call, result.reply());
      }
    }

    private void expired(Pending call) {
      pending.remove(call.id);
      finish(
          call,
          new Reply.Failed(
              Reason.OWNER_SLOW, "node %s did not answer before the deadline".formatted(node)));
    }

    private void finish(Pending call, Reply reply) {
      deadlines.remove(call);
      pendingBytes -= call.bytes();
      call.answer(reply);
      endIfIdle();
    }

    @Override
    public void onError(Throwable failure) {
      onLoop(() -> broken(Status.fromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
      onLoop(() -> broken(Status.UNAVAILABLE.withDescription("the node ended the stream")));
    }

    private void broken(Status status) {
      if (end != null) {
        return;
      }
      end(status);
      if (retiring) {
        channel.shutdownNow();
      } else {
        reconnectSoon();
      }
      List<Pending> unanswered = pending.removeAll();
      pendingBytes = 0;
      for (Pending call : unanswered) {
        deadlines.remove(call);
        call.answer(unreachable(status, call));
      }
    }

    void retire() {
      retiring = true;
      endIfIdle();
    }

    /** Nobody waits for anything any more: whatever the node still says is of no use. */
    private void endIfIdle() {
      if (retiring && end == null && pending.isEmpty()) {
        end(Status.UNAVAILABLE.withDescription("the link is retired"));
        channel.shutdownNow(); // a stream that never got through would hold up a gentle end
      }
    }

    private void end(Status why) {
      end = why;
      if (session == this) {
        session = null;
      }
      writer().abandon();
    }

    private Reply unreachable(Status why, Pending call) {
      String message = "node %s cannot be reached: %s".formatted(node, describe(why));
      return call.sent
          ? new Reply.Failed(Reason.OWNER_UNREACHABLE, message)
          : new Reply.Unsent(message);
    }
  }

  private static String describe(Status status) {
    Throwable cause = status.getCause();
    String why =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    return cause == null || cause.getMessage() == null ? why : why + ": " + cause.getMessage();
  }

  private static int millis(long nanos) {
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  /** An operation that was sent and not answered yet. */
  private static final class Pending extends DeadlineWheel.Entry {
    private final Session session;
    private final RoutedOperation operation;
    private final long deadline;
    private final Consumer<? super Reply> replies;

    /** Among those of its session. */
    private long id;

    /** It may have been executed. */
    private boolean sent;

    Pending(
        Session session,
        RoutedOperation operation,
        long deadline,
        Consumer<? super Reply> replies) {
      this.session = session;
      this.operation = operation;
      this.deadline = deadline;
      this.replies = replies;
    }

    int bytes() {
      Operation asked = operation.operation();
      int value = asked instanceof Operation.Set set ? set.value().size() : 0;
      return REQUEST_OVERHEAD_BYTES + asked.key().size() + value;
    }

    /** A caller that fails over its answer must not cost the others theirs. */
    void answer(Reply reply) {
      try {
        replies.accept(reply);
      } catch (RuntimeException e) {
        log.error("a reply was not taken", e);
      }
    }

    @Override
    protected void expired() {
      session.expired(this);
    }
  }
}
