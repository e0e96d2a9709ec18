package io.cashew.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.status.CashewException;
import io.cashew.v1.CompareKeyReply;
import io.cashew.v1.Group;
import io.cashew.v1.NodeFailure;
import io.cashew.v1.SampleKeysReply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "audit",
    header = "Compare entries with what their source says now.",
    description =
        "Asks the source for a sample of the keys in memory, at a bounded rate and in its turn among"
            + " the group's loads, and changes nothing. An entry may be stale until its time to live"
            + " is over; in a group without one it never may. Exits with 5 if an entry is stale or"
            + " gone at the source beyond that, or if a node did not answer.")
final class AuditCommand implements Callable<Integer> {
  private static final int MAX_SAMPLE = 10_000;
  private static final int MAX_RATE = 1_000;

  /** Comparisons that may be under way. */
  private static final int AT_ONCE = 8;

  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Option(
      names = "--sample",
      paramLabel = "COUNT",
      defaultValue = "200",
      description = "Keys to compare, 1 to 10,000. Default: ${DEFAULT-VALUE}.")
  private int sample;

  @Option(
      names = "--rate",
      paramLabel = "COUNT",
      defaultValue = "50",
      description = "Questions to the source a second, 1 to 1,000. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--max-age",
      paramLabel = "TIME",
      description = "Entries that are younger may be stale. Default: the group's ttl.")
  private @Nullable Duration maxAge;

  AuditCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check("--sample", sample, MAX_SAMPLE);
    check("--rate", rate, MAX_RATE);
    try (AdminClient client = admin.connect()) {
      Group audited = Await.answer(client.group(group));
      if (!audited.getSettings().hasSource()) {
        throw new UsageException(
            "group %s has no source: there is nothing to compare with".formatted(group));
      }
      Duration ttl = Duration.ofMillis(audited.getSettings().getTtlMs());
      AuditReport report = new AuditReport(group, maxAge == null ? ttl : maxAge);
      SampleKeysReply keys = Await.answer(client.sampleKeys(group, sample));
      compare(client, chosen(keys), report);
      output.print(console, report::json, report::text);
      for (NodeFailure missing : keys.getFailuresList()) {
        console.err().printf("cashew: node %s: %s%n", missing.getNode(), missing.getFailure());
      }
      return (keys.getFailuresCount() == 0 ? report.exitCode() : ExitCode.PARTIAL).code();
    }
  }

  private static void check(String option, int count, int most) {
    if (count < 1 || count > most) {
      throw new UsageException("%s: %d (expected: 1 to %,d)".formatted(option, count, most));
    }
  }

  /** By chance: nodes give some more, so that all of them have their share. */
  private List<ByteString> chosen(SampleKeysReply keys) {
    List<ByteString> all = new ArrayList<>(keys.getKeysList());
    Collections.shuffle(all);
    return all.subList(0, Math.min(sample, all.size()));
  }

  private void compare(AdminClient client, List<ByteString> keys, AuditReport report) {
    ProgressLine progress = ProgressLine.of(console.err(), keys.size());
    Queue<Asked> underWay = new ArrayDeque<>();
    long gap = Duration.ofSeconds(1).toNanos() / rate;
    long due = System.nanoTime();
    for (ByteString key : keys) {
      Uninterruptibles.sleepUninterruptibly(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      due = Math.max(due, System.nanoTime() - gap) + gap; // what was missed is not made up for
      underWay.add(new Asked(key, client.compareKey(group, key)));
      if (underWay.size() == AT_ONCE) {
        add(underWay.remove(), report);
      }
      progress.advance("compared");
    }
    underWay.forEach(asked -> add(asked, report));
    progress.clear();
  }

  private void add(Asked asked, AuditReport report) {
    try {
      report.add(asked.key(), Await.answer(asked.reply()));
    } catch (CashewException e) {
      if (Failures.exitCode(e.reason()) == ExitCode.USAGE) {
        throw e; // there is nothing to compare with
      }
      report.addUnanswered();
    }
  }

  private record Asked(ByteString key, CompletableFuture<CompareKeyReply> reply) {}
}
