package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.config.Durations;
import io.cashew.v1.ListSlowReply;
import io.cashew.v1.NodeFailure;
import io.cashew.v1.SlowOperation;
import io.cashew.v1.SlowStage;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "slow",
    header = "Show what was slow lately, and where the time went.",
    description =
        "The last 128 at each node and at the proxy that took node.slow-log, proxy.slow-log or"
            + " longer; newest first. At a node: loads, and operations that waited for the ring. At"
            + " the proxy: operations, to 25 ms. Exits with 5 if a node did not answer.")
final class SlowCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GROUP",
      description = "Only this group's. Default: all.")
  private String group = "";

  @Option(names = "--slowest", description = "The slowest first.")
  private boolean slowest;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "COUNT",
      defaultValue = "50",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  SlowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new UsageException("--limit: %d (expected: 1 or more)".formatted(limit));
    }
    try (AdminClient client = admin.connect()) {
      ListSlowReply reply = Await.answer(client.slow(group));
      List<SlowOperation> shown =
          reply.getOperationsList().stream()
              .sorted(
                  slowest
                      ? Comparator.comparingLong(SlowCommand::micros).reversed()
                      : Comparator.comparingLong(SlowOperation::getAgeMs))
              .limit(limit)
              .toList();
      output.print(console, () -> json(shown), () -> table(shown));
      for (NodeFailure missing : reply.getFailuresList()) {
        console.err().printf("cashew: node %s: %s%n", missing.getNode(), missing.getFailure());
      }
      return (reply.getFailuresCount() == 0 ? ExitCode.OK : ExitCode.PARTIAL).code();
    }
  }

  private static long micros(SlowOperation slow) {
    return slow.getStagesList().stream().mapToLong(SlowStage::getMicros).sum();
  }

  private static Table table(List<SlowOperation> shown) {
    Table table = new Table("AGO", "AT", "WHAT", "GROUP", "KEY", "TOOK", "OUTCOME", "STAGES");
    for (SlowOperation slow : shown) {
      table.row(
          Durations.format(Duration.ofSeconds(slow.getAgeMs() / 1_000)),
          slow.getAt(),
          slow.getWhat(),
          slow.getGroup(),
          Bytes.oneLine(slow.getKey()),
          Figures.time(micros(slow)),
          slow.getOutcome(),
          stages(slow));
    }
    return table;
  }

  private static String stages(SlowOperation slow) {
    return slow.getStagesList().stream()
        .filter(stage -> stage.getMicros() > 0)
        .map(stage -> stage.getName() + " " + Figures.time(stage.getMicros()))
        .collect(Collectors.joining(", "));
  }

  private static JsonObject json(List<SlowOperation> shown) {
    JsonArray operations = new JsonArray();
    for (SlowOperation slow : shown) {
      JsonObject object = new JsonObject();
      object.addProperty("at", slow.getAt());
      object.addProperty("what", slow.getWhat());
      object.addProperty("group", slow.getGroup());
      Bytes.add(object, "key", slow.getKey());
      object.addProperty("hash", "%016x".formatted(slow.getHash()));
      object.addProperty("outcome", slow.getOutcome());
      object.addProperty("age_ms", String.valueOf(slow.getAgeMs()));
      object.addProperty("took_us", String.valueOf(micros(slow)));
      JsonObject stages = new JsonObject();
      slow.getStagesList()
          .forEach(stage -> stages.addProperty(stage.getName(), String.valueOf(stage.getMicros())));
      object.add("stages_us", stages);
      operations.add(object);
    }
    JsonObject object = new JsonObject();
    object.add("operations", operations);
    return object;
  }
}
