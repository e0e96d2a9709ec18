package io.cashew.enginebench.behaviour;

import com.google.protobuf.ByteString;
import io.cashew.enginebench.Bar;
import io.cashew.enginebench.Figures;
import io.cashew.enginebench.Report;
import io.cashew.enginebench.Table;
import io.cashew.enginebench.workload.Draw;
import io.cashew.enginebench.workload.Memory;
import io.cashew.enginebench.workload.RequestKey;
import io.cashew.node.store.Content;
import io.cashew.node.store.Store;
import io.cashew.node.store.Stores;
import io.cashew.node.store.memory.ArenaStatistics;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keeps memory full of values whose sizes change, and looks at what is left unused and copied. */
@Command(name = "fragmentation", description = "Live bytes and copying with mixed sizes.")
public final class FragmentationCommand implements Callable<Integer> {
  private static final double MIN_LIVE = 0.88;
  private static final double MAX_COPIED = 2.0;
  private static final int LEAST = 40;
  private static final int GREATEST = 8 << 10;
  private static final int MEAN =
      1_550; // of sizes whose logarithm is uniform, and what comes on top
  private static final int WARM_TIMES = 2;
  private static final int TIMES = 3;
  private static final int SAMPLE_EVERY = 20_000;

  @Option(names = "--megabytes", defaultValue = "1024", description = "${DEFAULT-VALUE}.")
  private int megabytes = 1024;

  @Option(
      names = "--policy",
      defaultValue = "slru",
      description = "Of the engine: ${DEFAULT-VALUE}.")
  private String policy = "slru";

  @Override
  public Integer call() {
    Report report =
        new Report("fragmentation: full memory, values of 40 B to 8 KiB that are resized");
    report.say(
        "%s MiB, sizes log-uniform, keys for four times the memory, policy %s"
            .formatted(megabytes, policy));
    report.say(
        "measured while %s times the memory is written, after every key once and %s times the memory"
            .formatted(TIMES, WARM_TIMES));
    Table table =
        new Table("keys", "live/log", "least", "live/limit", "rows+index/limit", "copied/appended");
    int keys = (int) (4L * (megabytes << 20L) / MEAN);
    measure(report, table, "uniform", keys, Draw.uniform(keys, 1));
    measure(report, table, "Zipf 0.99", keys, Draw.zipf(keys, 1));
    report.print(table);
    return report.finish();
  }

  private void measure(Report report, Table table, String name, int count, Draw keys) {
    long bytes = (long) megabytes << 20;
    Stores stores = Memory.node(bytes);
    Store store = Memory.group(stores, bytes, policy);
    Writer writer = new Writer(store, keys);
    writer.fill(count);
    double unused = writer.write(stores, stores.statistics().appended() + WARM_TIMES * bytes);
    ArenaStatistics before = stores.statistics();
    double least = writer.write(stores, before.appended() + TIMES * bytes);
    ArenaStatistics after = stores.statistics();
    double copied =
        (double) (after.copied() - before.copied()) / (after.appended() - before.appended());
    table.row(
        name,
        Figures.text((double) after.live() / after.segments()),
        Figures.text(least),
        Figures.text((double) after.live() / after.limit()),
        Figures.text((double) after.metadata() / after.limit()),
        Figures.text(copied));
    report.judge(name + ": live share of the log, at least", least, Bar.atLeast(MIN_LIVE));
    report.judge(name + ": bytes copied per byte written", copied, Bar.atMost(MAX_COPIED));
  }

  /** Puts values of ever other sizes. */
  private static final class Writer {
    private final Store store;
    private final Draw keys;
    private final Draw sizes = Draw.logUniform(LEAST, GREATEST, 2);
    private final ByteString bytes = ByteString.copyFrom(new byte[GREATEST]);

    Writer(Store store, Draw keys) {
      this.store = store;
      this.keys = keys;
    }

    /** Stores every key once: popular ones alone might never fill the memory. */
    void fill(int count) {
      for (int number = 0; number < count; number++) {
        put(number);
      }
    }

    /** Writes until so much was appended; returns the least share of the log that was alive. */
    double write(Stores stores, long untilAppended) {
      double least = 1;
      for (ArenaStatistics now = stores.statistics();
          now.appended() < untilAppended;
          now = stores.statistics()) {
        for (int i = 0; i < SAMPLE_EVERY; i++) {
          put(keys.next());
        }
        ArenaStatistics then = stores.statistics();
        least = Math.min(least, (double) then.live() / then.segments());
      }
      return least;
    }

    private void put(int number) {
      RequestKey key = RequestKey.numbered(number);
      Content content = new Content.Value(bytes.substring(0, sizes.next()));
      long unused = store.store(key.hash(), key.bytes(), content, Memory.TAG, Duration.ZERO);
    }
  }
}
