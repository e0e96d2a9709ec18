package io.cashew.config;

import io.cashew.group.Consistency;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.PolicySettings;
import io.cashew.group.SourceSettings;
import io.cashew.operation.Limits;
import java.util.List;
import java.util.Optional;

/** How groups are written in a configuration: the section {@code groups}, one section per group. */
final class GroupsConfig {
  private static final int MAX_LOAD_CONCURRENCY = 10_000;

  private GroupsConfig() {}

  /**
   * Reads all groups.
   *
   * @param connections the names a group's source may refer to; empty: they are kept elsewhere
   */
  static List<GroupSpec> from(Settings root, List<String> connections) {
    return root.sections("groups").stream()
        .map(group -> group.make(() -> new GroupSpec(group.name(), settings(group, connections))))
        .flatMap(Optional::stream)
        .toList();
  }

  private static GroupSettings settings(Settings group, List<String> connections) {
    return new GroupSettings(
        group.bytes("memory", GroupSettings.DEFAULT_MEMORY_BYTES),
        group.bytes("reserved", 0),
        group.policy("policy", PolicySettings.DEFAULT),
        group.duration("ttl", GroupSettings.DEFAULT_TTL),
        group.duration("negative-ttl", GroupSettings.DEFAULT_NEGATIVE_TTL),
        group.bytes("max-value", Limits.VALUE_BYTES),
        group.duration("load-timeout", GroupSettings.DEFAULT_LOAD_TIMEOUT),
        group.count(
            "load-concurrency", GroupSettings.DEFAULT_LOAD_CONCURRENCY, 1, MAX_LOAD_CONCURRENCY),
        group.choice("consistency", Consistency.AVAILABLE),
        source(group, connections));
  }

  private static Optional<SourceSettings> source(Settings group, List<String> connections) {
    boolean given = group.has("source");
    Settings source = group.section("source");
    return given
        ? source.make(
            () -> new SourceSettings(connection(source, connections), source.text("query")))
        : Optional.empty();
  }

  private static String connection(Settings source, List<String> connections) {
    String connection = source.text("connection");
    if (!connection.isEmpty() && !connections.isEmpty() && !connections.contains(connection)) {
      source.refuse(
          "connection",
          "\"%s\" is not among the sources (expected: %s)"
              .formatted(connection, String.join(", ", connections)));
    }
    return connection;
  }
}
