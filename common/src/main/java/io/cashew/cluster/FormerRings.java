package io.cashew.cluster;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.cashew.internal.v1.FormerRing;
import io.cashew.ring.Epoch;
import io.cashew.ring.Ring;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last rings that were superseded, for people who want to look or to go back. Best effort: what
 * cannot be kept is lost, and no ring waits for it. Thread-safe.
 */
public final class FormerRings {
  private static final Logger log = LoggerFactory.getLogger(FormerRings.class);

  /** How many are kept. */
  public static final int SLOTS = 16;

  private final ClusterStore store;
  private final ClusterKeys keys;

  public FormerRings(ClusterStore store, ClusterKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /** All that are kept and can be read, oldest first. */
  public CompletableFuture<ImmutableList<Ring>> list() {
    return store
        .list(keys.history())
        .thenApply(
            snapshot ->
                snapshot.entries().values().stream()
                    .map(FormerRings::read)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(Ring::epoch))
                    .collect(toImmutableList()));
  }

  /** Keeps a ring in the place of the oldest. The future never fails. */
  public CompletableFuture<Void> keep(Ring ring) {
    return store
        .list(keys.history())
        .thenCompose(snapshot -> keep(ring, snapshot))
        .exceptionally(
            failure -> {
              log.warn("{} is not kept in the history: {}", ring, failure.toString());
              return null;
            });
  }

  private CompletableFuture<Void> keep(Ring ring, Snapshot snapshot) {
    Slot oldest =
        IntStream.range(0, SLOTS)
            .mapToObj(number -> slot(number, snapshot))
            .min(Comparator.comparingLong(Slot::epoch))
            .orElseThrow();
    ByteString record =
        FormerRing.newBuilder()
            .setEpoch(ring.epoch())
            .setRing(RingCodec.record(ring.draft()))
            .build()
            .toByteString();
    return store
        .compareAndPut(keys.history(oldest.number), oldest.revision, record)
        .thenAccept(
            put -> {
              if (put.isEmpty()) {
                log.info("{} is not kept in the history: another was put there", ring);
              }
            });
  }

  private Slot slot(int number, Snapshot snapshot) {
    Versioned stored = snapshot.entries().get(keys.history(number));
    if (stored == null) {
      return new Slot(number, 0, 0);
    }
    return new Slot(number, stored.revision(), read(stored).map(Ring::epoch).orElse(0L));
  }

  private static Optional<Ring> read(Versioned stored) {
    try {
      return Optional.of(
          Records.decode(
              "former ring of revision " + stored.revision(),
              stored.value(),
              FormerRing.parser(),
              FormerRings::ring));
    } catch (UnreadableRecordException e) {
      log.info("a former ring is left out: {}", e.toString());
      return Optional.empty();
    }
  }

  private static Ring ring(FormerRing former) {
    return RingCodec.draft(former.getRing()).at(Epoch.revision(former.getEpoch()));
  }

  private record Slot(int number, long revision, long epoch) {}
}
