package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.config.ByteSizes;
import io.cashew.v1.GetProxyStatisticsReply;
import io.cashew.v1.GetStatisticsReply;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.LoadCount;
import io.cashew.v1.LoadStatistics;
import io.cashew.v1.MemoryStatistics;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.RefusalCount;
import io.cashew.v1.RemovalCount;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "stats",
    header = "Show what the nodes hold and have done, and what the proxy refused.",
    description =
        "Counts since each node started. COPIED is what cleaning up costs: bytes copied for every"
            + " byte written. Exits with 5 if a node did not answer.")
final class StatsCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GROUP",
      description = "Only this group. Default: all.")
  private String group = "";

  StatsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      GetStatisticsReply statistics = Await.answer(client.statistics(group));
      GetProxyStatisticsReply proxy = Await.answer(client.proxyStatistics());
      output.print(console, () -> json(statistics, proxy), () -> page(statistics, proxy));
      boolean complete = true;
      for (NodeStatistics node : statistics.getNodesList()) {
        if (!node.getFailure().isEmpty()) {
          complete = false;
          console.err().printf("cashew: node %s: %s%n", node.getNode(), node.getFailure());
        }
      }
      return (complete ? ExitCode.OK : ExitCode.PARTIAL).code();
    }
  }

  private static Page page(GetStatisticsReply statistics, GetProxyStatisticsReply proxy) {
    Page page = new Page().add(memory(statistics)).add(groups(statistics)).add(loads(statistics));
    return proxy.getRefusalsCount() > 0 ? page.add(refusals(proxy)) : page;
  }

  private static Table memory(GetStatisticsReply statistics) {
    Table table = new Table("NODE", "LIMIT", "ALLOCATED", "LIVE", "DEAD", "ROWS+INDEX", "COPIED");
    for (NodeStatistics node : statistics.getNodesList()) {
      if (node.getFailure().isEmpty()) {
        MemoryStatistics memory = node.getMemory();
        table.row(
            node.getNode(),
            ByteSizes.format(memory.getLimitBytes()),
            rounded(memory.getAllocatedBytes()),
            rounded(memory.getLiveBytes()),
            rounded(memory.getDeadBytes()),
            rounded(memory.getMetadataBytes()),
            "%.2f".formatted(copied(memory)));
      }
    }
    return table;
  }

  private static Table groups(GetStatisticsReply statistics) {
    Table table =
        new Table(
            "GROUP", "NODE", "ENTRIES", "BYTES", "OF", "HITS", "MISSES", "RATIO", "WINDOW", "LEFT");
    for (NodeStatistics node : statistics.getNodesList()) {
      for (GroupStatistics held : node.getGroupsList()) {
        table.row(
            held.getGroup(),
            node.getNode(),
            "%,d".formatted(held.getEntries()),
            rounded(held.getBytes()),
            ByteSizes.format(held.getMaxBytes()),
            "%,d".formatted(held.getHits()),
            "%,d".formatted(held.getMisses()),
            ratio(held),
            held.hasWindowShare() ? "%.0f%%".formatted(100 * held.getWindowShare()) : "-",
            removals(held));
      }
    }
    return table;
  }

  private static Table loads(GetStatisticsReply statistics) {
    Table table = new Table("GROUP", "NODE", "RUNNING", "WAITING", "BREAKER", "LOADS");
    for (NodeStatistics node : statistics.getNodesList()) {
      for (GroupStatistics held : node.getGroupsList()) {
        LoadStatistics loads = held.getLoads();
        String counts =
            loads.getCountsList().stream()
                .filter(count -> count.getCount() > 0)
                .map(count -> "%s %,d".formatted(count.getEvent(), count.getCount()))
                .collect(Collectors.joining(", "));
        table.row(
            held.getGroup(),
            node.getNode(),
            "%,d".formatted(loads.getRunning()),
            "%,d".formatted(loads.getWaiting()),
            loads.getBreaker(),
            counts.isEmpty() ? "-" : counts);
      }
    }
    return table;
  }

  private static Table refusals(GetProxyStatisticsReply proxy) {
    Table table = new Table("PROXY", "DOOR", "REASON", "REFUSED");
    for (RefusalCount refusal : proxy.getRefusalsList()) {
      table.row(
          proxy.getProxy(),
          refusal.getDoor(),
          refusal.getReason(),
          "%,d".formatted(refusal.getCount()));
    }
    return table;
  }

  private static String ratio(GroupStatistics held) {
    long lookups = held.getHits() + held.getMisses();
    return lookups == 0 ? "-" : "%.1f%%".formatted(100.0 * held.getHits() / lookups);
  }

  private static String removals(GroupStatistics held) {
    String causes =
        held.getRemovalsList().stream()
            .filter(removal -> removal.getEntries() > 0)
            .map(removal -> "%s %,d".formatted(removal.getCause(), removal.getEntries()))
            .collect(Collectors.joining(", "));
    return causes.isEmpty() ? "-" : causes;
  }

  private static double copied(MemoryStatistics memory) {
    return memory.getAppendedBytes() == 0
        ? 0
        : (double) memory.getCopiedBytes() / memory.getAppendedBytes();
  }

  private static String rounded(long bytes) {
    return bytes < 1 << 20
        ? "%.1fKiB".formatted(bytes / 1024.0)
        : "%.1fMiB".formatted(bytes / 1048576.0);
  }

  private static JsonObject json(GetProxyStatisticsReply proxy) {
    JsonArray refusals = new JsonArray();
    for (RefusalCount refusal : proxy.getRefusalsList()) {
      JsonObject object = new JsonObject();
      object.addProperty("door", refusal.getDoor());
      object.addProperty("reason", refusal.getReason());
      object.addProperty("count", String.valueOf(refusal.getCount()));
      refusals.add(object);
    }
    JsonObject object = new JsonObject();
    object.addProperty("proxy", proxy.getProxy());
    object.addProperty("operations_in_flight", String.valueOf(proxy.getOperationsInFlight()));
    object.addProperty("bytes_in_flight", String.valueOf(proxy.getBytesInFlight()));
    object.add("refusals", refusals);
    return object;
  }

  private static JsonObject json(GetStatisticsReply statistics, GetProxyStatisticsReply proxy) {
    JsonArray nodes = new JsonArray();
    for (NodeStatistics node : statistics.getNodesList()) {
      JsonObject object = new JsonObject();
      object.addProperty("node", node.getNode());
      if (node.getFailure().isEmpty()) {
        object.add("memory", json(node.getMemory()));
        JsonArray groups = new JsonArray();
        node.getGroupsList().forEach(held -> groups.add(json(held)));
        object.add("groups", groups);
      } else {
        object.addProperty("failure", node.getFailure());
      }
      nodes.add(object);
    }
    JsonObject object = new JsonObject();
    object.add("nodes", nodes);
    object.add("proxy", json(proxy));
    return object;
  }

  private static JsonObject json(MemoryStatistics memory) {
    JsonObject object = new JsonObject();
    object.addProperty("limit_bytes", memory.getLimitBytes());
    object.addProperty("allocated_bytes", memory.getAllocatedBytes());
    object.addProperty("live_bytes", memory.getLiveBytes());
    object.addProperty("dead_bytes", memory.getDeadBytes());
    object.addProperty("metadata_bytes", memory.getMetadataBytes());
    object.addProperty("appended_bytes", memory.getAppendedBytes());
    object.addProperty("copied_bytes", memory.getCopiedBytes());
    return object;
  }

  private static JsonObject json(GroupStatistics held) {
    JsonObject object = new JsonObject();
    object.addProperty("group", held.getGroup());
    object.addProperty("entries", held.getEntries());
    object.addProperty("bytes", held.getBytes());
    object.addProperty("reserved_bytes", held.getReservedBytes());
    object.addProperty("max_bytes", held.getMaxBytes());
    object.addProperty("hits", held.getHits());
    object.addProperty("misses", held.getMisses());
    object.addProperty("oversize", held.getOversize());
    if (held.hasWindowShare()) {
      object.addProperty("window_share", held.getWindowShare());
    }
    JsonObject removals = new JsonObject();
    for (RemovalCount removal : held.getRemovalsList()) {
      removals.addProperty(removal.getCause(), removal.getEntries());
    }
    object.add("removals", removals);
    object.add("loads", json(held.getLoads()));
    return object;
  }

  private static JsonObject json(LoadStatistics loads) {
    JsonObject object = new JsonObject();
    object.addProperty("running", loads.getRunning());
    object.addProperty("waiting", loads.getWaiting());
    object.addProperty("breaker", loads.getBreaker());
    for (LoadCount count : loads.getCountsList()) {
      object.addProperty(count.getEvent(), count.getCount());
    }
    return object;
  }
}
