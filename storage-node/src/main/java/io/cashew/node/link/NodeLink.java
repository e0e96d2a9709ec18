package io.cashew.node.link;

import io.cashew.internal.v1.LinkReplies;
import io.cashew.internal.v1.LinkReply;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.internal.v1.LinkRequests;
import io.cashew.node.core.Node;
import io.cashew.operation.Limits;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.rpc.LinkCodec;
import io.cashew.rpc.TurnWriter;
import io.cashew.status.CashewException;
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
final class NodeLink implements StreamObserver<LinkRequests> {
  /** Operations that one stream may have under way here; a proxy keeps to as many. */
  private static final int MAX_OUTSTANDING = 1 << 16;

  private static final long CLOCK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What was sent as long ago as this is too late whatever its deadline. */
  private static final long OLDEST_NANOS =
      TimeUnit.MILLISECONDS.toNanos(2L * Limits.MAX_DEADLINE_MILLIS);

  private final EventLoop loop;
  private final ServerCallStreamObserver<LinkReplies> stream;
  private final Node node;
  private final Ticker ticker;
  private final Consumer<NodeLink> over;
  private final TurnWriter<LinkReply, LinkReplies> writer;

  /** Operations whose replies have not been handed to gRPC. */
  private int outstanding;

  private boolean held;
  private boolean ending;
  private long clockToldAt;

  NodeLink(
      EventLoop loop,
      ServerCallStreamObserver<LinkReplies> stream,
      Node node,
      Ticker ticker,
      Consumer<NodeLink> over) {
    this.loop = loop;
    this.stream = stream;
    this.node = node;
    this.ticker = ticker;
    this.over = over;
    this.writer = new TurnWriter<>(loop, stream, LinkReply::getSerializedSize, this::message);
    stream.disableAutoRequest();
    stream.setOnReadyHandler(this::onReady);
    stream.setOnCancelHandler(this::abandon);
    stream.onNext(LinkReplies.newBuilder().setClock(clock(ticker.nanos())).build());
    stream.request(1);
  }

  @Override
  public void onNext(LinkRequests requests) {
    long now = ticker.nanos();
    node.observe(now);
    long sentAt = sentAt(requests, now);
    for (LinkRequest request : requests.getRequestsList()) {
      handle(request, sentAt);
    }
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
  private static long sentAt(LinkRequests requests, long now) {
    if (requests.getSentAt() == 0) {
      return now; // the proxy has not been told our clock
    }
    long age = now - requests.getSentAt();
    return now - Math.min(Math.max(0, age), OLDEST_NANOS);
  }

  private void handle(LinkRequest request, long sentAt) {
    long id = request.getId();
    outstanding++;
    RoutedOperation routed;
    try {
      routed = LinkCodec.decode(request);
    } catch (CashewException e) {
      reply(id, Reply.Failed.of(e));
      return;
    }
    node.handle(routed, sentAt + patience(request), reply -> reply(id, reply));
  }

  private static long patience(LinkRequest request) {
    long millis = Integer.toUnsignedLong(request.getDeadlineMs());
    return TimeUnit.MILLISECONDS.toNanos(Math.min(millis, Limits.MAX_DEADLINE_MILLIS));
  }

  private void reply(long id, Reply reply) {
    writer.write(LinkCodec.encode(id, reply));
  }

  private LinkReplies message(List<LinkReply> replies) {
    outstanding -= replies.size();
    readOn();
    if (ending) {
      endIfAnswered(); // after this message
    }
    LinkReplies.Builder message = LinkReplies.newBuilder().addAllReplies(replies);
    long now = ticker.nanos();
    if (now - clockToldAt >= CLOCK_INTERVAL_NANOS) {
      message.setClock(clock(now));
    }
    return message.build();
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
