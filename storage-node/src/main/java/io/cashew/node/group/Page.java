package io.cashew.node.group;

import com.google.protobuf.ByteString;
import io.cashew.node.store.Position;
import java.util.List;
import java.util.Optional;

/**
 * Some of what a node holds of a group.
 *
 * @param next where the next begins; empty: this is the last
 * @param epoch of the ring the node had applied
 */
public record Page(List<Entry> entries, Optional<Position> next, long epoch) {
  public Page {
    entries = List.copyOf(entries);
  }

  /**
   * An entry.
   *
   * @param value empty also if it was not asked for
   * @param version as a get tells it
   * @param ttlLeftMillis 0: it never expires
   */
  public record Entry(ByteString key, ByteString value, long version, long ttlLeftMillis) {
    int bytes() {
      return key.size() + value.size();
    }
  }
}
