package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.group.GroupSettings;
import io.cashew.group.PolicySettings;
import java.time.Duration;

/**
 * What a group may hold on a node.
 *
 * @param reservedBytes what other groups cannot take from it
 * @param maxBytes what it may hold if others leave it
 * @param policy which entries go when there is no room
 * @param stale how long after its end a value stays, to be answered as stale
 */
public record StoreSettings(
    long reservedBytes, long maxBytes, PolicySettings policy, Duration stale) {
  public StoreSettings {
    checkArgument(maxBytes > 0, "maxBytes: %s (expected: > 0)", maxBytes);
    checkArgument(
        reservedBytes >= 0 && reservedBytes <= maxBytes,
        "reservedBytes: %s (expected: 0 to maxBytes, %s)",
        reservedBytes,
        maxBytes);
    checkNotNull(policy, "policy");
    checkArgument(!stale.isNegative(), "stale: %s (expected: not negative)", stale);
  }

  /** Where nothing is answered as stale. */
  public StoreSettings(long reservedBytes, long maxBytes, PolicySettings policy) {
    this(reservedBytes, maxBytes, policy, Duration.ZERO);
  }

  /** The part of a group's settings that its memory goes by. */
  public static StoreSettings of(GroupSettings settings) {
    return new StoreSettings(
        settings.reservedBytes(),
        settings.memoryBytes(),
        settings.policy(),
        settings.freshness().longestStale());
  }
}
