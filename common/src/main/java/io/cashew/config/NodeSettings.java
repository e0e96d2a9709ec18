package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.net.HostAndPort;
import io.cashew.hot.HotKeys;
import io.cashew.ring.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A storage node.
 *
 * @param id unique among the cluster's nodes, and the same after a restart
 * @param listen where proxies and other nodes connect
 * @param advertise what others are told to connect to; empty: {@code listen}
 * @param zone what fails together with this node, such as a rack; may be empty
 * @param weight its share of the partitions, relative to other nodes; 1 to 1,000
 * @param memoryBytes for the entries of all groups, outside of the Java heap; at least 16 MiB
 * @param drain how long a stopping node waits for others to take over; 0 to 10 min
 * @param handoverBytesPerSecond what it lets previous owners send it when partitions move, all
 *     together; at least 64 KiB
 * @param slowLog loads that take as long are logged; zero: none; at most 1 h
 * @param drivers a folder with jars of JDBC drivers that do not come along
 * @param adminHttp where it tells by HTTP how it is; empty: nowhere
 * @param loops the threads that do its network work
 * @param hotKeys one operation in so many is looked at to find the keys that are asked for most; 0:
 *     none
 */
public record NodeSettings(
    String id,
    HostAndPort listen,
    Optional<HostAndPort> advertise,
    String zone,
    int weight,
    long memoryBytes,
    Duration drain,
    long handoverBytesPerSecond,
    Duration slowLog,
    Optional<Path> drivers,
    Optional<HostAndPort> adminHttp,
    LoopSettings loops,
    int hotKeys) {
  public static final HostAndPort DEFAULT_LISTEN = HostAndPort.fromParts("127.0.0.1", 7410);
  public static final long MIN_MEMORY_BYTES = 16 << 20;
  public static final long DEFAULT_MEMORY_BYTES = 1 << 30;
  public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(10);

  public static final long MIN_HANDOVER_RATE = 64 << 10;
  public static final long DEFAULT_HANDOVER_RATE = 32 << 20;

  public static final Duration DEFAULT_SLOW_LOG = Duration.ofMillis(500);

  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::");

  public NodeSettings {
    ProcessId.check(id);
    checkArgument(
        advertise.isPresent() || !WILDCARDS.contains(listen.getHost()),
        "advertise: missing (expected: the host:port at which others reach this node, which"
            + " listens on %s)",
        listen);
    checkArgument(
        zone.length() <= Member.MAX_ZONE_CHARACTERS,
        "zone: \"%s\" (expected: at most %s characters)",
        zone,
        Member.MAX_ZONE_CHARACTERS);
    checkArgument(
        weight >= 1 && weight <= Member.MAX_WEIGHT,
        "weight: %s (expected: 1 to %s)",
        weight,
        Member.MAX_WEIGHT);
    checkArgument(
        memoryBytes >= MIN_MEMORY_BYTES,
        "memory: %s bytes (expected: at least %s, 16 MiB)",
        memoryBytes,
        MIN_MEMORY_BYTES);
    Durations.check("drain", drain, Duration.ZERO, Duration.ofMinutes(10));
    checkArgument(
        handoverBytesPerSecond >= MIN_HANDOVER_RATE,
        "handover-rate: %s bytes (expected: at least %s, 64 KiB)",
        handoverBytesPerSecond,
        MIN_HANDOVER_RATE);
    Durations.check("slow-log", slowLog, Duration.ZERO, Duration.ofHours(1));
    checkNotNull(drivers, "drivers");
    checkNotNull(adminHttp, "adminHttp");
    checkNotNull(loops, "loops");
    HotKeys.checkOneIn(hotKeys);
  }

  /** For a node that has the drivers it needs and tells nobody how it is by HTTP. */
  public NodeSettings(
      String id,
      HostAndPort listen,
      Optional<HostAndPort> advertise,
      String zone,
      int weight,
      long memoryBytes,
      Duration drain,
      long handoverBytesPerSecond,
      Duration slowLog) {
    this(
        id,
        listen,
        advertise,
        zone,
        weight,
        memoryBytes,
        drain,
        handoverBytesPerSecond,
        slowLog,
        Optional.empty(),
        Optional.empty(),
        LoopSettings.ofThisProcess(),
        HotKeys.DEFAULT_ONE_IN);
  }

  /** The same, telling by HTTP how it is, or not. */
  public NodeSettings withAdminHttp(Optional<HostAndPort> where) {
    return new NodeSettings(
        id,
        listen,
        advertise,
        zone,
        weight,
        memoryBytes,
        drain,
        handoverBytesPerSecond,
        slowLog,
        drivers,
        where,
        loops,
        hotKeys);
  }

  /** Reads the section {@code node}. */
  public static NodeSettings from(Settings settings) {
    HostAndPort listen = settings.listenAddress("listen", DEFAULT_LISTEN);
    Optional<HostAndPort> advertise = settings.optionalAddress("advertise");
    return new NodeSettings(
        settings.optionalText("id").orElseGet(() -> ProcessId.of("node", advertise.orElse(listen))),
        listen,
        advertise,
        settings.text("zone", ""),
        settings.count("weight", 1, 1, Member.MAX_WEIGHT),
        settings.bytes("memory", DEFAULT_MEMORY_BYTES),
        settings.duration("drain", DEFAULT_DRAIN),
        settings.bytes("handover-rate", DEFAULT_HANDOVER_RATE),
        settings.duration("slow-log", DEFAULT_SLOW_LOG),
        settings.optionalText("drivers").map(Path::of),
        AdminHttp.from(settings, listen),
        LoopSettings.from(settings),
        InsightSettings.hotKeys(settings));
  }
}
