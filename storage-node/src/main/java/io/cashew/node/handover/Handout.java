package io.cashew.node.handover;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.cashew.hash.KeyHash;
import io.cashew.node.store.Walk;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a node has in memory of some partitions that it lost, in batches, those entries first
 * that are used most as far as policies count.
 *
 * <p>Goes once through the keys of all groups and takes those of these partitions: entries do not
 * know their partition, so each key is hashed. Does little at a time, and remembers a bit for each
 * entry. For one thread.
 */
public final class Handout {
  /** A batch takes no more, unless it is a single entry. */
  static final int MAX_BYTES = 256 << 10;

  /** Steps of a walk that one batch may take. */
  private static final int MAX_STEPS = 4;

  private final Donor donor;
  private final KeyHash keyHash;
  private final ImmutableMap<Integer, Long> formerSince; // by partition
  private final List<Term> terms;
  private final Ticker ticker;
  private final long begunAt;

  /** Walks that are not at their end; they take turns. */
  private final Deque<GroupWalk> walks = new ArrayDeque<>();

  /** Found and not looked at. */
  private final Deque<Found> found = new ArrayDeque<>();

  /** Did not fit into the last batch. */
  private @Nullable HandedEntry waiting;

  Handout(
      Donor donor,
      Map<String, Walk> walks,
      KeyHash keyHash,
      Map<Integer, Long> formerSince,
      List<Term> terms,
      Ticker ticker) {
    this.donor = donor;
    this.keyHash = keyHash;
    this.formerSince = ImmutableMap.copyOf(formerSince);
    this.terms = ImmutableList.copyOf(terms);
    this.ticker = ticker;
    this.begunAt = ticker.nanos();
    if (!terms.isEmpty()) {
      walks.forEach((group, walk) -> this.walks.add(new GroupWalk(group, walk)));
    }
  }

  /** The next batch, perhaps without entries; empty: that was all. */
  public Optional<HandedBatch> next() {
    List<HandedEntry> batch = new ArrayList<>();
    long bytes = 0;
    int steps = 0;
    while (bytes < MAX_BYTES) {
      if (waiting == null) {
        if (found.isEmpty() && (walks.isEmpty() || steps++ == MAX_STEPS)) {
          break;
        }
        waiting = nextEntry();
        continue;
      }
      bytes += waiting.bytes();
      if (bytes <= MAX_BYTES || batch.isEmpty()) {
        batch.add(waiting);
        waiting = null;
      }
    }
    if (batch.isEmpty() && found.isEmpty() && walks.isEmpty()) {
      donor.gaveAll(terms);
      return Optional.empty();
    }
    donor.gave(batch.size());
    return Optional.of(
        new HandedBatch(Duration.ofNanos(ticker.nanos() - begunAt), ImmutableList.copyOf(batch)));
  }

  /** Looks at a key that was found, or finds some more; null: this brought nothing. */
  private @Nullable HandedEntry nextEntry() {
    Found key = found.poll();
    if (key == null) {
      walkOn();
      return null;
    }
    long hash = keyHash.hash(key.group, key.key);
    int partition = keyHash.partition(key.group, key.key, hash);
    Long since = formerSince.get(partition);
    if (since == null) {
      return null;
    }
    return donor
        .peek(key.group, hash, key.key, since)
        .map(inherited -> new HandedEntry(key.group, partition, hash, key.key, inherited))
        .orElse(null);
  }

  private void walkOn() {
    GroupWalk turn = walks.poll();
    if (turn != null) {
      List<ByteString> keys = new ArrayList<>();
      boolean goesOn = turn.walk.step(keys);
      keys.forEach(key -> found.add(new Found(turn.group, key)));
      if (goesOn) {
        walks.add(turn);
      }
    }
  }

  private record GroupWalk(String group, Walk walk) {}

  private record Found(String group, ByteString key) {}
}
