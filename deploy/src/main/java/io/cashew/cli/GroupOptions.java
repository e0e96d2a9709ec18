package io.cashew.cli;

import com.google.common.primitives.Ints;
import io.cashew.config.ByteSizes;
import io.cashew.group.Consistency;
import io.cashew.v1.GroupSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a group is to be: an option for each setting, as the configuration file calls it. */
final class GroupOptions {
  @Option(names = "--memory", paramLabel = "SIZE", description = "Most memory on each node: 64MiB.")
  private @Nullable String memory;

  @Option(
      names = "--reserved",
      paramLabel = "SIZE",
      description = "Memory on each node that no other group can take.")
  private @Nullable String reserved;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "What goes when memory is full: slru, lru, lru-k:k=3, ...")
  private @Nullable String policy;

  @Option(names = "--max-value", paramLabel = "SIZE", description = "The largest value.")
  private @Nullable String maxValue;

  @Option(names = "--ttl", paramLabel = "TIME", description = "How long values live; 0s: no end.")
  private @Nullable Duration ttl;

  @Option(
      names = "--ttl-jitter",
      paramLabel = "PERCENT",
      description = "By how much loaded entries may live shorter, at random.")
  private @Nullable String ttlJitter;

  @Option(
      names = "--negative-ttl",
      paramLabel = "TIME",
      description = "How long the absence of a key is remembered.")
  private @Nullable Duration negativeTtl;

  @Option(
      names = "--stale-while-revalidate",
      paramLabel = "TIME",
      description = "How long after its end a value is answered while it is loaded anew.")
  private @Nullable Duration staleWhileRevalidate;

  @Option(
      names = "--stale-if-error",
      paramLabel = "TIME",
      description = "How long after its end a value is answered if the source fails.")
  private @Nullable Duration staleIfError;

  @Option(
      names = "--refresh-ahead",
      paramLabel = "PERCENT",
      description = "The last part of its life in which a value that is used is loaded anew.")
  private @Nullable String refreshAhead;

  @Option(
      names = "--hold-off",
      paramLabel = "TIME",
      description = "How long after a change of a key nothing loaded is kept for it.")
  private @Nullable Duration holdOff;

  @Option(names = "--load-timeout", paramLabel = "TIME", description = "What a load may take.")
  private @Nullable Duration loadTimeout;

  @Option(
      names = "--load-concurrency",
      paramLabel = "N",
      description = "Loads at once on each node.")
  private @Nullable Integer loadConcurrency;

  @Option(
      names = "--load-queue",
      paramLabel = "N",
      description = "Loads that may wait for their turn on each node.")
  private @Nullable Integer loadQueue;

  @Option(names = "--load-retries", paramLabel = "N", description = "0 or 1.")
  private @Nullable Integer loadRetries;

  @Option(
      names = "--breaker-failures",
      paramLabel = "N",
      description = "Failures in a row after which the source is left alone; 0: never.")
  private @Nullable Integer breakerFailures;

  @Option(names = "--consistency", paramLabel = "WHAT", description = "available or strict.")
  private @Nullable Consistency consistency;

  @Option(
      names = "--source",
      paramLabel = "CONNECTION",
      description = "A source in the nodes' configuration.")
  private @Nullable String source;

  @Option(names = "--query", paramLabel = "SQL", description = "What asks the source for :key.")
  private @Nullable String query;

  @Option(
      names = "--batch-query",
      paramLabel = "SQL",
      description = "What asks a database for several keys at once, :keys; '' for none.")
  private @Nullable String batchQuery;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "How many keys it asks for at once, 1 to 1,000.")
  private @Nullable Integer batchSize;

  @Option(
      names = "--path",
      paramLabel = "TEMPLATE",
      description = "For HTTP: what follows the source's URL, with {key}. For files: a folder.")
  private @Nullable String path;

  @Option(names = "--no-source", description = "Only what is set is found.")
  private boolean noSource;

  /**
   * Puts what was given into settings; returns the names of the fields that this concerns.
   *
   * @throws UsageException if a value is no size, percentage or count
   */
  List<String> into(GroupSettings.Builder to) {
    boolean named =
        source != null || query != null || batchQuery != null || batchSize != null || path != null;
    if (noSource && named) {
      throw new UsageException(
          "--no-source: together with what says how a source is asked (expected: alone)");
    }
    List<String> fields = new ArrayList<>();
    given(memory, "memory_bytes", fields, size("--memory", to::setMemoryBytes));
    given(reserved, "reserved_bytes", fields, size("--reserved", to::setReservedBytes));
    given(policy, "policy", fields, to::setPolicy);
    given(maxValue, "max_value_bytes", fields, size("--max-value", to::setMaxValueBytes));
    given(ttl, "ttl_ms", fields, millis(to::setTtlMs));
    given(
        ttlJitter, "ttl_jitter_percent", fields, percent("--ttl-jitter", to::setTtlJitterPercent));
    given(negativeTtl, "negative_ttl_ms", fields, millis(to::setNegativeTtlMs));
    given(
        staleWhileRevalidate,
        "stale_while_revalidate_ms",
        fields,
        millis(to::setStaleWhileRevalidateMs));
    given(staleIfError, "stale_if_error_ms", fields, millis(to::setStaleIfErrorMs));
    given(
        refreshAhead,
        "refresh_ahead_percent",
        fields,
        percent("--refresh-ahead", to::setRefreshAheadPercent));
    given(holdOff, "hold_off_ms", fields, millis(to::setHoldOffMs));
    given(loadTimeout, "load_timeout_ms", fields, millis(to::setLoadTimeoutMs));
    given(
        loadConcurrency,
        "load_concurrency",
        fields,
        count("--load-concurrency", to::setLoadConcurrency));
    given(loadQueue, "load_queue", fields, count("--load-queue", to::setLoadQueue));
    given(loadRetries, "load_retries", fields, count("--load-retries", to::setLoadRetries));
    given(
        breakerFailures,
        "breaker_failures",
        fields,
        count("--breaker-failures", to::setBreakerFailures));
    given(consistency, "consistency", fields, wanted -> to.setConsistency(message(wanted)));
    given(source, "source.connection", fields, name -> to.getSourceBuilder().setConnection(name));
    given(query, "source.query", fields, text -> to.getSourceBuilder().setQuery(text));
    given(
        batchQuery,
        "source.batch_query",
        fields,
        text -> to.getSourceBuilder().setBatchQuery(text));
    given(
        batchSize,
        "source.batch_size",
        fields,
        count("--batch-size", number -> to.getSourceBuilder().setBatchSize(number)));
    given(path, "source.path", fields, text -> to.getSourceBuilder().setPath(text));
    if (noSource) {
      to.clearSource();
      fields.add("source");
    }
    return fields;
  }

  private static <T> void given(
      @Nullable T value, String field, List<String> fields, Consumer<T> put) {
    if (value != null) {
      put.accept(value);
      fields.add(field);
    }
  }

  private static Consumer<Duration> millis(Consumer<Long> put) {
    return value -> put.accept(value.toMillis());
  }

  private static Consumer<String> size(String option, Consumer<Long> put) {
    return text -> {
      try {
        put.accept(ByteSizes.parse(text));
      } catch (IllegalArgumentException e) {
        throw new UsageException(option + ": " + e.getMessage());
      }
    };
  }

  private static Consumer<String> percent(String option, Consumer<Integer> put) {
    return text -> {
      Integer value =
          Ints.tryParse(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
      if (value == null || value < 0) {
        throw new UsageException("%s: \"%s\" (expected: such as 10%%)".formatted(option, text));
      }
      put.accept(value);
    };
  }

  private static Consumer<Integer> count(String option, Consumer<Integer> put) {
    return value -> {
      if (value < 0) {
        throw new UsageException("%s: %d (expected: 0 or more)".formatted(option, value));
      }
      put.accept(value);
    };
  }

  private static GroupSettings.Consistency message(Consistency wanted) {
    return switch (wanted) {
      case AVAILABLE -> GroupSettings.Consistency.AVAILABLE;
      case STRICT -> GroupSettings.Consistency.STRICT;
    };
  }
}
