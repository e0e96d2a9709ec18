package io.cashew.node.group;

import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The source of a group that has none: what was not set is absent, and nobody remembers that. */
final class NoSource implements DataSource {
  private static final Loaded NOT_KEPT = new Loaded.Absent(Optional.of(Duration.ZERO));

  @Override
  public String kind() {
    return "none";
  }

  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    return CompletableFuture.completedFuture(NOT_KEPT);
  }

  @Override
  public boolean isEmpty() {
    return true;
  }

  @Override
  public void close() {}
}
