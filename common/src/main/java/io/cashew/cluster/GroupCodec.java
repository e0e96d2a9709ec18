package io.cashew.cluster;

import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.LoadSettings;
import io.cashew.group.PolicySettings;
import io.cashew.group.SourceSettings;
import io.cashew.internal.v1.DroppedGroup;
import java.time.Duration;
import java.util.Optional;

/** A group's settings, as they stand in the cluster store and as the admin service shows them. */
public final class GroupCodec {
  private GroupCodec() {}

  public static ByteString encode(GroupSpec group) {
    return message(group.settings()).toByteString();
  }

  /**
   * The group that stands under a name.
   *
   * @throws UnreadableRecordException if it is malformed, or a setting is out of range
   */
  public static GroupSpec decode(String name, ByteString stored) {
    return Records.decode(
        "settings of group " + name,
        stored,
        io.cashew.v1.GroupSettings.parser(),
        message -> new GroupSpec(name, settings(message)));
  }

  /** What stands under the name of a group that was dropped: nobody's first suggestion any more. */
  public static ByteString dropped() {
    return DroppedGroup.newBuilder().setDropped(true).build().toByteString();
  }

  /** Whether what stands under a name says that the group was dropped. */
  public static boolean isDropped(ByteString stored) {
    return stored.equals(dropped());
  }

  /** The settings as a message. */
  public static io.cashew.v1.GroupSettings message(GroupSettings settings) {
    io.cashew.v1.GroupSettings.Builder message =
        io.cashew.v1.GroupSettings.newBuilder()
            .setMemoryBytes(settings.memoryBytes())
            .setMaxValueBytes(settings.maxValueBytes())
            .setPolicy(settings.policy().toString())
            .setReservedBytes(settings.reservedBytes())
            .setConsistency(
                switch (settings.consistency()) {
                  case AVAILABLE -> io.cashew.v1.GroupSettings.Consistency.AVAILABLE;
                  case STRICT -> io.cashew.v1.GroupSettings.Consistency.STRICT;
                });
    put(settings.freshness(), message);
    put(settings.loads(), message);
    settings
        .source()
        .ifPresent(
            source ->
                message
                    .getSourceBuilder()
                    .setConnection(source.connection())
                    .setQuery(source.query())
                    .setBatchQuery(source.batchQuery())
                    .setBatchSize(source.batchSize())
                    .setPath(source.path()));
    return message.build();
  }

  private static void put(Freshness freshness, io.cashew.v1.GroupSettings.Builder message) {
    message
        .setTtlMs(freshness.ttl().toMillis())
        .setTtlJitterPercent(freshness.ttlJitterPercent())
        .setNegativeTtlMs(freshness.negativeTtl().toMillis())
        .setStaleWhileRevalidateMs(freshness.staleWhileRevalidate().toMillis())
        .setStaleIfErrorMs(freshness.staleIfError().toMillis())
        .setRefreshAheadPercent(freshness.refreshAheadPercent())
        .setHoldOffMs(freshness.holdOff().toMillis());
  }

  private static void put(LoadSettings loads, io.cashew.v1.GroupSettings.Builder message) {
    message
        .setLoadTimeoutMs(loads.timeout().toMillis())
        .setLoadConcurrency(loads.concurrency())
        .setLoadQueue(loads.queue())
        .setLoadRetries(loads.retries())
        .setBreakerFailures(loads.breakerFailures());
  }

  /**
   * The settings a message stands for. What must not be 0 or empty and is has its default.
   *
   * @throws IllegalArgumentException if a setting is out of range, or there is no such policy
   */
  public static GroupSettings settings(io.cashew.v1.GroupSettings message) {
    GroupSettings defaults = GroupSettings.defaults();
    return new GroupSettings(
        orElse(message.getMemoryBytes(), defaults.memoryBytes()),
        message.getReservedBytes(),
        message.getPolicy().isEmpty()
            ? defaults.policy()
            : PolicySettings.parse(message.getPolicy()),
        orElse(message.getMaxValueBytes(), defaults.maxValueBytes()),
        freshness(message),
        loads(message),
        consistency(message),
        source(message));
  }

  private static Freshness freshness(io.cashew.v1.GroupSettings message) {
    return new Freshness(
        Duration.ofMillis(message.getTtlMs()),
        message.hasTtlJitterPercent()
            ? message.getTtlJitterPercent()
            : Freshness.DEFAULT.ttlJitterPercent(),
        Duration.ofMillis(message.getNegativeTtlMs()),
        Duration.ofMillis(message.getStaleWhileRevalidateMs()),
        Duration.ofMillis(message.getStaleIfErrorMs()),
        message.getRefreshAheadPercent(),
        Duration.ofMillis(message.getHoldOffMs()));
  }

  private static LoadSettings loads(io.cashew.v1.GroupSettings message) {
    LoadSettings defaults = LoadSettings.DEFAULT;
    return new LoadSettings(
        Duration.ofMillis(orElse(message.getLoadTimeoutMs(), defaults.timeout().toMillis())),
        message.getLoadConcurrency() == 0 ? defaults.concurrency() : message.getLoadConcurrency(),
        message.hasLoadQueue() ? message.getLoadQueue() : defaults.queue(),
        message.getLoadRetries(),
        message.hasBreakerFailures() ? message.getBreakerFailures() : defaults.breakerFailures());
  }

  private static Consistency consistency(io.cashew.v1.GroupSettings message) {
    return switch (message.getConsistency()) {
      case AVAILABLE -> Consistency.AVAILABLE;
      case STRICT -> Consistency.STRICT;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "consistency: %d (expected: AVAILABLE or STRICT)"
                  .formatted(message.getConsistencyValue()));
    };
  }

  private static long orElse(long value, long instead) {
    return value == 0 ? instead : value;
  }

  private static Optional<SourceSettings> source(io.cashew.v1.GroupSettings message) {
    return message.hasSource() ? Optional.of(source(message.getSource())) : Optional.empty();
  }

  private static SourceSettings source(io.cashew.v1.SourceSettings message) {
    return new SourceSettings(
        message.getConnection(),
        message.getQuery(),
        message.getBatchQuery(),
        message.getBatchSize() == 0 ? SourceSettings.DEFAULT_BATCH_SIZE : message.getBatchSize(),
        message.getPath());
  }
}
