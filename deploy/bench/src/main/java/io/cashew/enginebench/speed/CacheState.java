package io.cashew.enginebench.speed;

import com.google.protobuf.ByteString;
import io.cashew.enginebench.workload.RequestKey;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The cache that a benchmark uses, with every key stored once, in no order. */
@State(Scope.Benchmark)
public abstract class CacheState {
  /** How many keys there are. */
  static final int KEYS = 1_000_000;

  static final int VALUE_BYTES = 100;

  @Param({"cashew", "caffeine", "guava"})
  String cache = "";

  @Param("0")
  int ttlSeconds;

  @Param("slru")
  String policy = "";

  private @Nullable Contender contender;

  /** How many entries there is room for. */
  abstract int capacity();

  @Setup
  public void fill() {
    contender =
        Contender.named(cache, capacity(), VALUE_BYTES, Duration.ofSeconds(ttlSeconds), policy);
    Lane lane = lane();
    ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
    int[] order = IntStream.range(0, KEYS).toArray();
    Random random = new Random(1);
    for (int i = KEYS - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int number = order[i];
      order[i] = order[other];
      order[other] = number;
    }
    for (int number : order) {
      lane.put(RequestKey.numbered(number), value);
    }
  }

  Lane lane() {
    if (contender == null) {
      throw new IllegalStateException("the cache is not there yet");
    }
    return contender.lane();
  }

  /** Room for all keys and a tenth more: no cache has to drop any. */
  public static class Roomy extends CacheState {
    @Override
    int capacity() {
      return KEYS + KEYS / 10;
    }
  }

  /** Room for one key in ten. */
  public static class Tight extends CacheState {
    @Override
    int capacity() {
      return KEYS / 10;
    }
  }
}
