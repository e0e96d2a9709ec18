package io.cashew.cli;

import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "warm",
    header = "Have keys loaded before anybody asks for them.",
    description =
        "Gets each key of a file, so that what is not in memory is loaded from the group's source."
            + " Values stay where they are. Exits with 5 if some keys failed.")
final class WarmCommand implements Callable<Integer> {
  private static final String LOADED = "loaded";
  private static final String THERE = "already there";
  private static final String ABSENT = "absent";

  private final Console console;

  @Mixin private final LineSource source = new LineSource();
  @Mixin private final BytesOptions bytes = new BytesOptions();
  @Mixin private final BulkOptions bulk = new BulkOptions();
  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  WarmCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Progress progress = bulk.progress("warm %s -f %s".formatted(group, source.name()));
    Milestones milestones = new Milestones(console.err(), source.count(), "keys");
    try (CashewClient client = cache.connect();
        BufferedReader lines = source.reader(console)) {
      Bulk.Outcome outcome =
          new Bulk(
                  line ->
                      client
                          .get(group, source.key(line, bytes), Want.DETAIL, Reach.SOURCE)
                          .thenApply(WarmCommand::word),
                  bulk,
                  progress,
                  milestones)
              .run(lines);
      milestones.over();
      return new BulkResult(console, output, List.of(LOADED, THERE, ABSENT))
          .tell(group, outcome)
          .code();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      milestones.over();
    }
  }

  private static String word(Answer answer) {
    if (!(answer instanceof Answer.Found found)) {
      return ABSENT;
    }
    return found.outcome() == Outcome.HIT || found.outcome() == Outcome.STALE ? THERE : LOADED;
  }
}
