package io.cashew.node.store.policy;

import io.cashew.group.PolicySettings;

/**
 * A group's policy: makes the policy of each of the group's shards, which may learn together.
 * Thread-safe.
 */
public final class Policies {
  private final PolicySettings settings;

  public Policies(PolicySettings settings) {
    this.settings = settings;
  }

  /** What the policies made here were told. */
  public PolicySettings settings() {
    return settings;
  }

  /** The policy of one more shard, without entries. */
  public Policy create(Entries entries, long capacity) {
    Policy policy =
        switch (settings.name()) {
          case FIFO -> new Fifo(entries);
          case LRU -> new Lru(entries);
          case SLRU -> new Lru(entries);
          case SLRU_PLAIN -> new PlainSlru(entries, settings.parameter("protected"));
          case LFU -> new Lfu(entries);
          case LRU_K -> new LruK(entries, settings.parameter("k"));
          case TWO_Q -> new TwoQ(entries, settings.parameter("in"), settings.parameter("out"));
          case S3FIFO -> new S3Fifo(entries, settings.parameter("small"));
          case SIEVE -> new Sieve(entries);
          case GDSF -> new Gdsf(entries);
        };
    policy.resize(capacity);
    return policy;
  }
}
