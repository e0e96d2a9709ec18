package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.group.PolicySettings;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A group's policy: makes the policy of each of the group's shards, which may learn together.
 * Thread-safe.
 */
public final class Policies {
  private final PolicySettings settings;
  private final @Nullable WindowController windows; // null: the policy has no window

  public Policies(PolicySettings settings) {
    this.settings = settings;
    this.windows = settings.name() == PolicySettings.Name.SLRU ? new WindowController() : null;
  }

  /** What the policies made here were told. */
  public PolicySettings settings() {
    return settings;
  }

  /** The part of the memory that is for newcomers, 0 to 1; empty if the policy has no such part. */
  public OptionalDouble windowShare() {
    return windows == null ? OptionalDouble.empty() : OptionalDouble.of(windows.share());
  }

  /** The policy of one more shard, without entries. */
  public Policy create(Entries entries, long capacity) {
    Policy policy =
        switch (settings.name()) {
          case FIFO -> new Fifo(entries);
          case LRU -> new Lru(entries);
          case SLRU -> new AdaptiveSlru(entries, checkNotNull(windows));
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
