package io.cashew.node.store;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.time.Ticker;
import java.time.Duration;

/** A store as the tests fill it: keys are names, and each has a hash of its own. */
final class StoreFixture {
  static final long EPOCH = 7;
  static final Duration FOR_EVER = Duration.ZERO;
  static final int PAGE_BYTES = 4 << 10;

  /** What an entry weighs besides key and value. */
  static final int ENTRY_BYTES = 44;

  private StoreFixture() {}

  static ByteString key(String name) {
    return ByteString.copyFromUtf8(name);
  }

  static long hash(ByteString key) {
    return key.hashCode() * 0x9E3779B97F4A7C15L;
  }

  static Content value(String text) {
    return new Content.Value(ByteString.copyFromUtf8(text));
  }

  /** A value that makes the key's entry weigh this much, a multiple of 4. */
  static Content filling(ByteString key, long weight) {
    int size = Math.toIntExact(weight - ENTRY_BYTES - key.size());
    return new Content.Value(ByteString.copyFrom(new byte[size]));
  }

  /** One shard with so many pages. */
  static Stores stores(int pages, Ticker ticker) {
    return new Stores(new MemoryPlan(1, pages, PAGE_BYTES), ticker, 1);
  }

  /** One shard with memory to spare and pages so large that no value of a test is cut. */
  static Stores stores(Ticker ticker) {
    return new Stores(new MemoryPlan(1, 16, 1 << 20), ticker, 1);
  }

  static StoreSettings upTo(long bytes, PolicySettings.Name policy) {
    return new StoreSettings(0, bytes, PolicySettings.of(policy));
  }
}
