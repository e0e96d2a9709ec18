package io.cashew.node;

import com.google.protobuf.ByteString;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** Keys of a node's partitions by a ring, with their true hashes. */
final class Keys implements Iterable<Keys.Key> {
  static final String GROUP = "users";

  private final List<Key> keys;

  Keys(Ring ring, String owner, int count) {
    NodeId node = new NodeId(owner);
    keys =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> Key.of(ring, "key-" + i))
            .filter(key -> ring.ownerOf(key.partition).owner().equals(node))
            .limit(count)
            .toList();
  }

  Key first() {
    return keys.get(0);
  }

  @Override
  public Iterator<Key> iterator() {
    return keys.iterator();
  }

  /** A key and where a ring puts it. */
  record Key(ByteString bytes, long hash, int partition, Ring ring) {
    static Key of(Ring ring, String name) {
      ByteString bytes = ByteString.copyFromUtf8(name);
      long hash = ring.keyHash().hash(GROUP, bytes);
      return new Key(bytes, hash, ring.keyHash().partition(GROUP, bytes, hash), ring);
    }
  }
}
