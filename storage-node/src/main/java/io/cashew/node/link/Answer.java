package io.cashew.node.link;

import io.cashew.ring.RingNode;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The one answer to a call to another node. */
final class Answer<M, T> implements StreamObserver<M> {
  private final RingNode asked;
  private final Function<M, T> reader;
  private final CompletableFuture<T> future = new CompletableFuture<>();

  Answer(RingNode asked, Function<M, T> reader) {
    this.asked = asked;
    this.reader = reader;
  }

  CompletableFuture<T> future() {
    return future;
  }

  @Override
  public void onNext(M message) {
    try {
      future.complete(reader.apply(message));
    } catch (RuntimeException e) {
      future.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    future.completeExceptionally(PeerCalls.reason(asked, failure));
  }

  @Override
  public void onCompleted() {
    future.completeExceptionally(new IllegalStateException("ended without an answer"));
  }
}
