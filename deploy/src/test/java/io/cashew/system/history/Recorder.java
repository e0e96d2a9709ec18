package io.cashew.system.history;

import com.google.common.collect.ImmutableList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Gathers a history while it happens. Thread-safe; adding never waits. */
public final class Recorder {
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final Queue<Load> loads = new ConcurrentLinkedQueue<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

  public void add(Event event) {
    events.add(event);
  }

  public void add(Load load) {
    loads.add(load);
  }

  /** Notes what was done just now. */
  public void fault(Fault.Kind kind, String what) {
    faults.add(new Fault(kind, what, System.nanoTime()));
  }

  /** Notes that something other than a kill was done just now. */
  public void fault(String what) {
    fault(Fault.Kind.OTHER, what);
  }

  /** What has been gathered so far. */
  public History history() {
    return new History(
        ImmutableList.copyOf(events), ImmutableList.copyOf(loads), ImmutableList.copyOf(faults));
  }
}
