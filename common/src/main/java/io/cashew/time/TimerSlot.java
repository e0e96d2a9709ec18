package io.cashew.time;

import com.google.errorprone.annotations.ThreadSafe;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A place for the timer of something that other threads know of before its timer is set, and that
 * may be over by then: a timer that comes too late is cancelled. Filled once.
 */
@ThreadSafe
public final class TimerSlot implements Timers.Timer {
  private static final Timers.Timer CANCELLED = () -> {};

  @SuppressWarnings("Immutable") // timers are thread-safe
  private final AtomicReference<Timers.@Nullable Timer> timer = new AtomicReference<>();

  /** This is the timer. */
  public void fill(Timers.Timer set) {
    if (!timer.compareAndSet(null, set)) {
      set.cancel();
    }
  }

  @Override
  public void cancel() {
    Timers.Timer set = timer.getAndSet(CANCELLED);
    if (set != null) {
      set.cancel();
    }
  }
}
