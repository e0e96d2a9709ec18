package io.cashew.system.history;

import static io.cashew.system.history.Violation.Rule.STAMPEDE;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** However many ask for a key, the source is asked once, and once more for each delete. */
final class Stampedes {
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

  private Stampedes() {}

  static void check(History history, Bounds bounds, Consumer<Violation> found) {
    Map<Key, List<Event>> events = history.byKey(Key.Space.SOURCED);
    history
        .loadsByKey()
        .forEach((key, loads) -> check(loads, events.getOrDefault(key, List.of()), bounds, found));
  }

  /** Of one key. */
  private static void check(
      List<Load> loads, List<Event> events, Bounds bounds, Consumer<Violation> found) {
    List<Event> deletes =
        events.stream().filter(event -> event.kind() == Event.Kind.DELETE).toList();
    long[] starts = deletes.stream().mapToLong(Event::start).sorted().toArray();
    long[] ends = deletes.stream().mapToLong(Event::end).sorted().toArray();
    int last = 0;
    for (int first = 0; first < loads.size(); first++) {
      long from = loads.get(first).at();
      while (last < loads.size() && loads.get(last).at() <= from + WINDOW) {
        last++;
      }
      int during = countBelow(starts, from + WINDOW) - countBelow(ends, from);
      if (last - first > bounds.loadBurst() + during) {
        found.accept(
            new Violation(
                STAMPEDE,
                loads.get(first).key(),
                from,
                "%d loads within a second, in which it was deleted %d times (expected: <= %d more)"
                    .formatted(last - first, during, bounds.loadBurst())));
        return; // the next windows say the same
      }
    }
  }

  private static int countBelow(long[] sorted, long value) {
    int place = Arrays.binarySearch(sorted, value);
    return place >= 0 ? place : -place - 1;
  }
}
