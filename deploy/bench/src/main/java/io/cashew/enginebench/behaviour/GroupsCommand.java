package io.cashew.enginebench.behaviour;

import com.google.protobuf.ByteString;
import io.cashew.enginebench.Bar;
import io.cashew.enginebench.Report;
import io.cashew.enginebench.workload.Draw;
import io.cashew.enginebench.workload.Memory;
import io.cashew.enginebench.workload.RequestKey;
import io.cashew.group.PolicySettings;
import io.cashew.node.store.Content;
import io.cashew.node.store.Reading;
import io.cashew.node.store.Store;
import io.cashew.node.store.StoreSettings;
import io.cashew.node.store.StoreStatistics;
import io.cashew.node.store.Stores;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads through one group with a reservation while another is scanned. */
@Command(name = "groups", description = "A scan in one group beside another's reservation.")
public final class GroupsCommand implements Callable<Integer> {
  private static final double MAX_POINTS_LOST = 0.5;
  private static final int SCAN_TIMES = 10;
  private static final int READS_PER_SCANNED = 1;
  private static final int VALUE_BYTES = 100;
  private static final int SAMPLE_EVERY = 10_000;

  @Option(names = "--megabytes", defaultValue = "256", description = "${DEFAULT-VALUE}.")
  private int megabytes = 256;

  @Option(
      names = "--policy",
      defaultValue = "slru",
      description = "Of the engine: ${DEFAULT-VALUE}.")
  private String policy = "slru";

  private final ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
  private final Reading reading = new Reading();

  @Override
  public Integer call() {
    long bytes = (long) megabytes << 20;
    long reserved = bytes / 2;
    long weight = Memory.weight(VALUE_BYTES);
    int keys = (int) (4 * reserved / weight);
    int scanned = (int) (SCAN_TIMES * bytes / weight);
    Stores stores = Memory.node(bytes);
    Store kept =
        stores.open("kept", new StoreSettings(reserved, bytes, PolicySettings.parse(policy)));
    Store scan = stores.open("scan", new StoreSettings(0, bytes, PolicySettings.parse(policy)));
    Report report = new Report("groups: a scan in one group beside another's reservation");
    report.say(
        "%s MiB, half of it reserved for %,d keys by Zipf 0.99; %,d keys scanned; 32 B and 100 B, policy %s"
            .formatted(megabytes, keys, scanned, policy));

    // The share that it keeps of its own is the same before and during: it is held to that.
    stores.configure(kept, new StoreSettings(reserved, reserved, PolicySettings.parse(policy)));
    Draw draw = Draw.zipf(keys, 3);
    double unused = hitRatio(kept, draw, 4 * keys);
    double before = hitRatio(kept, draw, scanned * READS_PER_SCANNED);
    StoreStatistics atStart = kept.statistics();
    long least = atStart.bytes();
    long hits = atStart.hits();
    long reads = atStart.hits() + atStart.misses();
    for (int number = 0; number < scanned; number++) {
      readThrough(scan, RequestKey.numbered((1L << 40) + number));
      readThrough(kept, RequestKey.numbered(draw.next()));
      if (number % SAMPLE_EVERY == 0) {
        least = Math.min(least, kept.statistics().bytes());
      }
    }
    StoreStatistics after = kept.statistics();
    double during = (double) (after.hits() - hits) / (after.hits() + after.misses() - reads);
    long promised = Math.min(atStart.reservedBytes(), atStart.bytes());
    report.note("hit ratio before, %", 100 * before);
    report.note("hit ratio during the scan, %", 100 * during);
    report.judge("points lost", 100 * (before - during), Bar.atMost(MAX_POINTS_LOST));
    report.judge(
        "bytes taken of those reserved",
        (double) Math.max(0, promised - least),
        Bar.atMost(
            (double) weight)); // an entry may be leaving just then to make room for one of its own
    report.note("entries that the scan left", (double) scan.statistics().entries());
    return report.finish();
  }

  private double hitRatio(Store store, Draw draw, int reads) {
    StoreStatistics before = store.statistics();
    for (int i = 0; i < reads; i++) {
      readThrough(store, RequestKey.numbered(draw.next()));
    }
    return (double) (store.statistics().hits() - before.hits()) / reads;
  }

  private void readThrough(Store store, RequestKey key) {
    if (!store.read(key.hash(), key.bytes(), Memory.TAG, reading)) {
      long unused =
          store.store(key.hash(), key.bytes(), new Content.Value(value), Memory.TAG, Duration.ZERO);
    }
  }
}
