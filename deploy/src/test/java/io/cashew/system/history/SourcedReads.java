package io.cashew.system.history;

import static io.cashew.system.history.Violation.Rule.DISHONEST;
import static io.cashew.system.history.Violation.Rule.STALE_READ;

import io.cashew.operation.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An acknowledged delete stays deleted. */
final class SourcedReads {
  private final Map<Long, Load> loads = new HashMap<>();
  private final Consumer<Violation> found;

  private SourcedReads(History history, Consumer<Violation> found) {
    this.found = found;
    history.loads().forEach(load -> loads.put(load.nonce(), load));
  }

  static void check(History history, Consumer<Violation> found) {
    SourcedReads reads = new SourcedReads(history, found);
    history.byKey(Key.Space.SOURCED).values().forEach(reads::checkKey);
  }

  private void checkKey(List<Event> events) {
    Floor floor = new Floor(events);
    for (Event event : events) {
      if (event.ending() instanceof Ending.Absent) {
        report(DISHONEST, event, "found nothing, and the source knows every key");
      } else if (event.hasFound()) {
        checkRead(event, floor);
      }
    }
  }

  private void checkRead(Event read, Floor floor) {
    Load load = loads.get(read.nonce());
    if (load == null || load.version() != read.version() || !load.key().equals(read.key())) {
      report(DISHONEST, read, "found a value that the source never said");
      return;
    }
    long at = freshFrom(read);
    if (read.version() < floor.version(at)) {
      report(
          STALE_READ,
          read,
          "found version %d after a delete that followed version %d was acknowledged"
              .formatted(read.version(), floor.version(at)));
    } else if (load.at() < floor.loadedFrom(at)) {
      report(STALE_READ, read, "found what the source had said before a delete began");
    }
  }

  /** A stand-in may be behind. */
  static long freshFrom(Event read) {
    boolean gutter = read.ending().equals(new Ending.Found(Outcome.GUTTER));
    return gutter ? read.start() - Bounds.GUTTER_LAG.toNanos() : read.start();
  }

  private void report(Violation.Rule rule, Event event, String what) {
    found.accept(new Violation(rule, event.key(), event.start(), what));
  }
}
