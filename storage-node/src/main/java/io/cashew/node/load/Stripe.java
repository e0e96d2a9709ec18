package io.cashew.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A slice of the table of loads in flight, and the lock of all keys in it. */
final class Stripe {
  final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  final Map<ByteString, Flight> flights = new HashMap<>();

  /** Keys that were changed a moment ago: nothing that is loaded of them is kept. */
  @GuardedBy("lock")
  final KeyTimes heldOff = new KeyTimes(4 << 10);

  /** Keys whose loads in the background failed a moment ago. */
  @GuardedBy("lock")
  final KeyTimes failedLately = new KeyTimes(512);

  /** The load of a key that is in flight and may be joined, or null. */
  @GuardedBy("lock")
  @Nullable Flight joinable(Wanted wanted) {
    Flight running = flights.get(wanted.key());
    return running != null && running.isOf(wanted.since()) && running.mayBeJoined()
        ? running
        : null;
  }

  /** A key is about to be changed: what its load brings is void. */
  @GuardedBy("lock")
  void doom(ByteString key) {
    Flight running = flights.get(key);
    if (running != null) {
      running.doom();
    }
  }

  /** All keys that begin with something are about to be flushed. */
  @GuardedBy("lock")
  void doomAll(ByteString prefix) {
    flights.forEach(
        (key, running) -> {
          if (key.startsWith(prefix)) {
            running.doom();
          }
        });
  }

  /** A table without loads. */
  static Stripe[] table(int stripes) {
    Stripe[] table = new Stripe[stripes];
    Arrays.setAll(table, i -> new Stripe());
    return table;
  }
}
