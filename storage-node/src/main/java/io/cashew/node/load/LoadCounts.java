package io.cashew.node.load;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.cashew.tally.Bounds;
import io.cashew.tally.Distribution;
import io.cashew.tally.SharedHistogram;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of a group's loads, whatever its settings meanwhile. Thread-safe. */
final class LoadCounts {
  private final Map<LoadEvent, LongAdder> counts = new EnumMap<>(LoadEvent.class);
  private final SharedHistogram times = new SharedHistogram(Bounds.TIMES);

  LoadCounts() {
    for (LoadEvent event : LoadEvent.values()) {
      counts.put(event, new LongAdder());
    }
  }

  void count(LoadEvent event) {
    LongAdder adder = counts.get(event);
    if (adder != null) { // it is there
      adder.increment();
    }
  }

  /** A load has ended, so long after it began. */
  void ended(LoadEvent outcome, long nanos) {
    count(outcome);
    times.record(nanos);
  }

  /** How long loads took, however they ended. */
  Distribution times() {
    return times.read();
  }

  ImmutableMap<LoadEvent, Long> sums() {
    return Maps.immutableEnumMap(Maps.transformValues(counts, LongAdder::sum));
  }
}
