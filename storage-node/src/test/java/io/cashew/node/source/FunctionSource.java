package io.cashew.node.source;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A source that is one function. */
public record FunctionSource(Function<LoadRequest, CompletableFuture<Loaded>> function)
    implements DataSource {
  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    return function.apply(request);
  }

  @Override
  public void close() {}
}
