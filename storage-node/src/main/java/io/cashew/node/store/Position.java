package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How far one has come through the entries of a store. An entry keeps its place as long as it is
 * there, whatever is set or touched meanwhile.
 *
 * @param shard which one, from 0
 * @param place which of the shard's, from 0
 */
public record Position(int shard, int place) {
  /** Before everything. */
  public static final Position START = new Position(0, 0);

  public Position {
    checkArgument(shard >= 0, "shard: %s (expected: not negative)", shard);
    checkArgument(place >= 0, "place: %s (expected: not negative)", place);
  }
}
