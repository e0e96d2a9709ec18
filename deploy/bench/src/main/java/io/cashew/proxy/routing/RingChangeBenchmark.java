package io.cashew.proxy.routing;

import com.google.protobuf.ByteString;
import io.cashew.cluster.RingCodec;
import io.cashew.cluster.Versioned;
import io.cashew.ring.Ring;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A ring of 4,096 partitions and 400 nodes changes, because a node joined: from the record's bytes
 * to a table that requests are routed by. Once in each JVM, in which the first ring was applied
 * before and nothing else: that is how a proxy meets its first change.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(10)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class RingChangeBenchmark {
  private static final int NODES = 400;

  private BenchRing ring = new BenchRing(1);
  private ByteString record = ByteString.EMPTY;

  @Setup(Level.Iteration)
  public void prepare() {
    ring = new BenchRing(NODES);
    record = ring.afterAnotherNodeJoined();
  }

  /** The whole way. */
  @Benchmark
  public Ring applyFirst() {
    ring.put(record);
    return ring.ring();
  }

  /** The whole way, as it is after many changes. */
  @Benchmark
  @Fork(2)
  @Warmup(iterations = 200)
  @Measurement(iterations = 50)
  public Ring applyWarm() {
    ring.put(record);
    return ring.ring();
  }

  /** Of that, from bytes to a ring. */
  @Benchmark
  @Fork(2)
  @Warmup(iterations = 200)
  @Measurement(iterations = 50)
  public Ring decodeWarm() {
    return RingCodec.decode(new Versioned(record, 2));
  }
}
