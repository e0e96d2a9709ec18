package io.cashew.client.link;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Calls on their way from the threads that begin them to their lane's. Bounded by what may be in
 * flight. Thread-safe.
 *
 * <p>A stack of which all is taken at once (Treiber, 1986): whoever finds it empty knows that the
 * lane has to be woken, and nobody else has to do anything but put a call there.
 */
final class Inbox {
  private final AtomicReference<@Nullable Call> last = new AtomicReference<>();

  /** Puts a call in. Whether it is the first since all was taken: then the lane must be woken. */
  boolean put(Call call) {
    while (true) {
      Call before = last.get();
      call.next = before;
      if (last.compareAndSet(before, call)) {
        return before == null;
      }
    }
  }

  /**
   * Takes all, linked by {@link Call#next} in the order they were put in; null if there are none.
   */
  @Nullable Call takeAll() {
    Call call = last.getAndSet(null);
    Call first = null;
    while (call != null) {
      Call before = call.next;
      call.next = first;
      first = call;
      call = before;
    }
    return first;
  }
}
