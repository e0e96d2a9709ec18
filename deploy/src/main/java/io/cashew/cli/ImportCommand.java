package io.cashew.cli;

import io.cashew.client.CashewClient;
import io.cashew.client.SetAnswer;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Ttl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    header = "Store what was exported.",
    description =
        "A line of JSON for each entry, as 'cashew export' writes them: key, value, and ttl_ms, from"
            + " now (0: it never expires; left out: the group's). Exits with 5 if some keys failed:"
            + " those may have been stored all the same.")
final class ImportCommand implements Callable<Integer> {
  private static final String STORED = "stored";
  private static final String THERE = "already there";
  private static final String TTL = "ttl_ms";

  private final Console console;

  @Mixin private final BulkOptions bulk = new BulkOptions();
  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final LifetimeOptions lifetime = new LifetimeOptions();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Option(
      names = {"-f", "--from"},
      required = true,
      paramLabel = "FILE",
      description = "Where to read; - is standard input.")
  private String file = "";

  @Option(names = "--if-absent", description = "Only keys that have no value in memory.")
  private boolean ifAbsent;

  ImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    LineSource source = LineSource.of(file);
    Progress progress = bulk.progress("import %s -f %s".formatted(group, file));
    Milestones milestones = new Milestones(console.err(), source.count(), "entries");
    Condition condition = ifAbsent ? Condition.IF_ABSENT : Condition.ALWAYS;
    try (CashewClient client = cache.connect();
        BufferedReader lines = source.reader(console)) {
      Bulk.Outcome outcome =
          new Bulk(line -> set(client, line, condition), bulk, progress, milestones).run(lines);
      milestones.over();
      return new BulkResult(console, output, List.of(STORED, THERE)).tell(group, outcome).code();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      milestones.over();
    }
  }

  private CompletableFuture<String> set(CashewClient client, String text, Condition condition) {
    JsonLine line = JsonLine.parse(text);
    return client
        .set(group, line.key(), line.value(), ttl(line), condition, Bring.NOTHING)
        .thenApply(answer -> answer instanceof SetAnswer.Stored ? STORED : THERE);
  }

  /** As the command says; else as the line does. */
  private Ttl ttl(JsonLine line) {
    Ttl given = lifetime.ttl();
    return given.kind() == Ttl.Kind.GROUP
        ? line.number(TTL)
            .map(millis -> millis == 0 ? Ttl.NEVER : Ttl.ofMillis(millis))
            .orElse(Ttl.GROUP)
        : given;
  }
}
