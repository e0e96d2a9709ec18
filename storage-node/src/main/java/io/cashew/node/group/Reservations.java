package io.cashew.node.group;

import com.google.common.math.LongMath;
import io.cashew.config.ByteSizes;
import io.cashew.group.GroupSpec;
import java.util.Collection;
import java.util.Optional;

/** Notices when groups reserve more memory than the node can. For one thread. */
final class Reservations {
  private final long reservableBytes;
  private long reservedBytes;

  Reservations(long reservableBytes) {
    this.reservableBytes = reservableBytes;
  }

  /** Why a group could not reserve what it wants beside these others; empty: it could. */
  Optional<String> refusal(GroupSpec wanting, Collection<GroupSpec> others) {
    long reserved =
        others.stream()
            .filter(other -> !other.name().equals(wanting.name()))
            .mapToLong(other -> other.settings().reservedBytes())
            .reduce(wanting.settings().reservedBytes(), LongMath::saturatedAdd);
    return wanting.settings().reservedBytes() == 0 || reserved <= reservableBytes
        ? Optional.empty()
        : Optional.of(
            "reserved: groups would reserve %s, and this node can reserve %s: reserve less, or raise node.memory"
                .formatted(ByteSizes.format(reserved), ByteSizes.format(reservableBytes)));
  }

  /**
   * These are the groups from now on, perhaps the same again.
   *
   * @return what an operator should know, unless the last call said so already
   */
  Optional<String> become(Collection<GroupSpec> groups) {
    long before = reservedBytes;
    reservedBytes =
        groups.stream()
            .mapToLong(group -> group.settings().reservedBytes())
            .reduce(0, LongMath::saturatedAdd);
    return reservedBytes <= reservableBytes || reservedBytes == before
        ? Optional.empty()
        : Optional.of(
            "groups reserve %s, and this node can reserve %s: all reservations are scaled down in"
                    .formatted(ByteSizes.format(reservedBytes), ByteSizes.format(reservableBytes))
                + " proportion; raise node.memory, or reserve less");
  }
}
