package io.cashew.node.source;

import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.concurrent.CompletableFuture;

/** Stands in for a source that could not be made: every load fails and says why. */
final class UnusableSource implements DataSource {
  private final String message;

  UnusableSource(String message) {
    this.message = message;
  }

  @Override
  public String kind() {
    return "none";
  }

  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    return CompletableFuture.failedFuture(new CashewException(Reason.SOURCE_DOWN, message));
  }

  @Override
  public void close() {}
}
