package io.cashew.cluster;

import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.ByteString;
import io.cashew.lifecycle.Part;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** A cluster store that says what the test tells it to, in that order, lies included. */
final class ScriptedStore implements ClusterStore {
  private final Map<String, SnapshotListener> watches = new HashMap<>();
  private final Queue<CompletableFuture<Optional<Versioned>>> reads = new ArrayDeque<>();

  /** Tells whoever watches the prefix. */
  void tell(String prefix, Map<String, Versioned> entries) {
    long revision = entries.values().stream().mapToLong(Versioned::revision).max().orElse(0);
    watches.get(prefix).onSnapshot(new Snapshot(revision, ImmutableSortedMap.copyOf(entries)));
  }

  /** Answers the read that has waited longest. */
  void answer(Optional<Versioned> stored) {
    reads.remove().complete(stored);
  }

  boolean isWatched(String prefix) {
    return watches.containsKey(prefix);
  }

  @Override
  public CompletableFuture<Optional<Versioned>> read(String key) {
    CompletableFuture<Optional<Versioned>> read = new CompletableFuture<>();
    reads.add(read);
    return read;
  }

  @Override
  public Part watch(String prefix, SnapshotListener listener) {
    watches.put(prefix, listener);
    return () -> watches.remove(prefix);
  }

  @Override
  public CompletableFuture<Snapshot> list(String prefix) {
    throw new UnsupportedOperationException("list");
  }

  @Override
  public CompletableFuture<OptionalLong> compareAndPut(
      String key, long expectedRevision, ByteString value) {
    throw new UnsupportedOperationException("compareAndPut");
  }

  @Override
  public LeasedKey lease(
      String key, ByteString value, Duration timeToLive, Claim claim, LeaseListener listener) {
    throw new UnsupportedOperationException("lease");
  }

  @Override
  public void close() {
    watches.clear();
  }
}
