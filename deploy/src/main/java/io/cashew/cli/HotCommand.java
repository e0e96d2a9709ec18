package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.v1.HotKey;
import io.cashew.v1.HotKeys;
import io.cashew.v1.ListHotKeysReply;
import io.cashew.v1.ListHotKeysRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "hot",
    header = "Show the keys that are asked for most now.",
    description =
        "An estimate from a sample of the operations of the last tens of seconds. OPS/S is what it"
            + " may be at most, ERROR by how much that may be too much, besides chance; SHARE is of"
            + " all operations. Where no key stands out, none is listed. Exits with 5 if a node did"
            + " not answer.")
final class HotCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GROUP",
      description = "Only this group's. Default: all.")
  private String group = "";

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "How many, 1 to 1,000. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--at-proxy",
      description = "What the proxy was asked for, in the place of what the nodes were.")
  private boolean atProxy;

  HotCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > 1_000) {
      throw new UsageException("--limit: %d (expected: 1 to 1,000)".formatted(limit));
    }
    try (AdminClient client = admin.connect()) {
      ListHotKeysReply reply =
          Await.answer(
              client.hotKeys(
                  ListHotKeysRequest.newBuilder()
                      .setGroup(group)
                      .setLimit(limit)
                      .setAtProxy(atProxy)
                      .build()));
      List<Row> rows = rows(reply, limit);
      output.print(console, () -> json(reply, rows), () -> table(rows));
      return tellMissing(reply).code();
    }
  }

  private ExitCode tellMissing(ListHotKeysReply reply) {
    ExitCode code = ExitCode.OK;
    for (HotKeys node : reply.getNodesList()) {
      if (!node.getFailure().isEmpty()) {
        code = ExitCode.PARTIAL;
        console.err().printf("cashew: node %s: %s%n", node.getNode(), node.getFailure());
      } else if (node.getOneIn() == 0) {
        console.err().printf("cashew: %s does not look: hot-keys is 0%n", node.getNode());
      }
    }
    return code;
  }

  /** The hottest of all nodes. */
  static List<Row> rows(ListHotKeysReply reply, int limit) {
    double all = total(reply);
    List<Row> rows = new ArrayList<>();
    for (HotKeys node : reply.getNodesList()) {
      for (HotKey key : node.getKeysList()) {
        double share = all == 0 ? 0 : key.getOperationsPerSecond() / all;
        rows.add(new Row(node.getNode(), key, share));
      }
    }
    rows.sort(
        Comparator.comparingDouble((Row row) -> row.key().getOperationsPerSecond()).reversed());
    return rows.subList(0, Math.min(limit, rows.size()));
  }

  private static double total(ListHotKeysReply reply) {
    return reply.getNodesList().stream().mapToDouble(HotKeys::getOperationsPerSecond).sum();
  }

  static Table table(List<Row> rows) {
    Table table = new Table("KEY", "GROUP", "SHARE", "OPS/S", "ERROR", "NODE");
    for (Row row : rows) {
      table.row(
          Bytes.oneLine(row.key().getKey()),
          row.key().getGroup(),
          "%.1f%%".formatted(100 * row.share()),
          "%,.0f".formatted(row.key().getOperationsPerSecond()),
          "%,.0f".formatted(row.key().getErrorPerSecond()),
          row.node());
    }
    return table;
  }

  private static JsonObject json(ListHotKeysReply reply, List<Row> rows) {
    JsonObject object = new JsonObject();
    object.addProperty("operations_per_second", Figures.rounded(total(reply)));
    object.add("keys", json(rows));
    return object;
  }

  static JsonArray json(List<Row> rows) {
    JsonArray keys = new JsonArray();
    for (Row row : rows) {
      JsonObject key = new JsonObject();
      key.addProperty("group", row.key().getGroup());
      Bytes.add(key, "key", row.key().getKey());
      key.addProperty("share", Math.rint(row.share() * 10_000) / 10_000);
      key.addProperty("operations_per_second", Figures.rounded(row.key().getOperationsPerSecond()));
      key.addProperty("error_per_second", Figures.rounded(row.key().getErrorPerSecond()));
      key.addProperty("node", row.node());
      keys.add(key);
    }
    return keys;
  }

  /** A key at a node, and its part of all operations. */
  record Row(String node, HotKey key, double share) {}
}
