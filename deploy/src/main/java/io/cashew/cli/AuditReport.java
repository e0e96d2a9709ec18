package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.config.Durations;
import io.cashew.v1.CompareKeyReply;
import io.cashew.v1.Comparison;
import io.cashew.v1.Comparison.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What an audit has found, and what that comes to. For one thread. */
final class AuditReport {
  private static final int SHOWN = 20;

  /** How old stale entries are, at most; and one more, for all that are older. */
  private static final List<Duration> AGES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1));

  private final String group;
  private final Duration maxAge;
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private final int[] staleByAge = new int[AGES.size() + 1];
  private final List<Outdated> outdated = new ArrayList<>();
  private int sampled;
  private int unanswered;

  /** {@code maxAge}: entries that are younger may be stale. */
  AuditReport(String group, Duration maxAge) {
    this.group = group;
    this.maxAge = maxAge;
  }

  /** A key was compared. */
  void add(ByteString key, CompareKeyReply reply) {
    Comparison comparison = reply.getComparison();
    sampled++;
    verdicts.merge(comparison.getVerdict(), 1, Integer::sum);
    if (isOutdated(comparison.getVerdict())) {
      staleByAge[bucketOf(comparison.getAgeMs())]++;
      outdated.add(new Outdated(key, reply.getNode(), comparison));
    }
  }

  /** A key's owner could not be asked. */
  void addUnanswered() {
    sampled++;
    unanswered++;
  }

  private static boolean isOutdated(Verdict verdict) {
    return verdict == Verdict.STALE || verdict == Verdict.GONE;
  }

  private static int bucketOf(long ageMillis) {
    int bucket = 0;
    while (bucket < AGES.size() && ageMillis > AGES.get(bucket).toMillis()) {
      bucket++;
    }
    return bucket;
  }

  private int count(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }

  private long beyond() {
    return outdated.stream().filter(this::isBeyond).count();
  }

  private boolean isBeyond(Outdated found) {
    return found.comparison().getAgeMs() > maxAge.toMillis();
  }

  ExitCode exitCode() {
    int failed = count(Verdict.SOURCE_FAILED) + unanswered;
    if (beyond() > 0) {
      return ExitCode.PARTIAL;
    }
    return sampled > 0 && failed == sampled ? ExitCode.UNAVAILABLE : ExitCode.OK;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "sampled", sampled);
    line(text, "equal", count(Verdict.EQUAL));
    line(text, "stale", count(Verdict.STALE));
    line(text, "gone", count(Verdict.GONE));
    line(text, "not compared", count(Verdict.NOT_COMPARED));
    line(text, "source failed", count(Verdict.SOURCE_FAILED));
    line(text, "no answer", unanswered);
    line(text, "beyond " + Durations.format(maxAge), beyond());
    if (!outdated.isEmpty()) {
      text.append("\n").append(ages()).append("\n").append(keys());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, long count) {
    text.append("%-14s %,d%n".formatted(name, count));
  }

  private Table ages() {
    Table table = new Table("AGE", "STALE OR GONE");
    for (int i = 0; i < staleByAge.length; i++) {
      table.row(age(i), "%,d".formatted(staleByAge[i]));
    }
    return table;
  }

  private static String age(int bucket) {
    return bucket < AGES.size()
        ? "to " + Durations.format(AGES.get(bucket))
        : "over " + Durations.format(AGES.get(bucket - 1));
  }

  private Table keys() {
    Table table = new Table("KEY", "NODE", "FOUND", "AGE", "TTL LEFT", "BEYOND");
    for (Outdated found : oldest()) {
      Comparison comparison = found.comparison();
      table.row(
          Bytes.oneLine(found.key()),
          found.node(),
          comparison.getVerdict() == Verdict.GONE ? "gone" : "stale",
          seconds(comparison.getAgeMs()),
          comparison.getTtlLeftMs() == 0 ? "-" : seconds(comparison.getTtlLeftMs()),
          isBeyond(found) ? "yes" : "no");
    }
    return table;
  }

  private List<Outdated> oldest() {
    return outdated.stream()
        .sorted(
            Comparator.comparingLong((Outdated found) -> found.comparison().getAgeMs()).reversed())
        .limit(SHOWN)
        .toList();
  }

  private static String seconds(long millis) {
    return millis < 1_000 ? millis + "ms" : "%,ds".formatted(millis / 1_000);
  }

  JsonObject json() {
    JsonObject object = new JsonObject();
    object.addProperty("group", group);
    object.addProperty("sampled", sampled);
    object.addProperty("equal", count(Verdict.EQUAL));
    object.addProperty("stale", count(Verdict.STALE));
    object.addProperty("gone", count(Verdict.GONE));
    object.addProperty("not_compared", count(Verdict.NOT_COMPARED));
    object.addProperty("source_failed", count(Verdict.SOURCE_FAILED));
    object.addProperty("no_answer", unanswered);
    object.addProperty("max_age_ms", String.valueOf(maxAge.toMillis()));
    object.addProperty("beyond", beyond());
    JsonObject ages = new JsonObject();
    for (int i = 0; i < staleByAge.length; i++) {
      ages.addProperty(age(i).replace(' ', '_'), staleByAge[i]);
    }
    object.add("stale_by_age", ages);
    JsonArray keys = new JsonArray();
    for (Outdated found : oldest()) {
      JsonObject key = new JsonObject();
      Bytes.add(key, "key", found.key());
      key.addProperty("node", found.node());
      key.addProperty("gone", found.comparison().getVerdict() == Verdict.GONE);
      key.addProperty("age_ms", String.valueOf(found.comparison().getAgeMs()));
      key.addProperty("ttl_left_ms", String.valueOf(found.comparison().getTtlLeftMs()));
      key.addProperty("beyond", isBeyond(found));
      keys.add(key);
    }
    object.add("keys", keys);
    return object;
  }

  private record Outdated(ByteString key, String node, Comparison comparison) {}
}
