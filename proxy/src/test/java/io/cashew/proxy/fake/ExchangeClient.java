package io.cashew.proxy.fake;

import io.cashew.time.Await;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** One {@code Exchange}, from a client's side. */
public final class ExchangeClient
    implements ClientResponseObserver<ExchangeRequest, ExchangeReply> {
  private final Queue<ExchangeResult> results = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final int readAtFirst;
  private ClientCallStreamObserver<ExchangeRequest> stream;

  private ExchangeClient(int readAtFirst) {
    this.readAtFirst = readAtFirst;
  }

  /** A client that reads its results as they come. */
  public static ExchangeClient open(CacheGrpc.CacheStub cache) {
    return open(cache, Integer.MAX_VALUE);
  }

  /** A client that reads nothing until it is told to. */
  public static ExchangeClient openUnread(CacheGrpc.CacheStub cache) {
    return open(cache, 0);
  }

  private static ExchangeClient open(CacheGrpc.CacheStub cache, int readAtFirst) {
    ExchangeClient client = new ExchangeClient(readAtFirst);
    cache.exchange(client);
    return client;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ExchangeRequest> opened) {
    stream = opened;
    stream.disableAutoRequestWithInitial(readAtFirst);
  }

  /** Sends operations in one message. */
  public void send(ExchangeOperation... operations) {
    send(Arrays.asList(operations));
  }

  public void send(List<ExchangeOperation> operations) {
    stream.onNext(ExchangeRequest.newBuilder().addAllOperations(operations).build());
  }

  /** Says that no more will come. */
  public void halfClose() {
    stream.onCompleted();
  }

  /** Reads whatever there is and comes. */
  public void read() {
    stream.request(Integer.MAX_VALUE);
  }

  /** The results so far, when there are as many as that. */
  public List<ExchangeResult> results(int count) {
    Await.until(count + " results have come", () -> results.size() >= count);
    return List.copyOf(results);
  }

  /** Waits until the proxy has ended the stream well. */
  public void awaitEnd() throws Exception {
    end.get(10, TimeUnit.SECONDS);
  }

  public boolean isOver() {
    return end.isDone();
  }

  @Override
  public void onNext(ExchangeReply reply) {
    results.addAll(reply.getResultsList());
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    end.complete(null);
  }
}
