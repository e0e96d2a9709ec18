package io.cashew.group;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.operation.Limits;
import java.util.Optional;

/**
 * What a group is.
 *
 * @param memoryBytes the most it may hold on each node: keys, values and overhead together. What it
 *     has above its reservation it shares with the node's other groups. A value that does not fit
 *     is answered and not kept, even if {@code maxValueBytes} allows it
 * @param reservedBytes of {@code memoryBytes}, on each node: what other groups can never take
 * @param policy which entries go when memory is full
 * @param maxValueBytes a set of a larger value is refused, a larger loaded value fails the get
 * @param freshness how long what it has is good
 * @param loads how its source is asked
 * @param consistency what counts more while the cluster store is out of reach
 * @param source empty: a group without a source, where only what was set is found
 */
public record GroupSettings(
    long memoryBytes,
    long reservedBytes,
    PolicySettings policy,
    long maxValueBytes,
    Freshness freshness,
    LoadSettings loads,
    Consistency consistency,
    Optional<SourceSettings> source) {
  /** Memory a group has at the least. */
  public static final long MIN_MEMORY_BYTES = 64 << 10;

  public static final long DEFAULT_MEMORY_BYTES = 64 << 20;

  public GroupSettings {
    checkArgument(
        memoryBytes >= MIN_MEMORY_BYTES,
        "memory: %s bytes (expected: at least %s, 64 KiB)",
        memoryBytes,
        MIN_MEMORY_BYTES);
    checkArgument(
        reservedBytes >= 0 && reservedBytes <= memoryBytes,
        "reserved: %s bytes (expected: 0 to %s, the group's memory)",
        reservedBytes,
        memoryBytes);
    checkNotNull(policy, "policy");
    checkArgument(
        maxValueBytes >= 1 && maxValueBytes <= Limits.VALUE_BYTES,
        "max-value: %s bytes (expected: 1 to %s, 1 MiB)",
        maxValueBytes,
        Limits.VALUE_BYTES);
    checkNotNull(freshness, "freshness");
    checkNotNull(loads, "loads");
    checkNotNull(consistency, "consistency");
    checkNotNull(source, "source");
  }

  /** Everything at its default, and no source. */
  public static GroupSettings defaults() {
    return new GroupSettings(
        DEFAULT_MEMORY_BYTES,
        0,
        PolicySettings.DEFAULT,
        Limits.VALUE_BYTES,
        Freshness.DEFAULT,
        LoadSettings.DEFAULT,
        Consistency.AVAILABLE,
        Optional.empty());
  }

  /** The same, but from this source. */
  public GroupSettings from(SourceSettings other) {
    return new GroupSettings(
        memoryBytes,
        reservedBytes,
        policy,
        maxValueBytes,
        freshness,
        loads,
        consistency,
        Optional.of(other));
  }

  /** The same, but as fresh as this. */
  public GroupSettings as(Freshness other) {
    return new GroupSettings(
        memoryBytes, reservedBytes, policy, maxValueBytes, other, loads, consistency, source);
  }
}
