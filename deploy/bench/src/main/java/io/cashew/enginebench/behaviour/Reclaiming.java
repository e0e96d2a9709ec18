package io.cashew.enginebench.behaviour;

import io.cashew.enginebench.workload.Memory;
import io.cashew.node.store.Store;
import io.cashew.node.store.Stores;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Memory with one group, from which expired entries are dropped every 50 ms as on a node. */
record Reclaiming(Store store, ScheduledExecutorService reclaimer) implements AutoCloseable {
  private static final long EVERY_MILLIS = 50;

  static Reclaiming start(long bytes, String policy) {
    Stores stores = Memory.node(bytes);
    Store store = Memory.group(stores, bytes, policy);
    ScheduledExecutorService reclaimer = Executors.newSingleThreadScheduledExecutor();
    var unused =
        reclaimer.scheduleWithFixedDelay(
            () -> reclaim(stores), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return new Reclaiming(store, reclaimer);
  }

  private static void reclaim(Stores stores) {
    while (stores.reclaim(Stores.MAX_RECLAIM)) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    reclaimer.shutdownNow();
  }
}
