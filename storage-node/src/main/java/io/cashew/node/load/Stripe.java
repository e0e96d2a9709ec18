package io.cashew.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** A slice of the table of loads in flight, and the lock of all keys in it. */
final class Stripe {
  final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  final Map<ByteString, Flight> flights = new HashMap<>();

  /** A key is about to be changed: what its load brings is void. */
  @GuardedBy("lock")
  void doom(ByteString key) {
    Flight running = flights.get(key);
    if (running != null) {
      running.doom();
    }
  }

  /** A table without loads. */
  static Stripe[] table(int stripes) {
    Stripe[] table = new Stripe[stripes];
    Arrays.setAll(table, i -> new Stripe());
    return table;
  }
}
