package io.cashew.node.handover;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import io.cashew.node.load.Inherited;

/**
 * What the previous owner of a partition has of a key.
 *
 * @param hash 64 bits over group and key
 */
public record HandedEntry(
    String group, int partition, long hash, ByteString key, Inherited inherited) {
  /** What an entry takes in a message, besides its key and value, about. */
  private static final int OVERHEAD_BYTES = 48;

  public HandedEntry {
    checkNotNull(group, "group");
    checkNotNull(key, "key");
    checkNotNull(inherited, "inherited");
  }

  /** About how many bytes it takes in a message. */
  int bytes() {
    return OVERHEAD_BYTES + group.length() + key.size() + inherited.content().size();
  }
}
