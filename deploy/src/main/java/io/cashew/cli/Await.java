package io.cashew.cli;

import com.google.protobuf.ByteString;
import io.cashew.client.Result;
import io.cashew.status.CashewException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for the client's futures, which end by their deadline. */
final class Await {
  private Await() {}

  /** The answer; throws the {@link CashewException} that a request failed with. */
  static <T> T answer(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CashewException failure) {
        throw failure;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  /** The results of a batch; if it failed as a whole, each of its keys did. */
  static Map<ByteString, Result> results(
      Collection<ByteString> keys, CompletableFuture<Map<ByteString, Result>> batch) {
    try {
      return answer(batch);
    } catch (CashewException e) {
      Map<ByteString, Result> failed = new LinkedHashMap<>();
      String message = String.valueOf(e.getMessage());
      keys.forEach(key -> failed.put(key, new Result.Failed(e.reason(), message)));
      return failed;
    }
  }
}
