package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.v1.GetLatencyReply;
import io.cashew.v1.Latency;
import io.cashew.v1.NodeRoundTrips;
import io.cashew.v1.ProbeNodesReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "latency",
    header = "Show how long requests take, or messages to the nodes.",
    description =
        "Requests of the last minute at the proxy that is asked, one in 64 of which is timed; each"
            + " time is at most a sixteenth too long. With --probe: messages from here to the proxy"
            + " and from the proxy to each node and back, now. Exits with 5 if a node did not"
            + " answer.")
final class LatencyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(names = "--probe", description = "Measure the way to the proxy and to each node now.")
  private boolean probe;

  @Option(
      names = "--count",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "Messages to each by --probe, 1 to 100. Default: ${DEFAULT-VALUE}.")
  private int count;

  LatencyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (count < 1 || count > 100) {
      throw new UsageException("--count: %d (expected: 1 to 100)".formatted(count));
    }
    try (AdminClient client = admin.connect()) {
      return (probe ? probe(client) : lastMinute(client)).code();
    }
  }

  private ExitCode lastMinute(AdminClient client) {
    GetLatencyReply reply = Await.answer(client.latency());
    output.print(console, () -> json(reply), () -> table(reply));
    return ExitCode.OK;
  }

  private static Table table(GetLatencyReply reply) {
    Table table =
        new Table("DOOR", "METHOD", "OUTCOME", "TIMED", "P50", "P90", "P99", "P99.9", "MAX");
    for (Latency latency : reply.getLatenciesList()) {
      row(table, latency.getDoor(), latency.getMethod(), latency.getOutcome(), latency);
    }
    if (reply.getAll().getTimed() > 0) {
      row(table, "all", "", "", reply.getAll());
    }
    return table;
  }

  private static void row(
      Table table, String door, String method, String outcome, Latency latency) {
    table.row(
        door,
        method,
        outcome,
        "%,d".formatted(latency.getTimed()),
        Figures.time(latency.getP50Micros()),
        Figures.time(latency.getP90Micros()),
        Figures.time(latency.getP99Micros()),
        Figures.time(latency.getP999Micros()),
        Figures.time(latency.getMaxMicros()));
  }

  private static JsonObject json(GetLatencyReply reply) {
    JsonArray latencies = new JsonArray();
    for (Latency latency : reply.getLatenciesList()) {
      JsonObject object = new JsonObject();
      object.addProperty("door", latency.getDoor());
      object.addProperty("method", latency.getMethod());
      object.addProperty("outcome", latency.getOutcome());
      addTimes(object, latency);
      latencies.add(object);
    }
    JsonObject all = new JsonObject();
    addTimes(all, reply.getAll());
    JsonObject object = new JsonObject();
    object.addProperty("proxy", reply.getProxy());
    object.addProperty("window_ms", String.valueOf(reply.getWindowMs()));
    object.addProperty("one_in", reply.getOneIn());
    object.add("latencies", latencies);
    object.add("all", all);
    return object;
  }

  private static void addTimes(JsonObject object, Latency latency) {
    object.addProperty("timed", String.valueOf(latency.getTimed()));
    addTime(object, "p50_us", latency.getP50Micros());
    addTime(object, "p90_us", latency.getP90Micros());
    addTime(object, "p99_us", latency.getP99Micros());
    addTime(object, "p999_us", latency.getP999Micros());
    addTime(object, "max_us", latency.getMaxMicros());
  }

  /** JSON has no infinity. */
  private static void addTime(JsonObject object, String name, double micros) {
    if (Double.isInfinite(micros)) {
      object.addProperty(name, "more than a minute");
    } else {
      object.addProperty(name, Figures.rounded(micros));
    }
  }

  private ExitCode probe(AdminClient client) {
    ProbeNodesReply first = Await.answer(client.probeNodes(0)); // connects
    List<Long> toProxy = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long sent = System.nanoTime();
      ProbeNodesReply unused = Await.answer(client.probeNodes(0));
      toProxy.add((System.nanoTime() - sent) / 1_000);
    }
    ProbeNodesReply reply = Await.answer(client.probeNodes(count));
    List<Way> ways = new ArrayList<>();
    ways.add(new Way("here", first.getProxy(), sorted(toProxy)));
    ExitCode code = ExitCode.OK;
    for (NodeRoundTrips node : reply.getNodesList()) {
      if (node.getFailure().isEmpty()) {
        ways.add(new Way(reply.getProxy(), node.getNode(), sorted(node.getMicrosList())));
      } else {
        code = ExitCode.PARTIAL;
        console.err().printf("cashew: node %s: %s%n", node.getNode(), node.getFailure());
      }
    }
    output.print(console, () -> json(ways), () -> table(ways));
    return code;
  }

  private static List<Long> sorted(List<Long> micros) {
    return micros.stream().sorted().toList();
  }

  private static Table table(List<Way> ways) {
    Table table = new Table("FROM", "TO", "MESSAGES", "MIN", "P50", "P90", "MAX");
    for (Way way : ways) {
      table.row(
          way.from(),
          way.to(),
          String.valueOf(way.micros().size()),
          Figures.time(way.at(0)),
          Figures.time(way.at(0.5)),
          Figures.time(way.at(0.9)),
          Figures.time(way.at(1)));
    }
    return table;
  }

  private static JsonObject json(List<Way> ways) {
    JsonArray trips = new JsonArray();
    for (Way way : ways) {
      JsonObject object = new JsonObject();
      object.addProperty("from", way.from());
      object.addProperty("to", way.to());
      object.addProperty("messages", way.micros().size());
      object.addProperty("min_us", String.valueOf(way.at(0)));
      object.addProperty("p50_us", String.valueOf(way.at(0.5)));
      object.addProperty("p90_us", String.valueOf(way.at(0.9)));
      object.addProperty("max_us", String.valueOf(way.at(1)));
      trips.add(object);
    }
    JsonObject object = new JsonObject();
    object.add("round_trips", trips);
    return object;
  }

  /** How long messages took from one process to another and back, ascending; at least one. */
  private record Way(String from, String to, List<Long> micros) {
    long at(double part) {
      int rank = (int) Math.ceil(part * micros.size());
      return micros.get(Math.max(1, rank) - 1);
    }
  }
}
