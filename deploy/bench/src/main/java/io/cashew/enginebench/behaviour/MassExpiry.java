package io.cashew.enginebench.behaviour;

import com.google.protobuf.ByteString;
import io.cashew.enginebench.workload.Draw;
import io.cashew.enginebench.workload.Memory;
import io.cashew.enginebench.workload.RequestKey;
import io.cashew.node.store.Content;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Reading;
import io.cashew.node.store.Removal;
import io.cashew.node.store.Store;
import io.cashew.node.store.Stores;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What happened while a million entries of one shard expired within a second. With one shard, a
 * call of {@link Stores#reclaim} is one hold of its lock. Its length by the clock holds also what
 * the machine gave to others meanwhile; its CPU time does not.
 *
 * @param deadShare of all bytes, those of expired entries that were still held two seconds later
 */
record MassExpiry(
    double deadShare,
    double longestHoldCpuMillis,
    double longestHoldMillis,
    long holds,
    long holdsOver2Millis,
    double longestReadMillis,
    double nanosPerEntry) {
  private static final int EXPIRING = 1_000_000;
  private static final int STAYING = 1_000_000;
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);
  private static final long AFTER = TimeUnit.SECONDS.toNanos(2);
  private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long TIME_TO_FILL = TimeUnit.SECONDS.toNanos(30);
  private static final double NANOS_PER_MILLI = 1e6;

  static MassExpiry run(String policy) throws InterruptedException, ExecutionException {
    Stores stores = Memory.planned(new MemoryPlan(1, 512, 1 << 20));
    Store store = Memory.group(stores, 512L << 20, policy);
    warmUp(stores, store);
    long first = System.nanoTime() + TIME_TO_FILL;
    Content content = new Content.Value(ByteString.copyFrom(new byte[100]));
    for (int number = 0; number < EXPIRING + STAYING; number++) {
      Duration ttl =
          number % 2 == 0
              ? Duration.ofHours(1)
              : Duration.ofNanos(first + WINDOW / EXPIRING * (number / 2) - System.nanoTime());
      put(store, number, content, ttl);
    }
    long expiredBefore = store.statistics().removed(Removal.EXPIRED);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Long> longestRead = reader.submit(() -> readUntil(store, first + WINDOW + AFTER));
      Holds holds = reclaimUntil(stores, first, first + WINDOW + AFTER);
      long left = store.statistics().entries() - STAYING;
      long expired = store.statistics().removed(Removal.EXPIRED) - expiredBefore;
      return new MassExpiry(
          (double) left / (EXPIRING + STAYING),
          holds.longestCpu / NANOS_PER_MILLI,
          holds.longest / NANOS_PER_MILLI,
          holds.count,
          holds.overTwoMillis,
          longestRead.get() / NANOS_PER_MILLI,
          (double) holds.cpu / expired);
    } finally {
      reader.shutdown();
    }
  }

  /** So that what is measured has been compiled. */
  private static void warmUp(Stores stores, Store store) {
    Content content = new Content.Value(ByteString.copyFrom(new byte[100]));
    for (int round = 0; round < 5; round++) {
      for (int number = 0; number < 200_000; number++) {
        put(store, -1 - number, content, Duration.ofMillis(1));
        if (number % 5_000 == 0) {
          boolean unused = stores.reclaim(Stores.MAX_RECLAIM);
        }
      }
      while (store.statistics().entries() > 0) {
        boolean unused = stores.reclaim(Stores.MAX_RECLAIM);
      }
    }
  }

  private static void put(Store store, long number, Content content, Duration ttl) {
    RequestKey key = RequestKey.numbered(number);
    long unused = store.store(key.hash(), key.bytes(), content, Memory.TAG, ttl);
  }

  private static long readUntil(Store store, long end) {
    Reading reading = new Reading();
    Draw draw = Draw.uniform(EXPIRING + STAYING, 5);
    long longest = 0;
    long now = System.nanoTime();
    while (now < end) {
      RequestKey key = RequestKey.numbered(draw.next());
      long before = System.nanoTime();
      boolean unused = store.read(key.hash(), key.bytes(), Memory.TAG, reading);
      now = System.nanoTime();
      longest = Math.max(longest, now - before);
      LockSupport.parkNanos(10_000);
    }
    return longest;
  }

  private static Holds reclaimUntil(Stores stores, long start, long end) {
    Holds holds = new Holds();
    while (System.nanoTime() < start) {
      LockSupport.parkNanos(EVERY);
      boolean unused = stores.reclaim(Stores.MAX_RECLAIM);
    }
    while (System.nanoTime() < end) {
      while (holds.measure(stores)) {
        Thread.onSpinWait();
      }
      LockSupport.parkNanos(EVERY);
    }
    return holds;
  }

  /** Lengths of calls. */
  private static final class Holds {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long count;
    private long overTwoMillis;
    private long longest;
    private long longestCpu;
    private long cpu;

    boolean measure(Stores stores) {
      long cpuBefore = threads.getCurrentThreadCpuTime();
      long before = System.nanoTime();
      boolean more = stores.reclaim(Stores.MAX_RECLAIM);
      long took = System.nanoTime() - before;
      long tookCpu = threads.getCurrentThreadCpuTime() - cpuBefore;
      count++;
      longest = Math.max(longest, took);
      longestCpu = Math.max(longestCpu, tookCpu);
      cpu += tookCpu;
      if (took > 2 * NANOS_PER_MILLI) {
        overTwoMillis++;
      }
      return more;
    }
  }
}
