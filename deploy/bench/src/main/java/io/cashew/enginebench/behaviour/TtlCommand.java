package io.cashew.enginebench.behaviour;

import io.cashew.enginebench.Bar;
import io.cashew.enginebench.Report;
import io.cashew.enginebench.behaviour.ExpiringReads.Tally;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether entries end when they should, and what it costs when many do at once. */
@Command(name = "ttl", description = "Expired values served, dead bytes, lock holds.")
public final class TtlCommand implements Callable<Integer> {
  private static final int THREADS = 2;
  private static final double MAX_DEAD = 0.01;
  private static final double MAX_HOLD_MILLIS = 2;

  @Option(names = "--reads", defaultValue = "100000000", description = "${DEFAULT-VALUE}.")
  private long reads = 100_000_000;

  @Option(
      names = "--policy",
      defaultValue = "slru",
      description = "Of the engine: ${DEFAULT-VALUE}.")
  private String policy = "slru";

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    Report report = new Report("ttl: entries are gone when they should be");
    report.say("reads on 2 threads of keys with TTLs from 100 ms to 10 s, policy " + policy);
    Tally tally = read();
    report.judge("reads", (double) tally.reads(), Bar.atLeast((double) reads));
    report.note("of them hits", (double) tally.hits());
    report.judge("expired values served", (double) tally.expiredServed(), Bar.atMost(0));
    report.judge("entries gone more than 3 ms early", (double) tally.goneEarly(), Bar.atMost(0));

    report.say(
        "1,000,000 entries that expire within a second beside 1,000,000 that stay, one shard");
    MassExpiry expiry = MassExpiry.run(policy);
    report.judge("dead bytes 2 s later, share", expiry.deadShare(), Bar.atMost(MAX_DEAD));
    report.judge(
        "longest lock hold, CPU ms", expiry.longestHoldCpuMillis(), Bar.atMost(MAX_HOLD_MILLIS));
    report.note("longest lock hold, ms", expiry.longestHoldMillis());
    report.note("lock holds", (double) expiry.holds());
    report.note("of them more than 2 ms by the clock", (double) expiry.holdsOver2Millis());
    report.note("longest read meanwhile, ms", expiry.longestReadMillis());
    report.note("ns of CPU per expired entry", expiry.nanosPerEntry());
    return report.finish();
  }

  private Tally read() throws InterruptedException, ExecutionException {
    try (Reclaiming memory = Reclaiming.start(512L << 20, policy)) {
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      try {
        Stream<ExpiringReads> readers =
            LongStream.range(0, THREADS)
                .mapToObj(thread -> new ExpiringReads(memory.store(), thread, reads / THREADS));
        List<Future<Tally>> tallies = threads.invokeAll(readers.toList());
        Tally sum = Tally.NONE;
        for (Future<Tally> tally : tallies) {
          sum = sum.plus(tally.get());
        }
        return sum;
      } finally {
        threads.shutdown();
      }
    }
  }
}
