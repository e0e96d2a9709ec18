package io.cashew.comparison.asked;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.Target;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Anything that serves {@code cashew.v1.Cache}, by unary calls of gRPC's stub. */
final class UnaryTarget implements Target {
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<CacheGrpc.CacheStub> stubs = new ArrayList<>();

  /** One channel for each connection; lanes take them in turn. */
  UnaryTarget(HostAndPort address, int connections) {
    for (int i = 0; i < connections; i++) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
              .usePlaintext()
              .executor(MoreExecutors.directExecutor())
              .build();
      channels.add(channel);
      stubs.add(CacheGrpc.newStub(channel));
    }
  }

  @Override
  public CompletionStage<?> set(int key, byte[] value) {
    SetRequest request =
        SetRequest.newBuilder()
            .setGroup(BenchKey.GROUP)
            .setKey(ClientTarget.key(key))
            .setValue(ByteString.copyFrom(value))
            .build();
    Answered<SetReply> answered = new Answered<>();
    stubs.get(key % stubs.size()).set(request, answered);
    return answered.reply;
  }

  @Override
  public CompletionStage<?> get(int lane, int key) {
    GetRequest request =
        GetRequest.newBuilder().setGroup(BenchKey.GROUP).setKey(ClientTarget.key(key)).build();
    Answered<GetReply> answered = new Answered<>();
    stubs.get(lane % stubs.size()).get(request, answered);
    return answered.reply;
  }

  @Override
  public Object await(int key) {
    return get(key, key).toCompletableFuture().join();
  }

  @Override
  public int awaitMany(int[] keys) {
    throw new UnsupportedOperationException("one key a call is what is measured here");
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /** The one reply of a call. */
  private static final class Answered<M> implements StreamObserver<M> {
    private final CompletableFuture<M> reply = new CompletableFuture<>();

    @Override
    public void onNext(M message) {
      reply.complete(message);
    }

    @Override
    public void onError(Throwable failure) {
      reply.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }
}
