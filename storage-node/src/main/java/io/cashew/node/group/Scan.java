package io.cashew.node.group;

import com.google.protobuf.ByteString;
import io.cashew.hash.KeyHash;
import io.cashew.node.group.Page.Entry;
import io.cashew.node.store.Content;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Position;
import io.cashew.node.store.Store;
import io.cashew.node.term.Standing;
import io.cashew.node.term.Terms;
import io.cashew.operation.Operation.Want;
import io.cashew.ring.Ring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pages through a group's entries as this node may answer them: those of partitions that it holds
 * (rule R1), tagged in its terms (rule R4), whose time is not over. Counts as no use of them. Every
 * entry that is there from the first page to the last is on one. For one call.
 */
final class Scan {
  /** Places that are looked at while a shard's lock is held. */
  private static final int STEP = 500;

  /** What a page may cost: most places hold entries of other groups, or none. */
  private static final int STEPS = 20;

  private static final int PAGE_BYTES = 1 << 20;

  private final String group;
  private final Store store;
  private final Terms terms;
  private final Want want;
  private final List<Entry> entries = new ArrayList<>();
  private long bytes;

  Scan(String group, Store store, Terms terms, Want want) {
    this.group = group;
    this.store = store;
    this.terms = terms;
    this.want = want;
  }

  Page page(Position from) {
    Ring ring = terms.ring().orElse(null);
    return new Page(
        entries, ring == null ? Optional.empty() : fill(from, ring.keyHash()), terms.epoch());
  }

  private Optional<Position> fill(Position from, KeyHash keyHash) {
    Position position = from;
    for (int step = 0; step < STEPS; step++) {
      Map<ByteString, Position> keys = new LinkedHashMap<>();
      Optional<Position> next = store.keys(position, STEP, keys::put);
      for (Map.Entry<ByteString, Position> key : keys.entrySet()) {
        look(key.getKey(), keyHash);
        if (bytes >= PAGE_BYTES) {
          return Optional.of(key.getValue());
        }
      }
      if (next.isEmpty()) {
        return next;
      }
      position = next.get();
    }
    return Optional.of(position);
  }

  private void look(ByteString key, KeyHash keyHash) {
    long hash = keyHash.hash(group, key);
    int partition = keyHash.partition(group, key, hash);
    long since = terms.since(partition);
    if (terms.standing(partition, since) == Standing.HELD
        && store.peek(hash, key, since) instanceof Lookup.Hit hit
        && hit.content() instanceof Content.Value value) {
      Entry entry =
          new Entry(
              key,
              want == Want.DETAIL ? ByteString.EMPTY : value.bytes(),
              value.versionTold(hit.version()),
              Group.millisLeft(hit.ttlLeftNanos()));
      entries.add(entry);
      bytes += entry.bytes();
    }
  }
}
