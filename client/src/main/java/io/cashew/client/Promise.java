package io.cashew.client;

import io.cashew.operation.Reply;
import io.cashew.status.CashewException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** The future of one request, which its reply completes. */
final class Promise<T> extends CompletableFuture<T> implements Consumer<Reply> {
  private final Function<Reply, T> meaning;

  /** {@code meaning}: what a reply says, or throws what it says. */
  Promise(Function<Reply, T> meaning) {
    this.meaning = meaning;
  }

  /** What callers derive from it is of the usual kind. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  @Override
  public void accept(Reply reply) {
    T answer;
    try {
      answer = meaning.apply(reply);
    } catch (CashewException e) {
      completeExceptionally(e);
      return;
    }
    complete(answer);
  }
}
