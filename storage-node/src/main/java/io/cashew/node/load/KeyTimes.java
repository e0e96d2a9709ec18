package io.cashew.node.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Until when something holds of keys, in memory that does not grow: keys share places, so it may
 * seem to hold of a key for which it was not said, or for longer than was said; never for less.
 * Takes no memory before it is used. Guarded by the lock of its stripe.
 */
final class KeyTimes {
  /** The lowest bits of a hash chose the stripe. */
  private static final int SKIPPED_BITS = 6;

  private final int places; // a power of two
  private long @Nullable [] until;

  KeyTimes(int places) {
    this.places = places;
  }

  /** It holds of the key until then, at the least. */
  void extend(long hash, long toNanos, long nowNanos) {
    long[] known = until;
    if (known == null) {
      known = new long[places];
      Arrays.fill(known, nowNanos);
      until = known;
    }
    int place = place(hash);
    if (toNanos - known[place] > 0) {
      known[place] = toNanos;
    }
  }

  /** It holds of all keys until then, at the least. */
  void extendAll(long toNanos, long nowNanos) {
    extend(0, toNanos, nowNanos);
    long[] known = until;
    for (int place = 0; known != null && place < known.length; place++) {
      if (toNanos - known[place] > 0) {
        known[place] = toNanos;
      }
    }
  }

  boolean holds(long hash, long nowNanos) {
    long[] known = until;
    return known != null && known[place(hash)] - nowNanos > 0;
  }

  private int place(long hash) {
    return (int) (hash >>> SKIPPED_BITS) & (places - 1);
  }
}
