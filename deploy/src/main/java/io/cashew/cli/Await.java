package io.cashew.cli;

import io.cashew.status.CashewException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for the client's futures, which end by their deadline. */
final class Await {
  private Await() {}

  /** The answer; throws the {@link CashewException} that a request failed with. */
  static <T> T answer(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CashewException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
