package io.cashew.node.link;

import com.google.common.collect.Lists;
import io.cashew.hot.HotLane;
import io.cashew.node.core.Node;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.rpc.TurnWriter;
import io.cashew.rpc.link.LinkBatch;
import io.cashew.rpc.link.LinkCall;
import io.cashew.rpc.link.LinkResult;
import io.cashew.status.Reason;
import io.cashew.tally.Traffic;
import io.cashew.telemetry.LogContext;
import io.cashew.telemetry.OperationSpans;
import io.cashew.telemetry.TraceContext;
import io.cashew.telemetry.Traced;
import io.cashew.time.Ticker;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One stream from a proxy: operations in, replies out, those of one event-loop turn in one message.
 *
 * <p>A proxy that does not read, or has too much under way, is not read from. Confined to its event
 * loop, except that replies may come from any thread.
 */
final class NodeLink implements StreamObserver<LinkBatch<LinkCall>> {
  /** Operations that one stream may have under way here; a proxy keeps to as many. */
  private static final int MAX_OUTSTANDING = 1 << 16;

  private static final int OVERHEAD_BYTES = 32;

  /** Bytes of values that may wait for the proxy to read them. */
  private static final long MAX_UNSENT_BYTES =
      Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 8);

  private static final Reply.Failed UNREAD =
      new Reply.Failed(
          Reason.IN_FLIGHT,
          "the proxy does not read values as fast as they are asked for: ask for less at once");

  private static final Reply.Failed LATE =
      new Reply.Failed(Reason.OWNER_SLOW, "the deadline had passed when the node read the request");

  private static final long CLOCK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What was sent as long ago as this is too late whatever its deadline. */
  private static final long OLDEST_NANOS =
      TimeUnit.MILLISECONDS.toNanos(2L * Limits.MAX_DEADLINE_MILLIS);

  private final EventLoop loop;
  private final ServerCallStreamObserver<LinkBatch<LinkResult>> stream;
  private final Node node;
  private final Ticker ticker;
  private final Traffic traffic;
  private final OperationSpans spans;
  private final HotLane hot;
  private final Consumer<NodeLink> over;
  private final Approach approach;
  private final TurnWriter<LinkResult, LinkBatch<LinkResult>> writer;

  /** Operations whose replies have not been handed to gRPC. */
  private int outstanding;

  /** Messages taken in so far. */
  private long taken;

  private boolean held;
  private boolean ending;
  private long clockToldAt;

  NodeLink(
      EventLoop loop,
      ServerCallStreamObserver<LinkBatch<LinkResult>> stream,
      Node node,
      Ticker ticker,
      Traffic traffic,
      OperationSpans spans,
      HotLane hot,
      Consumer<NodeLink> over) {
    this.traffic = traffic;
    this.spans = spans;
    this.hot = hot;
    this.loop = loop;
    this.stream = stream;
    this.node = node;
    this.ticker = ticker;
    this.over = over;
    this.approach = new Approach(node);
    this.writer = new TurnWriter<>(loop, stream, NodeLink::bytes, this::message);
    stream.disableAutoRequest();
    stream.setOnReadyHandler(this::onReady);
    stream.setOnCancelHandler(this::abandon);
    stream.onNext(new LinkBatch<>(List.of(), clock(ticker.nanos()), taken));
    stream.request(1);
  }

  @Override
  public void onNext(LinkBatch<LinkCall> calls) {
    long now = ticker.nanos();
    node.observe(now);
    long sentAt = sentAt(calls, now);
    traffic.received(calls.items().size());
    for (List<LinkCall> some : Lists.partition(calls.items(), Approach.MOST)) {
      approach.to(some);
      for (LinkCall call : some) {
        handle(call, sentAt, now);
      }
    }
    taken++;
    writer.speak(); // the proxy waits for it, be there replies or not
    held = true;
    readOn();
  }

  /** Asks for the next message unless one has been asked for. */
  private void readOn() {
    if (held && stream.isReady() && outstanding < MAX_OUTSTANDING) {
      held = false;
      stream.request(1);
    }
  }

  /**
   * When the proxy sent a message, by this node's clock (rule R14): what lay in a socket while the
   * node slept is too late. Never later than now, nor so early that it could not be counted with.
   */
  private static long sentAt(LinkBatch<LinkCall> calls, long now) {
    if (calls.clock() == 0) {
      return now; // the proxy has not been told our clock
    }
    long age = now - calls.clock();
    return now - Math.min(Math.max(0, age), OLDEST_NANOS);
  }

  private void handle(LinkCall call, long sentAt, long now) {
    outstanding++;
    long id = call.id();
    if (call instanceof LinkCall.Valid valid) {
      RoutedOperation routed = valid.routed();
      hot.used(routed.operation().group(), routed.hash(), routed.operation().key());
      long deadline = sentAt + patience(valid);
      if (isUseless(valid, deadline, now)) {
        reply(id, LATE);
      } else if (mayBringAValue(valid) && isFull()) {
        reply(id, UNREAD);
      } else {
        Consumer<Reply> replies = reply -> reply(id, fit(reply));
        if (valid.trace() == null) {
          node.handle(valid.routed(), deadline, replies);
        } else {
          handleTraced(valid, valid.trace(), deadline, replies);
        }
      }
    } else if (call instanceof LinkCall.Refused refused) {
      reply(id, refused.why());
    }
  }

  private void handleTraced(
      LinkCall.Valid call, TraceContext trace, long deadline, Consumer<Reply> replies) {
    Consumer<? super Reply> told = spans.watched(call.routed().operation(), trace, replies);
    LogContext.within(Traced.contextOf(told), () -> node.handle(call.routed(), deadline, told));
  }

  /**
   * A get that nobody waits for any more is not looked up: under overload there would be time for
   * little else. Changes are for the gatekeeper to judge, when they come to be applied (rule R14).
   */
  private static boolean isUseless(LinkCall.Valid call, long deadline, long now) {
    return deadline - now <= 0 && call.routed().operation() instanceof Operation.Get;
  }

  private static boolean mayBringAValue(LinkCall.Valid call) {
    return call.routed().operation() instanceof Operation.Get;
  }

  /** Values come faster than the proxy reads them. Nearly so on other threads. */
  private boolean isFull() {
    return writer.waitingBytes() > MAX_UNSENT_BYTES;
  }

  /** What has been changed cannot be answered by less than all. */
  private Reply fit(Reply reply) {
    return reply instanceof Reply.Found && isFull() ? UNREAD : reply;
  }

  private static long patience(LinkCall.Valid call) {
    long millis = Integer.toUnsignedLong(call.deadlineMillis());
    return TimeUnit.MILLISECONDS.toNanos(Math.min(millis, Limits.MAX_DEADLINE_MILLIS));
  }

  private void reply(long id, Reply reply) {
    writer.write(new LinkResult(id, reply));
  }

  /** About what a reply takes in a message. */
  private static int bytes(LinkResult result) {
    return OVERHEAD_BYTES
        + (result.reply() instanceof Reply.Found found ? found.value().size() : 0);
  }

  private LinkBatch<LinkResult> message(List<LinkResult> replies) {
    outstanding -= replies.size();
    traffic.sent(replies.size());
    readOn();
    if (ending) {
      endIfAnswered(); // after this message
    }
    long now = ticker.nanos();
    return new LinkBatch<>(
        replies, now - clockToldAt >= CLOCK_INTERVAL_NANOS ? clock(now) : 0, taken);
  }

  /** The node's clock, which the proxy reckons by when it says what it sent when. */
  private long clock(long now) {
    clockToldAt = now;
    return now == 0 ? -1 : now; // 0 would say nothing; a nanosecond early harms nobody
  }

  private void onReady() {
    writer.onReady();
    readOn();
  }

  /** Ends the stream when everything it carried has been answered. Any thread. */
  void end() {
    loop.execute(
        () -> {
          ending = true;
          endIfAnswered();
        });
  }

  private void endIfAnswered() {
    if (outstanding == 0) {
      writer.complete();
      over.accept(this);
    }
  }

  @Override
  public void onCompleted() {
    end();
  }

  @Override
  public void onError(Throwable failure) {
    abandon();
  }

  private void abandon() {
    writer.abandon();
    over.accept(this);
  }
}
