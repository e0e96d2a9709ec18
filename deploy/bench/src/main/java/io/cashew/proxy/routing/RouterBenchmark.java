package io.cashew.proxy.routing;

import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.time.Lanes;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
import org.openjdk.jmh.infra.Blackhole;

/** From an operation to the link of the node that owns its key, on a ring of 4,096 partitions. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterBenchmark {
  private static final int OPERATIONS = 1 << 14;

  @Param({"10", "100", "400"})
  private int nodes = 10;

  private final Operation[] operations = new Operation[OPERATIONS];
  private Router router = router(1);
  private Consumer<Reply> replies = reply -> {};
  private int next;

  @Setup
  public void open(Blackhole told) {
    router = router(nodes);
    replies = told::consume;
    for (int i = 0; i < OPERATIONS; i++) {
      operations[i] =
          new Operation.Get(
              "bench",
              ByteString.copyFromUtf8("user:%027d".formatted(i)),
              Want.VALUE,
              Reach.SOURCE);
    }
  }

  private static Router router(int nodes) {
    Ticker ticker = () -> 0;
    SoonTasks tasks = new SoonTasks();
    return new Router(
        new BenchRing(nodes).follower,
        new OneLane(tasks),
        ticker,
        SleepWatch.start(tasks, ticker),
        new AccessLog(AccessLog.OFF, ticker),
        new RequestCounts("bench", 1, ticker, "bench"::equals));
  }

  @Benchmark
  public void route() {
    router.send(operations[next++ & (OPERATIONS - 1)], 1, replies);
  }

  /** The thread that asks is the only one. */
  private record OneLane(Timers only) implements Lanes {
    @Override
    public int count() {
      return 1;
    }

    @Override
    public int current() {
      return 0;
    }

    @Override
    public Timers timers(int lane) {
      return only;
    }
  }
}
