package io.cashew.cli;

import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonObject;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.LoadCount;
import io.cashew.v1.RequestCount;

/** Counts of a group, a node, or all of them. For one thread. */
final class TopCounts {
  /** The ends that a load can have; the other events are no loads. */
  private static final ImmutableSet<String> LOAD_ENDS =
      ImmutableSet.of("loaded", "absent", "failed", "slow", "refused", "too-large", "cancelled");

  long entries;
  long bytes;
  long hits;
  long misses;
  long loads;
  long gets;
  long sets;
  long deletes;
  long touches;
  long errors;
  long running;
  long waiting;

  /** What a node says of a group. */
  void add(GroupStatistics held) {
    entries += held.getEntries();
    bytes += held.getBytes();
    hits += held.getHits();
    misses += held.getMisses();
    running += held.getLoads().getRunning();
    waiting += held.getLoads().getWaiting();
    for (LoadCount count : held.getLoads().getCountsList()) {
      if (LOAD_ENDS.contains(count.getEvent())) {
        loads += count.getCount();
      }
    }
  }

  /** What the proxy says of some requests. */
  void add(RequestCount requests) {
    long count = requests.getCount();
    switch (requests.getMethod()) {
      case "get" -> gets += count;
      case "set" -> sets += count;
      case "delete" -> deletes += count;
      default -> touches += count;
    }
    if (requests.getOutcome().equals("failed")) {
      errors += count;
    }
  }

  /** What has come since; what a restart has made less counts as nothing. */
  TopCounts since(TopCounts before) {
    TopCounts since = new TopCounts();
    since.entries = entries;
    since.bytes = bytes;
    since.running = running;
    since.waiting = waiting;
    since.hits = Math.max(0, hits - before.hits);
    since.misses = Math.max(0, misses - before.misses);
    since.loads = Math.max(0, loads - before.loads);
    since.gets = Math.max(0, gets - before.gets);
    since.sets = Math.max(0, sets - before.sets);
    since.deletes = Math.max(0, deletes - before.deletes);
    since.touches = Math.max(0, touches - before.touches);
    since.errors = Math.max(0, errors - before.errors);
    return since;
  }

  String ratio() {
    return Figures.percent((double) hits, (double) hits + (double) misses);
  }

  /** What nodes count, by the second. */
  void addMemory(JsonObject object, double seconds) {
    object.addProperty("entries", String.valueOf(entries));
    object.addProperty("bytes", String.valueOf(bytes));
    object.addProperty("hits_per_second", Figures.rounded(hits / seconds));
    object.addProperty("misses_per_second", Figures.rounded(misses / seconds));
    object.addProperty("loads_per_second", Figures.rounded(loads / seconds));
    object.addProperty("loads_running", running);
    object.addProperty("loads_waiting", waiting);
  }

  /** What the proxy counts, by the second. */
  void addRequests(JsonObject object, double seconds) {
    object.addProperty("gets_per_second", Figures.rounded(gets / seconds));
    object.addProperty("sets_per_second", Figures.rounded(sets / seconds));
    object.addProperty("deletes_per_second", Figures.rounded(deletes / seconds));
    object.addProperty("touches_per_second", Figures.rounded(touches / seconds));
    object.addProperty("errors_per_second", Figures.rounded(errors / seconds));
  }
}
