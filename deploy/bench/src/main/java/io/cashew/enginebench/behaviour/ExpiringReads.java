package io.cashew.enginebench.behaviour;

import com.google.protobuf.ByteString;
import io.cashew.enginebench.workload.Draw;
import io.cashew.enginebench.workload.Memory;
import io.cashew.enginebench.workload.RequestKey;
import io.cashew.node.store.Content;
import io.cashew.node.store.Reading;
import io.cashew.node.store.Store;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A thread that reads keys of its own, stores them anew when they are gone, and knows from clock
 * readings of its own between which two instants each must end.
 */
final class ExpiringReads implements Callable<ExpiringReads.Tally> {
  private static final int KEYS = 100_000;
  private static final int LEAST_MILLIS = 100;
  private static final int GREATEST_MILLIS = 10_000;

  /** Times to live are kept to the millisecond below, and so is the time of storing. */
  private static final long TOLERANCE = TimeUnit.MILLISECONDS.toNanos(3);

  private final Store store;
  private final long count;
  private final Draw draw;
  private final Draw ttls;
  private final RequestKey[] keys = new RequestKey[KEYS];
  private final long[] earliestEnd = new long[KEYS];
  private final long[] latestEnd = new long[KEYS];
  private final Content content = new Content.Value(ByteString.copyFrom(new byte[100]));
  private final long start = System.nanoTime();

  ExpiringReads(Store store, long thread, long count) {
    this.store = store;
    this.count = count;
    this.draw = Draw.uniform(KEYS, thread);
    this.ttls = Draw.logUniform(LEAST_MILLIS, GREATEST_MILLIS, thread);
    Arrays.setAll(keys, i -> RequestKey.numbered(thread * KEYS + i));
  }

  @Override
  public Tally call() {
    Reading reading = new Reading();
    long hits = 0;
    long expiredServed = 0;
    long goneEarly = 0;
    for (long i = 0; i < count; i++) {
      int number = draw.next();
      RequestKey key = keys[number];
      long before = now();
      if (store.read(key.hash(), key.bytes(), Memory.TAG, reading)) {
        hits++;
        if (before >= latestEnd[number]) {
          expiredServed++;
        }
      } else {
        if (now() < earliestEnd[number] - TOLERANCE) {
          goneEarly++;
        }
        put(number, key);
      }
    }
    return new Tally(count, hits, expiredServed, goneEarly);
  }

  private void put(int number, RequestKey key) {
    Duration ttl = Duration.ofMillis(ttls.next());
    earliestEnd[number] = now() + ttl.toNanos();
    long unused = store.store(key.hash(), key.bytes(), content, Memory.TAG, ttl);
    latestEnd[number] = now() + ttl.toNanos();
  }

  private long now() {
    return System.nanoTime() - start;
  }

  /** What was read. */
  record Tally(long reads, long hits, long expiredServed, long goneEarly) {
    static final Tally NONE = new Tally(0, 0, 0, 0);

    Tally plus(Tally other) {
      return new Tally(
          reads + other.reads,
          hits + other.hits,
          expiredServed + other.expiredServed,
          goneEarly + other.goneEarly);
    }
  }
}
