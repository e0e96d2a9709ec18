package io.cashew.system.history;

import static io.cashew.system.history.Violation.Rule.DISHONEST;
import static io.cashew.system.history.Violation.Rule.LOST_SET;
import static io.cashew.system.history.Violation.Rule.REFUSED_SET_READ;
import static io.cashew.system.history.Violation.Rule.STALE_SET;

import io.cashew.status.Reason;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keys without a source: a get finds the last value that was set, or one whose fate was unknown.
 * One client at a time writes a key, so its writes have an order.
 */
final class PlainReads {
  /** Failures that say that nothing was done. */
  private static final Set<Reason> REFUSED =
      EnumSet.of(Reason.IN_FLIGHT, Reason.VALUE_TOO_LARGE, Reason.DRAINING, Reason.NO_RING);

  private final Bounds bounds;
  private final Consumer<Violation> found;

  private PlainReads(Bounds bounds, Consumer<Violation> found) {
    this.bounds = bounds;
    this.found = found;
  }

  static void check(History history, Bounds bounds, Consumer<Violation> found) {
    PlainReads reads = new PlainReads(bounds, found);
    history.byKey(Key.Space.PLAIN).values().forEach(reads::checkKey);
  }

  private void checkKey(List<Event> events) {
    List<Event> writes = events.stream().filter(Event::isWrite).toList();
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < writes.size(); i++) {
      places.put(writes.get(i).version(), i);
    }
    for (Event event : events) {
      if (event.isWrite()) {
        continue;
      }
      int settled = lastSettled(writes, SourcedReads.freshFrom(event));
      if (event.hasFound()) {
        checkFound(event, writes, places.getOrDefault(event.version(), -1), settled);
      } else if (event.ending() instanceof Ending.Absent) {
        checkAbsent(event, writes, settled);
      }
    }
  }

  /** The place of the last write that was acknowledged before a moment; -1 if there is none. */
  private static int lastSettled(List<Event> writes, long at) {
    int low = 0;
    int high = writes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (writes.get(middle).end() < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int place = low - 1;
    while (place >= 0 && !writes.get(place).isAcknowledged()) {
      place--;
    }
    return place;
  }

  private void checkFound(Event read, List<Event> writes, int place, int settled) {
    Event write = place < 0 ? null : writes.get(place);
    if (write == null || write.kind() != Event.Kind.SET || write.start() > read.end()) {
      report(DISHONEST, read, "found a value that nobody had set");
    } else if (write.ending() instanceof Ending.Failed failed
        && REFUSED.contains(failed.reason())) {
      report(REFUSED_SET_READ, read, "found version %d, whose set was refused", write);
    } else if (place < settled
        && (write.isAcknowledged() || isOver(write, writes.subList(place + 1, settled + 1)))) {
      report(
          STALE_SET,
          read,
          "found version %d after version %d was acknowledged",
          write,
          writes.get(settled));
    }
  }

  /** Whether a set of unknown fate can no longer take effect: a later write began long after it. */
  private boolean isOver(Event unknown, List<Event> later) {
    long quiet = unknown.end() + bounds.quiet().toNanos();
    return later.stream().anyMatch(write -> write.isAcknowledged() && write.start() >= quiet);
  }

  private void checkAbsent(Event read, List<Event> writes, int settled) {
    if (bounds.losses() == Bounds.Losses.ALLOWED
        || settled < 0
        || writes.get(settled).kind() == Event.Kind.DELETE) {
      return;
    }
    boolean mayBeDeleted =
        writes.subList(settled + 1, writes.size()).stream()
            .anyMatch(write -> write.kind() == Event.Kind.DELETE && write.start() <= read.end());
    if (!mayBeDeleted) {
      report(
          LOST_SET, read, "found nothing after version %d was acknowledged", writes.get(settled));
    }
  }

  private void report(Violation.Rule rule, Event read, String what, Event... writes) {
    Object[] versions = new Object[writes.length];
    for (int i = 0; i < writes.length; i++) {
      versions[i] = writes[i].version();
    }
    found.accept(new Violation(rule, read.key(), read.start(), what.formatted(versions)));
  }
}
