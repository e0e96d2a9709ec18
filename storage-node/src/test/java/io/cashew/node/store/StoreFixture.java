package io.cashew.node.store;

import com.google.protobuf.ByteString;
import java.time.Duration;

/** A store as the tests fill it: keys are names, and each has a hash of its own. */
final class StoreFixture {
  static final long EPOCH = 7;
  static final Duration FOR_EVER = Duration.ZERO;

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

  /** A value that makes the key's entry weigh this much. */
  static Content filling(ByteString key, long weight) {
    int size = Math.toIntExact(weight - Entry.OVERHEAD_BYTES - key.size());
    return new Content.Value(ByteString.copyFrom(new byte[size]));
  }
}
