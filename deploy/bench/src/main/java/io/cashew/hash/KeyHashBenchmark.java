package io.cashew.hash;

import com.google.protobuf.ByteString;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a key to its partition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyHashBenchmark {
  private static final int KEYS = 1 << 12;
  private static final int PARTITIONS = 1 << 10;
  private static final String GROUP = "bench";

  /** What the keys look like; all have 32 bytes. */
  @Param({"plain", "tagged"})
  private String keys = "plain";

  private final KeyHash hash = new KeyHash(PARTITIONS, 1);
  private final ByteString[] all = new ByteString[KEYS];
  private int next;

  @Setup
  public void makeKeys() {
    String text = keys.equals("tagged") ? "user:{%016d}:profile" : "user:%027d";
    for (int i = 0; i < KEYS; i++) {
      all[i] = ByteString.copyFromUtf8(text.formatted(i));
    }
  }

  @Benchmark
  public int partition() {
    ByteString key = all[next++ & (KEYS - 1)];
    return hash.partition(GROUP, key, hash.hash(GROUP, key));
  }
}
