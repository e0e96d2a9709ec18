package io.cashew.proxy.tally;

import io.cashew.operation.Reply;
import io.cashew.tally.Bounds;
import io.cashew.tally.Distribution;
import io.cashew.tally.Histogram;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How long timed requests of a door took on one lane, by method and outcome; finer than metrics
 * tell it. The lane writes; any thread may read.
 */
final class LaneTimes {
  private static final Method[] METHODS = Method.values();
  private static final int OUTCOMES = Result.OUTCOME_NAMES.size();

  private final AtomicReferenceArray<@Nullable Histogram> cells =
      new AtomicReferenceArray<>(METHODS.length * OUTCOMES);

  /** By the lane. */
  @SuppressWarnings("EnumOrdinal") // within this process; stored nowhere
  void record(Method method, Reply reply, long nanos) {
    int cell = method.ordinal() * OUTCOMES + Result.outcomeIndexOf(reply);
    Histogram times = cells.getPlain(cell);
    if (times == null) {
      times = new Histogram(Bounds.FINE_TIMES);
      cells.setRelease(cell, times);
    }
    times.record(nanos);
  }

  /** Tells of each method and outcome there was. Any thread. */
  void forEach(Visitor visitor) {
    for (int cell = 0; cell < cells.length(); cell++) {
      Histogram times = cells.getAcquire(cell);
      if (times != null) {
        visitor.timed(
            METHODS[cell / OUTCOMES], Result.OUTCOME_NAMES.get(cell % OUTCOMES), times.read());
      }
    }
  }

  interface Visitor {
    void timed(Method method, String outcome, Distribution times);
  }
}
