package io.cashew.config;

import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.LoadSettings;
import io.cashew.group.PolicySettings;
import io.cashew.group.SourceSettings;
import io.cashew.operation.Limits;
import java.util.List;
import java.util.Optional;

/** How groups are written in a configuration: the section {@code groups}, one section per group. */
final class GroupsConfig {
  private final List<String> names;
  private final List<ConnectionSettings> connections;

  private GroupsConfig(List<String> names, List<ConnectionSettings> connections) {
    this.names = names;
    this.connections = connections;
  }

  /**
   * Reads all groups.
   *
   * @param names what a group's source may refer to; empty: the connections are kept elsewhere
   * @param connections those of that name that could be read
   */
  static List<GroupSpec> from(
      Settings root, List<String> names, List<ConnectionSettings> connections) {
    return new GroupsConfig(names, connections).groups(root);
  }

  private List<GroupSpec> groups(Settings root) {
    return root.sections("groups").stream()
        .map(group -> group.make(() -> new GroupSpec(group.name(), settings(group))))
        .flatMap(Optional::stream)
        .toList();
  }

  private GroupSettings settings(Settings group) {
    return new GroupSettings(
        group.bytes("memory", GroupSettings.DEFAULT_MEMORY_BYTES),
        group.bytes("reserved", 0),
        group.policy("policy", PolicySettings.DEFAULT),
        group.bytes("max-value", Limits.VALUE_BYTES),
        freshness(group),
        loads(group),
        group.choice("consistency", Consistency.AVAILABLE),
        source(group));
  }

  private static Freshness freshness(Settings group) {
    Freshness defaults = Freshness.DEFAULT;
    return new Freshness(
        group.duration("ttl", defaults.ttl()),
        percent(group, "ttl-jitter", defaults.ttlJitterPercent()),
        group.duration("negative-ttl", defaults.negativeTtl()),
        group.duration("stale-while-revalidate", defaults.staleWhileRevalidate()),
        group.duration("stale-if-error", defaults.staleIfError()),
        percent(group, "refresh-ahead", defaults.refreshAheadPercent()),
        group.duration("hold-off", defaults.holdOff()));
  }

  private static int percent(Settings group, String key, int otherwise) {
    return group.percent(key, otherwise, Freshness.MAX_PERCENT);
  }

  private static LoadSettings loads(Settings group) {
    LoadSettings defaults = LoadSettings.DEFAULT;
    return new LoadSettings(
        group.duration("load-timeout", defaults.timeout()),
        group.count("load-concurrency", defaults.concurrency(), 1, LoadSettings.MAX_CONCURRENCY),
        group.count("load-queue", defaults.queue(), 0, LoadSettings.MAX_QUEUE),
        group.count("load-retries", defaults.retries(), 0, LoadSettings.MAX_RETRIES),
        group.count(
            "breaker-failures", defaults.breakerFailures(), 0, LoadSettings.MAX_BREAKER_FAILURES));
  }

  private Optional<SourceSettings> source(Settings group) {
    boolean given = group.has("source");
    Settings source = group.section("source");
    return given ? source.make(() -> sourceIn(source)) : Optional.empty();
  }

  private SourceSettings sourceIn(Settings settings) {
    SourceSettings source =
        new SourceSettings(
            connection(settings),
            settings.text("query", ""),
            settings.text("batch-query", ""),
            settings.count(
                "batch-size", SourceSettings.DEFAULT_BATCH_SIZE, 1, SourceSettings.MAX_BATCH_SIZE),
            settings.text("path", ""));
    connections.stream()
        .filter(connection -> connection.name().equals(source.connection()))
        .forEach(connection -> connection.check(source));
    return source;
  }

  private String connection(Settings source) {
    String connection = source.text("connection");
    if (!connection.isEmpty() && !names.isEmpty() && !names.contains(connection)) {
      source.refuse(
          "connection",
          "\"%s\" is not among the sources (expected: %s)"
              .formatted(connection, String.join(", ", names)));
    }
    return connection;
  }
}
