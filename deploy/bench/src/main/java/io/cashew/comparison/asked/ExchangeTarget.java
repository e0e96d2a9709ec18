package io.cashew.comparison.asked;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.Target;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.cashew.v1.GetRequest;
import io.cashew.v1.SetRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A proxy of ours, by one stream of operations, a message for each: beside the link's stream. */
final class ExchangeTarget implements Target, StreamObserver<ExchangeReply> {
  private final ManagedChannel channel;
  private final StreamObserver<ExchangeRequest> requests;
  private final Map<Long, CompletableFuture<ExchangeResult>> waiting = new ConcurrentHashMap<>();
  private long lastId;

  ExchangeTarget(HostAndPort proxy) {
    channel =
        NettyChannelBuilder.forAddress(proxy.getHost(), proxy.getPort())
            .usePlaintext()
            .executor(MoreExecutors.directExecutor())
            .build();
    requests = CacheGrpc.newStub(channel).exchange(this);
  }

  @Override
  public CompletionStage<?> set(int key, byte[] value) {
    return send(
        ExchangeOperation.newBuilder()
            .setSet(
                SetRequest.newBuilder()
                    .setGroup(BenchKey.GROUP)
                    .setKey(ClientTarget.key(key))
                    .setValue(ByteString.copyFrom(value))));
  }

  @Override
  public CompletionStage<?> get(int lane, int key) {
    return send(
        ExchangeOperation.newBuilder()
            .setGet(
                GetRequest.newBuilder().setGroup(BenchKey.GROUP).setKey(ClientTarget.key(key))));
  }

  /** A stream takes one message at a time. */
  private synchronized CompletionStage<ExchangeResult> send(ExchangeOperation.Builder operation) {
    CompletableFuture<ExchangeResult> answer = new CompletableFuture<>();
    long id = ++lastId;
    waiting.put(id, answer);
    requests.onNext(ExchangeRequest.newBuilder().addOperations(operation.setId(id)).build());
    return answer;
  }

  @Override
  public void onNext(ExchangeReply reply) {
    for (ExchangeResult result : reply.getResultsList()) {
      CompletableFuture<ExchangeResult> answer = waiting.remove(result.getId());
      if (answer != null) {
        answer.complete(result);
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    waiting.values().forEach(answer -> answer.completeExceptionally(failure));
  }

  @Override
  public void onCompleted() {
    onError(new IllegalStateException("the proxy ended the stream"));
  }

  @Override
  public Object await(int key) {
    return get(0, key).toCompletableFuture().join();
  }

  @Override
  public int awaitMany(int[] keys) {
    throw new UnsupportedOperationException("one key a message is what is measured here");
  }

  @Override
  public boolean isHit(@Nullable Object answer) {
    return answer instanceof ExchangeResult result && result.hasFound();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
