package io.cashew.overload;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.operation.Limits;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A connection that gets random keys, by one Exchange or by unary calls. */
abstract class Caller implements AutoCloseable {
  /** What a get may take. */
  static final int DEADLINE_MILLIS = 1_000;

  final ManagedChannel channel;
  final Outcomes outcomes;
  private final String prefix;
  private final int keys;
  final int deadlineMillis;

  Caller(HostAndPort proxy, String prefix, int keys, int deadlineMillis, Outcomes outcomes) {
    this.channel =
        NettyChannelBuilder.forAddress(proxy.getHost(), proxy.getPort())
            .usePlaintext()
            .directExecutor()
            .maxInboundMessageSize(Limits.MESSAGE_BYTES)
            .build();
    this.prefix = prefix;
    this.keys = keys;
    this.deadlineMillis = deadlineMillis;
    this.outcomes = outcomes;
  }

  /** How a caller asks. */
  enum Way {
    EXCHANGE,
    UNARY
  }

  static Caller by(
      Way way, HostAndPort proxy, String prefix, int keys, int deadlineMillis, Outcomes outcomes) {
    return switch (way) {
      case EXCHANGE -> new Exchange(proxy, prefix, keys, deadlineMillis, outcomes);
      case UNARY -> new Unary(proxy, prefix, keys, deadlineMillis, outcomes);
    };
  }

  /** Sends so many now, if the connection takes them. */
  abstract void send(int count);

  /** Operations that are unanswered. */
  abstract long outstanding();

  final GetRequest any() {
    return GetRequest.newBuilder()
        .setGroup(Server.GROUP)
        .setKey(ByteString.copyFromUtf8(prefix + ThreadLocalRandom.current().nextInt(keys)))
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class Exchange extends Caller
      implements ClientResponseObserver<ExchangeRequest, ExchangeReply> {
    private static final int IDS = 1 << 18;

    private final long[] sentAt = new long[IDS];
    private final AtomicLong answered = new AtomicLong();
    private volatile ClientCallStreamObserver<ExchangeRequest> stream;
    private long sent; // the sending thread

    Exchange(HostAndPort proxy, String prefix, int keys, int deadlineMillis, Outcomes outcomes) {
      super(proxy, prefix, keys, deadlineMillis, outcomes);
      CacheGrpc.newStub(channel).exchange(this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ExchangeRequest> opened) {
      stream = opened;
    }

    @Override
    void send(int count) {
      if (sent > 0 && (!stream.isReady() || outstanding() > IDS / 2)) {
        outcomes.heldBack(count);
        return;
      }
      ExchangeRequest.Builder message = ExchangeRequest.newBuilder();
      long now = System.nanoTime();
      for (int i = 0; i < count; i++) {
        sentAt[(int) (sent & (IDS - 1))] = now;
        message.addOperations(
            ExchangeOperation.newBuilder().setId(sent).setDeadlineMs(deadlineMillis).setGet(any()));
        sent++;
      }
      stream.onNext(message.build());
    }

    @Override
    long outstanding() {
      return sent - answered.get();
    }

    @Override
    public void onNext(ExchangeReply reply) {
      answered.addAndGet(reply.getResultsCount());
      for (ExchangeResult result : reply.getResultsList()) {
        long since = sentAt[(int) (result.getId() & (IDS - 1))];
        if (!result.hasFailure()) {
          outcomes.answered(since);
        } else if (result.getFailure().getReason().equals("IN_FLIGHT")) {
          outcomes.refused(since);
        } else {
          outcomes.failed(result.getFailure().getMessage());
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      outcomes.failed(String.valueOf(failure.getMessage()));
    }

    @Override
    public void onCompleted() {}
  }

  private static final class Unary extends Caller {
    private static final int MOST = 20_000;

    private final AtomicLong outstanding = new AtomicLong();
    private final CacheGrpc.CacheStub stub;

    Unary(HostAndPort proxy, String prefix, int keys, int deadlineMillis, Outcomes outcomes) {
      super(proxy, prefix, keys, deadlineMillis, outcomes);
      this.stub = CacheGrpc.newStub(channel);
    }

    @Override
    void send(int count) {
      for (int i = 0; i < count; i++) {
        if (outstanding.get() > MOST) {
          outcomes.heldBack(count - i);
          return;
        }
        outstanding.incrementAndGet();
        long since = System.nanoTime();
        stub.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS).get(any(), new Answer(since));
      }
    }

    @Override
    long outstanding() {
      return outstanding.get();
    }

    private final class Answer implements StreamObserver<GetReply> {
      private final long since;

      Answer(long since) {
        this.since = since;
      }

      @Override
      public void onNext(GetReply reply) {
        outcomes.answered(since);
      }

      @Override
      public void onError(Throwable failure) {
        outstanding.decrementAndGet();
        Status.Code code = Status.fromThrowable(failure).getCode();
        if (code == Status.Code.RESOURCE_EXHAUSTED) {
          outcomes.refused(since);
        } else {
          outcomes.failed(code.name());
        }
      }

      @Override
      public void onCompleted() {
        outstanding.decrementAndGet();
      }
    }
  }
}
