package io.cashew.bench.report;

import com.google.common.base.Ascii;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.bench.BenchPlan;
import io.cashew.bench.BenchResult;
import io.cashew.bench.Ending;
import io.cashew.bench.Failure;
import io.cashew.bench.Interval;
import io.cashew.bench.Latency;
import io.cashew.bench.workload.Workload;
import java.time.Duration;
import java.util.Map;

/** A result for programs, whole: the plan, all percentiles, each second. */
public final class JsonReport {
  private JsonReport() {}

  public static JsonObject of(BenchResult result) {
    JsonObject json = new JsonObject();
    json.add("plan", plan(result.plan()));
    json.addProperty("elapsed_s", seconds(result.elapsed()));
    json.addProperty("requests", result.requests());
    json.addProperty("requests_per_second", result.perSecond());
    json.addProperty("keys_per_second", result.keysPerSecond());
    json.addProperty("p50_us", result.latency().p50());
    json.addProperty("p90_us", result.latency().p90());
    json.addProperty("p99_us", result.latency().p99());
    json.addProperty("p999_us", result.latency().p999());
    json.addProperty("max_us", result.latency().max());
    json.add("latency", latency(result.latency()));
    JsonObject byVerb = new JsonObject();
    result.latencyByVerb().forEach((verb, times) -> byVerb.add(lower(verb), latency(times)));
    json.add("latency_by_verb", byVerb);
    result.sinceSent().ifPresent(times -> json.add("latency_since_sent", latency(times)));
    json.add("failed_latency", latency(result.failedLatency()));
    result.hitRatio().ifPresent(ratio -> json.addProperty("hit_ratio", ratio));
    JsonObject endings = new JsonObject();
    result.endings().forEach((verb, ofVerb) -> endings.add(lower(verb), endings(ofVerb)));
    json.add("endings", endings);
    json.add("failures", failures(result));
    json.addProperty("unsent", result.unsent());
    json.add("cpu", cpu(result));
    json.add("intervals", intervals(result));
    return json;
  }

  private static JsonObject plan(BenchPlan plan) {
    Workload workload = plan.workload();
    JsonObject json = new JsonObject();
    json.addProperty("target", plan.target());
    json.addProperty("keys", workload.popularity().keys());
    json.addProperty("popularity", workload.popularity().toString());
    json.addProperty("prefix", workload.prefix());
    json.addProperty("key_bytes", workload.keySize());
    json.addProperty("values", workload.sizes().toString());
    json.addProperty("mix", workload.mix().toString());
    json.addProperty("many", workload.many());
    json.addProperty("misses", lower(workload.misses()));
    json.addProperty("seed", Long.toString(workload.seed()));
    json.addProperty("filled", plan.fill() == BenchPlan.Fill.EVERY_KEY);
    json.addProperty("threads", plan.load().threads());
    json.addProperty("connections", plan.load().connections());
    json.addProperty("outstanding", plan.load().outstanding());
    json.addProperty("pace", plan.load().pace().toString());
    json.addProperty("warm_up_s", seconds(plan.stretch().warmUp()));
    return json;
  }

  private static JsonObject latency(Latency latency) {
    JsonObject json = new JsonObject();
    json.addProperty("count", latency.count());
    json.addProperty("mean_us", latency.mean());
    json.addProperty("p50_us", latency.p50());
    json.addProperty("p90_us", latency.p90());
    json.addProperty("p99_us", latency.p99());
    json.addProperty("p999_us", latency.p999());
    json.addProperty("max_us", latency.max());
    JsonArray points = new JsonArray();
    for (Latency.Point point : latency.points()) {
      JsonArray pair = new JsonArray();
      pair.add(point.percent());
      pair.add(point.micros());
      points.add(pair);
    }
    json.add("percentiles", points);
    return json;
  }

  private static JsonObject endings(Map<Ending, Long> endings) {
    JsonObject json = new JsonObject();
    endings.forEach((ending, keys) -> json.addProperty(lower(ending), keys));
    return json;
  }

  private static JsonObject failures(BenchResult result) {
    JsonObject json = new JsonObject();
    for (Failure failure : result.failures().values()) {
      JsonObject one = new JsonObject();
      one.addProperty("keys", failure.keys());
      one.addProperty("first", failure.first());
      json.add(failure.reason(), one);
    }
    return json;
  }

  private static JsonObject cpu(BenchResult result) {
    JsonObject processes = new JsonObject();
    result
        .processes()
        .forEach(
            (process, used) ->
                processes.addProperty(Long.toString(process), result.microsPerKey(used)));
    JsonObject json = new JsonObject();
    json.add("us_per_key", processes);
    json.addProperty("bench_us_per_key", result.microsPerKey(result.own()));
    json.addProperty("bench_busiest_thread", result.busiest());
    json.addProperty("bench_is_the_limit", result.isBenchTheLimit());
    return json;
  }

  private static JsonArray intervals(BenchResult result) {
    JsonArray array = new JsonArray();
    for (Interval interval : result.intervals()) {
      JsonObject json = new JsonObject();
      json.addProperty("end_s", seconds(interval.end()));
      json.addProperty("requests", interval.requests());
      json.addProperty("requests_per_second", interval.perSecond());
      json.addProperty("failed", interval.failed());
      json.addProperty("p50_us", interval.p50Micros());
      json.addProperty("p99_us", interval.p99Micros());
      json.addProperty("max_us", interval.maxMicros());
      array.add(json);
    }
    return array;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static String lower(Enum<?> constant) {
    return Ascii.toLowerCase(constant.name());
  }
}
