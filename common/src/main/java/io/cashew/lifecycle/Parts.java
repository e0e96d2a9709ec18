package io.cashew.lifecycle;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a process, closed in reverse of the order they were added. A part that fails to
 * close is logged and does not keep the others open. Thread-safe; a second close does nothing.
 */
public final class Parts implements Part {
  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  @GuardedBy("this")
  private final Deque<Part> parts = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean closed;

  /** Adds a part and returns it. A part added after the close is closed at once. */
  @CanIgnoreReturnValue
  public <P extends Part> P add(P part) {
    synchronized (this) {
      if (!closed) {
        parts.push(part);
        return part;
      }
    }
    part.close();
    throw new IllegalStateException("closed while it was being started");
  }

  @Override
  public void close() {
    while (true) {
      Part last;
      synchronized (this) {
        closed = true;
        if (parts.isEmpty()) {
          return;
        }
        last = parts.pop();
      }
      try {
        last.close();
      } catch (RuntimeException e) {
        log.warn("{} did not close cleanly", last, e);
      }
    }
  }
}
