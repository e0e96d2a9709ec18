package io.cashew.node.load;

import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A stage on the way to a source. Whoever cancels the very future that it returns has everything
 * behind it cancelled.
 */
@FunctionalInterface
interface Asking {
  CompletableFuture<Loaded> ask(LoadRequest request);

  /** As {@link #ask}; one that throws or returns nothing has failed. */
  default CompletableFuture<Loaded> carefully(LoadRequest request) {
    try {
      CompletableFuture<Loaded> asked = ask(request);
      return asked != null ? asked : CompletableFuture.failedFuture(answeredNull());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Ends a future as another has ended. */
  static void complete(
      CompletableFuture<Loaded> result, @Nullable Loaded loaded, @Nullable Throwable failure) {
    if (failure != null) {
      result.completeExceptionally(failure);
    } else if (loaded != null) {
      result.complete(loaded);
    } else {
      result.completeExceptionally(answeredNull());
    }
  }

  static IllegalStateException answeredNull() {
    return new IllegalStateException("the source answered null");
  }
}
