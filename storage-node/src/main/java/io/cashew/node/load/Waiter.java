package io.cashew.node.load;

import io.cashew.node.store.Content;
import io.cashew.node.store.Lookup;
import io.cashew.status.CashewException;
import io.cashew.telemetry.Span;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who asked for a key: told once, in one of three ways, on any thread; must not block. */
public interface Waiter {
  /** It is in memory after all: another load finished a moment ago. */
  void found(Lookup.Hit hit);

  /**
   * It was loaded.
   *
   * @param version 0 if it was not kept
   * @param ttl zero: until evicted; meaningless if it was not kept
   */
  void loaded(Content content, long version, Duration ttl, Role role);

  /** What is in memory of it is past its time, and is the answer. */
  void stale(Lookup.Stale old);

  /** It could not be loaded, or not in time. */
  void failed(CashewException failure);

  /** By which span it waits; null: it is not traced. */
  default @Nullable Span span() {
    return null;
  }

  /** The waiter's role in the load. */
  enum Role {
    /** Its request began the load. */
    BEGAN,
    /** The load was in flight already. */
    JOINED
  }
}
