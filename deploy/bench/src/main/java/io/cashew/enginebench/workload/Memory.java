package io.cashew.enginebench.workload;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.node.store.Content;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Store;
import io.cashew.node.store.StoreSettings;
import io.cashew.node.store.Stores;
import io.cashew.time.Ticker;
import java.time.Duration;

/** The engine's memory as benchmarks make it. */
public final class Memory {
  /** The tag of all entries: nothing here is about ownership. */
  public static final long TAG = 1;

  private Memory() {}

  /** Memory of a node, divided as a node divides it. */
  public static Stores node(long bytes) {
    return planned(MemoryPlan.of(bytes, Runtime.getRuntime().availableProcessors()));
  }

  /** Memory of a node, divided as said. */
  public static Stores planned(MemoryPlan plan) {
    return new Stores(plan, Ticker.system(), 1);
  }

  /** A group without a reservation. */
  public static Store group(Stores stores, long maxBytes, String policy) {
    return stores.open("bench", new StoreSettings(0, maxBytes, PolicySettings.parse(policy)));
  }

  /** What an entry weighs. */
  public static long weight(int valueBytes) {
    Store store = group(planned(new MemoryPlan(1, 64, 1 << 20)), 1 << 20, "lru");
    RequestKey key = RequestKey.numbered(0);
    Content content = new Content.Value(ByteString.copyFrom(new byte[valueBytes]));
    long unused = store.store(key.hash(), key.bytes(), content, TAG, Duration.ZERO);
    return store.statistics().bytes();
  }
}
