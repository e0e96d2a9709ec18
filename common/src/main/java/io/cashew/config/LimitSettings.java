package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * What a proxy may have in flight.
 *
 * @param operations of all connections together
 * @param bytes the same, of requests that are not answered and of answers that have not left
 * @param connectionOperations of one connection
 * @param connectionBytes of one connection
 * @param delay what operations that ask no source may take on average within the proxy and its
 *     nodes before further ones are refused; 0: any time
 */
public record LimitSettings(
    int operations, long bytes, int connectionOperations, long connectionBytes, Duration delay) {
  public static final Duration DEFAULT_DELAY = Duration.ofMillis(50);

  static final int LEAST_OPERATIONS = 1;
  static final int MOST_OPERATIONS = 1 << 24;
  private static final int MOST_BY_DEFAULT = 1 << 17;
  private static final int MOST_OF_A_CONNECTION = 1 << 16;

  /** A batch and what surrounds it. */
  private static final long LEAST_BYTES = 16 << 20;

  private static final long HEAP_PER_OPERATION = 4 << 10;
  private static final int PART_OF_HEAP = 4;
  private static final long MOST_BYTES_BY_DEFAULT = 512L << 20;
  private static final long MOST_BYTES_OF_A_CONNECTION = 64L << 20;

  public LimitSettings {
    checkArgument(
        operations >= LEAST_OPERATIONS && operations <= MOST_OPERATIONS,
        "operations: %s (expected: %s to %s)",
        operations,
        LEAST_OPERATIONS,
        MOST_OPERATIONS);
    checkArgument(
        bytes >= LEAST_BYTES,
        "bytes: %s (expected: at least %s)",
        bytes,
        ByteSizes.format(LEAST_BYTES));
    checkArgument(
        connectionOperations >= LEAST_OPERATIONS && connectionOperations <= operations,
        "connection-operations: %s (expected: %s to those of the proxy, %s)",
        connectionOperations,
        LEAST_OPERATIONS,
        operations);
    checkArgument(
        connectionBytes >= LEAST_BYTES && connectionBytes <= bytes,
        "connection-bytes: %s (expected: %s to those of the proxy, %s)",
        connectionBytes,
        ByteSizes.format(LEAST_BYTES),
        ByteSizes.format(bytes));
    Durations.check("delay", delay, Duration.ZERO, Duration.ofSeconds(30));
  }

  /** What suits this process: a quarter of its heap. */
  public static LimitSettings ofThisProcess() {
    return ofHeap(Runtime.getRuntime().maxMemory());
  }

  /** What suits a heap of so many bytes. */
  static LimitSettings ofHeap(long heap) {
    int operations = operations(heap);
    long bytes = bytes(heap);
    return new LimitSettings(
        operations, bytes, ofConnection(operations), ofConnection(bytes), DEFAULT_DELAY);
  }

  /** Reads the section {@code limits}. */
  static LimitSettings from(Settings limits) {
    LimitSettings defaults = ofThisProcess();
    int operations =
        limits.count("operations", defaults.operations, LEAST_OPERATIONS, MOST_OPERATIONS);
    long bytes = limits.bytes("bytes", defaults.bytes);
    int connectionOperations =
        limits.count(
            "connection-operations", ofConnection(operations), LEAST_OPERATIONS, MOST_OPERATIONS);
    long connectionBytes = limits.bytes("connection-bytes", ofConnection(bytes));
    Duration delay = limits.duration("delay", DEFAULT_DELAY);
    return limits
        .make(
            () ->
                new LimitSettings(operations, bytes, connectionOperations, connectionBytes, delay))
        .orElse(defaults);
  }

  private static int operations(long heap) {
    return (int) Math.max(1 << 14, Math.min(MOST_BY_DEFAULT, heap / HEAP_PER_OPERATION));
  }

  private static long bytes(long heap) {
    return Math.max(LEAST_BYTES, Math.min(MOST_BYTES_BY_DEFAULT, heap / PART_OF_HEAP));
  }

  private static int ofConnection(int operations) {
    return Math.max(LEAST_OPERATIONS, Math.min(MOST_OF_A_CONNECTION, operations / 2));
  }

  private static long ofConnection(long bytes) {
    return Math.max(LEAST_BYTES, Math.min(MOST_BYTES_OF_A_CONNECTION, bytes / 2));
  }
}
