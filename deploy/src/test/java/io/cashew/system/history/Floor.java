package io.cashew.system.history;

import java.util.Comparator;
import java.util.List;

/** What acknowledged deletes of one key forbid to a get, by when it starts. Immutable. */
final class Floor {
  private final long[] ends;
  private final long[] versions;
  private final long[] starts;

  /** Of the events of one key. */
  Floor(List<Event> events) {
    List<Event> deletes =
        events.stream()
            .filter(event -> event.kind() == Event.Kind.DELETE && event.isAcknowledged())
            .sorted(Comparator.comparingLong(Event::end))
            .toList();
    ends = deletes.stream().mapToLong(Event::end).toArray();
    versions = highest(deletes.stream().mapToLong(Event::version).toArray());
    starts = highest(deletes.stream().mapToLong(Event::start).toArray());
  }

  /** The lowest version that a get that starts at this moment may find. */
  long version(long at) {
    int count = before(at);
    return count == 0 ? 0 : versions[count - 1];
  }

  /** No get that starts at this moment may find what the source said earlier than this. */
  long loadedFrom(long at) {
    int count = before(at);
    return count == 0 ? Long.MIN_VALUE : starts[count - 1];
  }

  /** Deletes that were acknowledged before a moment. */
  private int before(long at) {
    int low = 0;
    int high = ends.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long[] highest(long[] values) {
    for (int i = 1; i < values.length; i++) {
      values[i] = Math.max(values[i], values[i - 1]);
    }
    return values;
  }
}
