package io.cashew.bench;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many keys failed for which reason. Thread-safe: answers may come on any thread. */
final class FailureCounts {
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  private record Count(String message, LongAdder times) {}

  void add(String reason, String message) {
    counts.computeIfAbsent(reason, unused -> new Count(message, new LongAdder())).times.increment();
  }

  /** One of them. */
  Optional<Failure> any() {
    return byReason().values().stream().findFirst();
  }

  /** In the order of the reasons' names. */
  Map<String, Failure> byReason() {
    Map<String, Failure> failures = new TreeMap<>();
    counts.forEach(
        (reason, count) ->
            failures.put(reason, new Failure(reason, count.times.sum(), count.message)));
    return failures;
  }
}
