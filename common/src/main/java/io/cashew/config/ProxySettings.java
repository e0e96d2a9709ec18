package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.net.HostAndPort;
import io.cashew.hash.HashSpec;
import io.cashew.operation.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A proxy.
 *
 * @param id unique among the cluster's proxies
 * @param listen where clients connect
 * @param admin where people and their tools connect; loopback unless said otherwise
 * @param partitions of a ring that this proxy is the first to write: a power of two; an existing
 *     ring keeps its own
 * @param accessLog log one request in so many, on average; 0: none
 * @param defaultDeadline what a request may take that names no deadline; 1 ms to 30 s
 * @param state a directory for the last ring, to start from while the cluster store is out of
 *     reach; empty: none is kept
 * @param resp where Redis clients connect; empty: nowhere
 * @param limits what may be in flight
 * @param adminHttp where it tells by HTTP how it is; empty: nowhere
 * @param loops the threads that do its network work
 * @param http where HTTP clients connect; empty: nowhere
 * @param insight what it remembers of its requests
 */
public record ProxySettings(
    String id,
    HostAndPort listen,
    HostAndPort admin,
    int partitions,
    Duration defaultDeadline,
    int accessLog,
    Optional<Path> state,
    Optional<RespSettings> resp,
    LimitSettings limits,
    Optional<HostAndPort> adminHttp,
    LoopSettings loops,
    Optional<HttpDoorSettings> http,
    InsightSettings insight) {
  public static final HostAndPort DEFAULT_LISTEN = HostAndPort.fromParts("127.0.0.1", 7400);
  public static final HostAndPort DEFAULT_ADMIN = HostAndPort.fromParts("127.0.0.1", 7480);
  public static final int DEFAULT_PARTITIONS = 1024;
  public static final int DEFAULT_ACCESS_LOG = 1000;
  public static final String DEFAULT_STATE = "~/.local/state/cashew";

  /** Keep nothing on disk. */
  public static final String NO_STATE = "none";

  public static final Duration DEFAULT_DEADLINE = Duration.ofMillis(Limits.DEFAULT_DEADLINE_MILLIS);

  public ProxySettings {
    ProcessId.check(id);
    checkArgument(
        listen.getPort() == 0 || !listen.equals(admin),
        "admin: %s (expected: another address than listen)",
        admin);
    checkArgument(
        Integer.bitCount(partitions) == 1
            && partitions >= HashSpec.MIN_PARTITIONS
            && partitions <= HashSpec.MAX_PARTITIONS,
        "partitions: %s (expected: a power of two from %s to %s)",
        partitions,
        HashSpec.MIN_PARTITIONS,
        HashSpec.MAX_PARTITIONS);
    Durations.check(
        "default-deadline",
        defaultDeadline,
        Duration.ofMillis(1),
        Duration.ofMillis(Limits.MAX_DEADLINE_MILLIS));
    checkArgument(accessLog >= 0, "access-log: %s (expected: 0 or more)", accessLog);
    checkNotNull(state, "state");
    checkNotNull(resp, "resp");
    checkNotNull(limits, "limits");
    checkNotNull(adminHttp, "adminHttp");
    checkNotNull(loops, "loops");
    checkNotNull(http, "http");
    checkNotNull(insight, "insight");
  }

  /** With the limits and threads that suit this process, telling nobody how it is by HTTP. */
  public ProxySettings(
      String id,
      HostAndPort listen,
      HostAndPort admin,
      int partitions,
      Duration defaultDeadline,
      int accessLog,
      Optional<Path> state,
      Optional<RespSettings> resp) {
    this(
        id,
        listen,
        admin,
        partitions,
        defaultDeadline,
        accessLog,
        state,
        resp,
        LimitSettings.ofThisProcess(),
        Optional.empty(),
        LoopSettings.ofThisProcess(),
        Optional.empty(),
        InsightSettings.DEFAULT);
  }

  /** Reads the section {@code proxy}. */
  public static ProxySettings from(Settings settings) {
    HostAndPort listen = settings.listenAddress("listen", DEFAULT_LISTEN);
    return new ProxySettings(
        settings.optionalText("id").orElseGet(() -> ProcessId.of("proxy", listen)),
        listen,
        settings.listenAddress("admin", DEFAULT_ADMIN),
        settings.count(
            "partitions", DEFAULT_PARTITIONS, HashSpec.MIN_PARTITIONS, HashSpec.MAX_PARTITIONS),
        settings.duration("default-deadline", DEFAULT_DEADLINE),
        settings.count("access-log", DEFAULT_ACCESS_LOG, 0, Integer.MAX_VALUE),
        state(settings.text("state", DEFAULT_STATE)),
        RespSettings.from(settings),
        LimitSettings.from(settings.section("limits")),
        AdminHttp.from(settings, listen),
        LoopSettings.from(settings),
        HttpDoorSettings.from(settings),
        InsightSettings.from(settings));
  }

  private static Optional<Path> state(String directory) {
    if (directory.equals(NO_STATE)) {
      return Optional.empty();
    }
    String home = System.getProperty("user.home");
    return Optional.of(
        Path.of(directory.startsWith("~/") ? home + directory.substring(1) : directory));
  }

  /** The same, with a door for Redis clients if it has none. */
  public ProxySettings orResp(RespSettings otherwise) {
    return new ProxySettings(
        id,
        listen,
        admin,
        partitions,
        defaultDeadline,
        accessLog,
        state,
        Optional.of(resp.orElse(otherwise)),
        limits,
        adminHttp,
        loops,
        http,
        insight);
  }

  /** The same, with a door for HTTP clients if it has none. */
  public ProxySettings orHttp(HttpDoorSettings otherwise) {
    return new ProxySettings(
        id,
        listen,
        admin,
        partitions,
        defaultDeadline,
        accessLog,
        state,
        resp,
        limits,
        adminHttp,
        loops,
        Optional.of(http.orElse(otherwise)),
        insight);
  }

  /** The same, keeping nothing on disk. */
  public ProxySettings stateless() {
    return new ProxySettings(
        id,
        listen,
        admin,
        partitions,
        defaultDeadline,
        accessLog,
        Optional.empty(),
        resp,
        limits,
        adminHttp,
        loops,
        http,
        insight);
  }

  /** The same, with its admin service elsewhere. */
  public ProxySettings withAdmin(HostAndPort listening) {
    return new ProxySettings(
        id,
        listen,
        listening,
        partitions,
        defaultDeadline,
        accessLog,
        state,
        resp,
        limits,
        adminHttp,
        loops,
        http,
        insight);
  }

  /** The same, under other limits. */
  public ProxySettings within(LimitSettings others) {
    return new ProxySettings(
        id,
        listen,
        admin,
        partitions,
        defaultDeadline,
        accessLog,
        state,
        resp,
        others,
        adminHttp,
        loops,
        http,
        insight);
  }
}
