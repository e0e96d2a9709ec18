package io.cashew.node.source;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.status.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many loads have their turn at once, and so many more wait. Thread-safe; runs what it is
 * given on the thread that asks for the turn or gives one back.
 */
public final class Turns {
  private final int atOnce;
  private final int queueLength;

  @GuardedBy("this")
  private final Map<Load, Runnable> waiting = new LinkedHashMap<>();

  @GuardedBy("this")
  private int taken;

  public Turns(int atOnce, int queueLength) {
    this.atOnce = atOnce;
    this.queueLength = queueLength;
  }

  /**
   * Runs a task when it is the load's turn, unless the load is over by then. Who runs calls {@link
   * #giveBack} once. A load for which there is no room fails.
   */
  public void take(Load load, Runnable task) {
    switch (admit(load, task)) {
      case RUNS -> task.run();
      case WAITS -> load.whenOver(() -> leave(load));
      case REFUSED ->
          load.fail(Reason.IN_FLIGHT, "%,d loads wait for it already".formatted(queueLength));
    }
  }

  /** Ends a turn; the load that has waited longest has it then. */
  public void giveBack() {
    Runnable next = next();
    if (next != null) {
      next.run();
    }
  }

  private synchronized Admission admit(Load load, Runnable task) {
    if (taken < atOnce) {
      taken++;
      return Admission.RUNS;
    }
    if (waiting.size() >= queueLength) {
      return Admission.REFUSED;
    }
    waiting.put(load, task);
    return Admission.WAITS;
  }

  private synchronized void leave(Load load) {
    waiting.remove(load);
  }

  private synchronized @Nullable Runnable next() {
    var first = waiting.entrySet().iterator();
    if (!first.hasNext()) {
      taken--;
      return null;
    }
    Runnable task = first.next().getValue();
    first.remove();
    return task;
  }

  private enum Admission {
    RUNS,
    WAITS,
    REFUSED
  }
}
