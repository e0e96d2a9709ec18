package io.cashew.cli;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.config.ByteSizes;
import io.cashew.config.Durations;
import io.cashew.v1.ChangeGroupReply;
import io.cashew.v1.Group;
import io.cashew.v1.GroupSettings;
import io.cashew.v1.SourceSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Groups and their changes, for people and for programs. */
final class GroupOutput {
  private GroupOutput() {}

  /** Each setting as the configuration file has it. */
  static Map<String, String> settings(GroupSettings settings) {
    ImmutableMap.Builder<String, String> texts = ImmutableMap.builder();
    texts
        .put("memory", ByteSizes.format(settings.getMemoryBytes()))
        .put("reserved", ByteSizes.format(settings.getReservedBytes()))
        .put("policy", settings.getPolicy())
        .put("max-value", ByteSizes.format(settings.getMaxValueBytes()))
        .put("ttl", time(settings.getTtlMs()))
        .put("ttl-jitter", settings.getTtlJitterPercent() + "%")
        .put("negative-ttl", time(settings.getNegativeTtlMs()))
        .put("stale-while-revalidate", time(settings.getStaleWhileRevalidateMs()))
        .put("stale-if-error", time(settings.getStaleIfErrorMs()))
        .put("refresh-ahead", settings.getRefreshAheadPercent() + "%")
        .put("hold-off", time(settings.getHoldOffMs()))
        .put("load-timeout", time(settings.getLoadTimeoutMs()))
        .put("load-concurrency", String.valueOf(settings.getLoadConcurrency()))
        .put("load-queue", String.valueOf(settings.getLoadQueue()))
        .put("load-retries", String.valueOf(settings.getLoadRetries()))
        .put("breaker-failures", String.valueOf(settings.getBreakerFailures()))
        .put("consistency", consistency(settings))
        .put("source", settings.hasSource() ? settings.getSource().getConnection() : "-");
    SourceSettings source = settings.getSource();
    if (!source.getQuery().isEmpty()) {
      texts.put("query", source.getQuery());
    }
    if (!source.getBatchQuery().isEmpty()) {
      texts
          .put("batch-query", source.getBatchQuery())
          .put("batch-size", String.valueOf(source.getBatchSize()));
    }
    if (!source.getPath().isEmpty()) {
      texts.put("path", source.getPath());
    }
    return texts.buildOrThrow();
  }

  private static String consistency(GroupSettings settings) {
    return settings.getConsistency().name().toLowerCase(Locale.ROOT);
  }

  static String time(long millis) {
    return Durations.format(Duration.ofMillis(millis));
  }

  static JsonObject json(Group group) {
    JsonObject object = json(group.getSettings());
    JsonObject named = new JsonObject();
    named.addProperty("name", group.getName());
    object.entrySet().forEach(entry -> named.add(entry.getKey(), entry.getValue()));
    return named;
  }

  private static JsonObject json(GroupSettings settings) {
    JsonObject object = new JsonObject();
    object.addProperty("memory_bytes", settings.getMemoryBytes());
    object.addProperty("reserved_bytes", settings.getReservedBytes());
    object.addProperty("policy", settings.getPolicy());
    object.addProperty("ttl_ms", settings.getTtlMs());
    object.addProperty("ttl_jitter_percent", settings.getTtlJitterPercent());
    object.addProperty("negative_ttl_ms", settings.getNegativeTtlMs());
    object.addProperty("stale_while_revalidate_ms", settings.getStaleWhileRevalidateMs());
    object.addProperty("stale_if_error_ms", settings.getStaleIfErrorMs());
    object.addProperty("refresh_ahead_percent", settings.getRefreshAheadPercent());
    object.addProperty("hold_off_ms", settings.getHoldOffMs());
    object.addProperty("max_value_bytes", settings.getMaxValueBytes());
    object.addProperty("load_timeout_ms", settings.getLoadTimeoutMs());
    object.addProperty("load_concurrency", settings.getLoadConcurrency());
    object.addProperty("load_queue", settings.getLoadQueue());
    object.addProperty("load_retries", settings.getLoadRetries());
    object.addProperty("breaker_failures", settings.getBreakerFailures());
    object.addProperty("consistency", consistency(settings));
    if (settings.hasSource()) {
      JsonObject source = new JsonObject();
      source.addProperty("connection", settings.getSource().getConnection());
      source.addProperty("query", settings.getSource().getQuery());
      source.addProperty("batch_query", settings.getSource().getBatchQuery());
      source.addProperty("batch_size", settings.getSource().getBatchSize());
      source.addProperty("path", settings.getSource().getPath());
      object.add("source", source);
    }
    return object;
  }

  /** Tells what came of a change; warnings go to where errors go. */
  static void print(Console console, OutputOptions output, String done, ChangeGroupReply change) {
    output.print(console, () -> json(change), () -> text(done, change));
    if (!output.isForPeople()) {
      return;
    }
    change.getWarningsList().forEach(warning -> console.err().println("warning: " + warning));
    if (change.getPendingCount() > 0) {
      console
          .err()
          .printf(
              "warning: not yet in force on %s: it will be as soon as they hear of it%n",
              list(change.getPendingList()));
    }
  }

  private static String text(String done, ChangeGroupReply change) {
    return "%s%n%sin force on %s%n"
        .formatted(
            done,
            change.hasBefore() && change.hasAfter() ? changes(change) : "",
            list(change.getAppliedList()));
  }

  private static String changes(ChangeGroupReply change) {
    Map<String, String> after = settings(change.getAfter());
    StringBuilder text = new StringBuilder();
    settings(change.getBefore())
        .forEach(
            (name, before) -> {
              String now = String.valueOf(after.get(name));
              if (!now.equals(before)) {
                text.append("  %s: %s -> %s%n".formatted(name, before, now));
              }
            });
    return text.isEmpty() ? "  nothing: it was so already%n".formatted() : text.toString();
  }

  private static String list(List<String> nodes) {
    return nodes.isEmpty() ? "no node" : String.join(", ", nodes);
  }

  private static JsonObject json(ChangeGroupReply change) {
    JsonObject object = new JsonObject();
    if (change.hasBefore()) {
      object.add("before", json(change.getBefore()));
    }
    if (change.hasAfter()) {
      object.add("after", json(change.getAfter()));
    }
    object.add("warnings", array(change.getWarningsList()));
    object.add("applied", array(change.getAppliedList()));
    object.add("pending", array(change.getPendingList()));
    return object;
  }

  static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
