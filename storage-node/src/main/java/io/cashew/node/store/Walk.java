package io.cashew.node.store;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Goes through the keys of a store while that is in use: in short steps, those used most first as
 * far as the policy counts. Several rounds go by, each for keys that are used less than those of
 * the last; what no policy counts comes in the last round, in no order.
 *
 * <p>Every entry that is there from the first step to the last is found once; one that comes
 * meanwhile, perhaps. Takes a bit of memory per entry. For one thread.
 */
public final class Walk {
  /** Places that are looked at while a shard's lock is held. */
  private static final int STEP = 500;

  /** How often the keys of each round are used at the least. */
  private static final int[] LEAST_USES = {8, 4, 2, 0};

  private final Shard[] shards;
  private final ShardGroup[] parts;
  private final BitSet[] seen; // by shard
  private int round;
  private int shard;
  private int place;

  Walk(Shard[] shards, ShardGroup[] parts) {
    this.shards = shards;
    this.parts = parts;
    this.seen = new BitSet[shards.length];
    Arrays.setAll(seen, i -> new BitSet());
  }

  /**
   * Looks at some more places; adds the keys found there, perhaps none.
   *
   * @return whether there is more to look at
   */
  public boolean step(List<? super ByteString> keys) {
    if (round == LEAST_USES.length) {
      return false;
    }
    boolean goesOn =
        shards[shard].walk(parts[shard], place, STEP, LEAST_USES[round], seen[shard], keys);
    place += STEP;
    if (!goesOn) {
      place = 0;
      shard++;
    }
    if (shard == shards.length) {
      shard = 0;
      round++;
    }
    return round < LEAST_USES.length;
  }
}
