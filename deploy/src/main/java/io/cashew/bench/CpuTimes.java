package io.cashew.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU time used so far.
 *
 * @param processes by id; those that are gone are missing
 * @param own of this process
 * @param threads of the bench's threads, in nanoseconds
 */
record CpuTimes(Map<Long, Duration> processes, Duration own, List<Long> threads) {
  static CpuTimes now(List<Long> processes, List<Long> threads) {
    Map<Long, Duration> used = new LinkedHashMap<>();
    for (long process : processes) {
      ProcessHandle.of(process)
          .flatMap(handle -> handle.info().totalCpuDuration())
          .ifPresent(total -> used.put(process, total));
    }
    ThreadMXBean beans = ManagementFactory.getThreadMXBean();
    return new CpuTimes(
        used,
        ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO),
        threads.stream().map(beans::getThreadCpuTime).toList());
  }

  /** What was used since then. */
  CpuTimes since(CpuTimes before) {
    Map<Long, Duration> used = new LinkedHashMap<>();
    processes.forEach(
        (process, total) ->
            used.put(process, total.minus(before.processes.getOrDefault(process, total))));
    List<Long> ofThreads = new ArrayList<>();
    for (int i = 0; i < threads.size(); i++) {
      ofThreads.add(threads.get(i) - before.threads.get(i));
    }
    return new CpuTimes(used, own.minus(before.own), ofThreads);
  }

  /** The most that a thread used. */
  long busiest() {
    return threads.stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
