package io.cashew.node;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.internal.v1.LinkGrpc;
import io.cashew.internal.v1.LinkReplies;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.internal.v1.LinkRequests;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.ring.Ring;
import io.cashew.rpc.LinkCodec;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The least that a proxy does: one stream to one node. The caller says where a key belongs. */
final class TestLink implements Part {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ManagedChannel channel;
  private final StreamObserver<LinkRequests> stream;
  private final AtomicLong nextId = new AtomicLong(1);
  private final Map<Long, CompletableFuture<Reply>> unanswered = new ConcurrentHashMap<>();
  private final CompletableFuture<Long> clock = new CompletableFuture<>();
  private final CompletableFuture<Long> taken = new CompletableFuture<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  TestLink(HostAndPort node) {
    channel =
        NettyChannelBuilder.forAddress(node.getHost(), node.getPort())
            .usePlaintext()
            .maxInboundMessageSize(Limits.MESSAGE_BYTES)
            .build();
    stream = LinkGrpc.newStub(channel).open(new Replies());
  }

  ManagedChannel channel() {
    return channel;
  }

  /** How the node ended the stream: {@code "completed"} or the failure. */
  CompletableFuture<String> ended() {
    return ended;
  }

  Reply ask(Operation operation, int partition, long since) throws Exception {
    return send(operation, partition, since, PATIENCE).get(15, TimeUnit.SECONDS);
  }

  /** Sets a key by the ring that it was made for. */
  Reply set(Keys.Key key, String value) throws Exception {
    return ask(
        new Operation.Set(Keys.GROUP, key.bytes(), ByteString.copyFromUtf8(value), 0),
        key,
        key.ring());
  }

  /** Gets a key by a ring. */
  Reply get(Keys.Key key, Ring ring) throws Exception {
    return ask(new Operation.Get(Keys.GROUP, key.bytes(), Want.VALUE), key, ring);
  }

  /** Asks as a proxy with this ring does. */
  Reply ask(Operation operation, Keys.Key key, Ring ring) throws Exception {
    RoutedOperation routed =
        new RoutedOperation(
            operation, key.partition(), ring.ownerOf(key.partition()).since(), key.hash());
    return send(LinkCodec.encode(nextId.getAndIncrement(), routed, (int) PATIENCE.toMillis()))
        .get(15, TimeUnit.SECONDS);
  }

  CompletableFuture<Reply> send(Operation operation, int partition, long since, Duration patience) {
    RoutedOperation routed =
        new RoutedOperation(operation, partition, since, operation.key().hashCode());
    return send(LinkCodec.encode(nextId.getAndIncrement(), routed, (int) patience.toMillis()));
  }

  /** The first that the node told of its clock. */
  CompletableFuture<Long> clock() {
    return clock;
  }

  /** The first that the node told of how many messages it has taken in. */
  CompletableFuture<Long> taken() {
    return taken;
  }

  /** Sends an operation in a message that was sent at a time by the node's clock. */
  CompletableFuture<Reply> sendAt(long sentAt, Operation operation, int partition, long since) {
    RoutedOperation routed =
        new RoutedOperation(operation, partition, since, operation.key().hashCode());
    return send(LinkCodec.encode(nextId.getAndIncrement(), routed, 1_000), sentAt);
  }

  /** Asks the same many times, in one message. */
  List<Reply> askAtOnce(Operation operation, int times, int partition, long since)
      throws Exception {
    RoutedOperation routed =
        new RoutedOperation(operation, partition, since, operation.key().hashCode());
    LinkRequests.Builder message = LinkRequests.newBuilder();
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long id = nextId.getAndIncrement();
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      unanswered.put(id, reply);
      replies.add(reply);
      message.addRequests(LinkCodec.encode(id, routed, (int) PATIENCE.toMillis()));
    }
    synchronized (stream) {
      stream.onNext(message.build());
    }
    List<Reply> all = new ArrayList<>();
    for (CompletableFuture<Reply> reply : replies) {
      all.add(reply.get(15, TimeUnit.SECONDS));
    }
    return all;
  }

  CompletableFuture<Reply> send(LinkRequest request) {
    return send(request, 0);
  }

  private CompletableFuture<Reply> send(LinkRequest request, long sentAt) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    unanswered.put(request.getId(), reply);
    synchronized (stream) {
      stream.onNext(LinkRequests.newBuilder().addRequests(request).setSentAt(sentAt).build());
    }
    return reply;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private final class Replies implements StreamObserver<LinkReplies> {
    @Override
    public void onNext(LinkReplies replies) {
      if (replies.getClock() != 0) {
        clock.complete(replies.getClock());
      }
      if (replies.getTaken() != 0) {
        taken.complete(replies.getTaken());
      }
      replies
          .getRepliesList()
          .forEach(
              reply -> {
                CompletableFuture<Reply> waiting = unanswered.remove(reply.getId());
                if (waiting == null) {
                  ended.complete("answered twice: " + reply);
                } else {
                  waiting.complete(LinkCodec.decode(reply));
                }
              });
    }

    @Override
    public void onError(Throwable failure) {
      ended.complete(failure.toString());
    }

    @Override
    public void onCompleted() {
      ended.complete("completed");
    }
  }
}
