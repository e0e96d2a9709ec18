package io.cashew.group;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import java.time.Duration;
import java.util.Optional;

/**
 * What a group is.
 *
 * @param memoryBytes the most it may hold on each node: keys, values and overhead together. What it
 *     has above its reservation it shares with the node's other groups. A value that does not fit
 *     is answered and not kept, even if {@code maxValueBytes} allows it
 * @param reservedBytes of {@code memoryBytes}, on each node: what other groups can never take
 * @param policy which entries go when memory is full
 * @param ttl how long a value lives if neither the set nor the source says; zero: until evicted
 * @param negativeTtl how long the absence of a key is remembered; zero: not at all
 * @param maxValueBytes a set of a larger value is refused, a larger loaded value fails the get
 * @param loadTimeout how long a load may take
 * @param loadConcurrency loads that may run at once on each node
 * @param consistency what counts more while the cluster store is out of reach
 * @param source empty: a group without a source, where only what was set is found
 */
public record GroupSettings(
    long memoryBytes,
    long reservedBytes,
    PolicySettings policy,
    Duration ttl,
    Duration negativeTtl,
    long maxValueBytes,
    Duration loadTimeout,
    int loadConcurrency,
    Consistency consistency,
    Optional<SourceSettings> source) {
  /** Memory a group has at the least. */
  public static final long MIN_MEMORY_BYTES = 64 << 10;

  public static final long DEFAULT_MEMORY_BYTES = 64 << 20;
  public static final Duration DEFAULT_TTL = Duration.ofMinutes(10);
  public static final Duration DEFAULT_NEGATIVE_TTL = Duration.ofSeconds(5);
  public static final Duration DEFAULT_LOAD_TIMEOUT = Duration.ofSeconds(5);
  public static final int DEFAULT_LOAD_CONCURRENCY = 64;

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
    checkTtl("ttl", ttl);
    checkTtl("negative-ttl", negativeTtl);
    checkArgument(
        maxValueBytes >= 1 && maxValueBytes <= Limits.VALUE_BYTES,
        "max-value: %s bytes (expected: 1 to %s, 1 MiB)",
        maxValueBytes,
        Limits.VALUE_BYTES);
    checkArgument(
        loadTimeout.compareTo(Duration.ofMillis(1)) >= 0
            && loadTimeout.compareTo(Duration.ofMinutes(5)) <= 0,
        "load-timeout: %s (expected: 1 ms to 5 min)",
        loadTimeout);
    checkArgument(
        loadConcurrency >= 1 && loadConcurrency <= 10_000,
        "load-concurrency: %s (expected: 1 to 10,000)",
        loadConcurrency);
    checkNotNull(consistency, "consistency");
    checkNotNull(source, "source");
  }

  /** Everything at its default, and no source. */
  public static GroupSettings defaults() {
    return new GroupSettings(
        DEFAULT_MEMORY_BYTES,
        0,
        PolicySettings.DEFAULT,
        DEFAULT_TTL,
        DEFAULT_NEGATIVE_TTL,
        Limits.VALUE_BYTES,
        DEFAULT_LOAD_TIMEOUT,
        DEFAULT_LOAD_CONCURRENCY,
        Consistency.AVAILABLE,
        Optional.empty());
  }

  /** The same, but from this source. */
  public GroupSettings from(SourceSettings other) {
    return new GroupSettings(
        memoryBytes,
        reservedBytes,
        policy,
        ttl,
        negativeTtl,
        maxValueBytes,
        loadTimeout,
        loadConcurrency,
        consistency,
        Optional.of(other));
  }

  private static void checkTtl(String name, Duration ttl) {
    checkArgument(
        !ttl.isNegative() && ttl.compareTo(Operation.MAX_TTL) <= 0,
        "%s: %s (expected: 0 to 365 days)",
        name,
        ttl);
  }
}
