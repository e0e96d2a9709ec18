package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.local.LocalCluster;
import io.cashew.local.LocalConfig;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that look into a running cluster, on two nodes. Each test has keys of its own. */
@Timeout(90)
final class InsightVerbsTest {
  private static final int KEYS = 40;

  /** So many that some of them are in every sample, whichever threads they came by. */
  private static final int MANY = 6_000;

  @TempDir private static Path directory;

  private static LocalCluster cluster;
  private static CashewClient client;
  private final Cli cli = new Cli();

  @BeforeAll
  static void start() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("cashew.yaml"),
            """
            proxy: {hot-keys: 1, slow-log: 100ms}
            sources:
              files: {type: file, directory: "%s"}
              sleepy: {type: jdbc, url: "jdbc:h2:mem:sleepy;INIT=CREATE ALIAS IF NOT EXISTS SLEEP FOR 'java.lang.Thread.sleep(long)'", user: sa, password: ""}
            groups:
              lasting: {ttl: 0s, source: {connection: files, path: lasting}}
              fleeting: {ttl: 1h, source: {connection: files, path: fleeting}}
              sleepy: {source: {connection: sleepy, query: "SELECT CASE WHEN SLEEP(700) IS NULL THEN :key END"}}
              kept: {ttl: 10m}
            """
                .formatted(directory));
    CashewConfig config =
        CashewConfig.from(
            Settings.read(
                Optional.of(file),
                List.of(
                    new Flag("--port", "proxy.listen", "127.0.0.1:0"),
                    new Flag("--admin", "proxy.admin", "127.0.0.1:0")),
                Map.of()));
    cluster = LocalCluster.start(new LocalConfig(2, directory, config));
    client =
        CashewClient.connect(new ClientConfig(List.of(cluster.address()), Duration.ofSeconds(30)));
  }

  @AfterAll
  static void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void hot_listsTheKeyThatIsAskedForMost() {
    set("kept", "sun");
    getManyTimes("kept", "sun");

    JsonObject hot = object(run("hot", "kept", "--json"));

    JsonObject first = hot.getAsJsonArray("keys").get(0).getAsJsonObject();
    assertThat(first.get("key").getAsString()).isEqualTo("sun");
    assertThat(first.get("group").getAsString()).isEqualTo("kept");
    assertThat(first.get("node").getAsString()).startsWith("node");
    assertThat(first.get("share").getAsDouble()).isBetween(0.01, 1.0);
    assertThat(first.get("operations_per_second").getAsDouble()).isPositive();
    Cli.Run atProxy = run("hot", "--at-proxy", "-n", "1");
    assertThat(atProxy.out()).startsWith("KEY").contains("sun");
    assertThat(atProxy.out().lines()).hasSize(2);
    assertThat(atProxy.exitCode()).isZero();
    assertThat(run("hot", "lasting", "--at-proxy").out()).doesNotContain("sun");
  }

  @Test
  void hot_ofMoreThanThereCanBe_isRefused() {
    assertThat(run("hot", "-n", "1001").exitCode()).isEqualTo(2);
  }

  @Test
  void slow_listsALoadAndTheGetThatWaitedForIt() {
    JsonArray slow = new JsonArray();
    for (int i = 0; i < 10 && ats(slow).stream().noneMatch(at -> !at.startsWith("node")); i++) {
      get("sleepy", "snail" + i); // a machine that has no time may not see the first
      slow = object(run("slow", "sleepy", "--json")).getAsJsonArray("operations");
    }

    JsonObject atNode = first(slow, "load");
    assertThat(atNode.get("group").getAsString()).isEqualTo("sleepy");
    assertThat(atNode.get("key").getAsString()).startsWith("snail");
    assertThat(atNode.get("outcome").getAsString()).isEqualTo("loaded");
    assertThat(atNode.getAsJsonObject("stages_us").get("source").getAsLong()).isPositive();
    JsonObject atProxy = first(slow, "get");
    assertThat(atProxy.get("outcome").getAsString()).isEqualTo("miss_loaded");
    assertThat(atProxy.getAsJsonObject("stages_us").get("node").getAsLong()).isPositive();
    assertThat(slowHashes(slow, "load")).containsAll(slowHashes(slow, "get"));
    assertThat(run("slow", "--slowest").out()).contains("snail", "source ");
    assertThat(elements(slow))
        .extracting(each -> each.get("group").getAsString())
        .containsOnly("sleepy");
  }

  @Test
  void latency_tellsOfTheLastMinute() {
    set("kept", "moon");
    getManyTimes("kept", "moon");

    JsonObject reply = object(run("latency", "--json"));

    JsonObject hits =
        elements(reply.getAsJsonArray("latencies")).stream()
            .filter(each -> each.get("outcome").getAsString().equals("hit"))
            .findFirst()
            .orElseThrow();
    assertThat(hits.get("door").getAsString()).isEqualTo("grpc");
    assertThat(hits.get("method").getAsString()).isEqualTo("get");
    assertThat(hits.get("timed").getAsLong()).isPositive();
    assertThat(hits.get("p50_us").getAsDouble())
        .isPositive()
        .isLessThanOrEqualTo(hits.get("p99_us").getAsDouble());
    assertThat(run("latency").out()).contains("P99.9", "hit");
  }

  @Test
  void latency_probe_measuresEveryNode() {
    Cli.Run run = run("latency", "--probe", "--count", "3", "--json");

    List<JsonObject> trips = elements(object(run).getAsJsonArray("round_trips"));
    assertThat(trips)
        .extracting(trip -> trip.get("from").getAsString().equals("here"))
        .containsExactly(true, false, false);
    assertThat(trips).extracting(trip -> trip.get("messages").getAsInt()).containsOnly(3);
    assertThat(trips.get(1).get("to").getAsString()).isEqualTo("node1");
    assertThat(trips.get(2).get("to").getAsString()).isEqualTo("node2");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void top_tellsRatesByGroupAndNode() {
    set("kept", "earth");

    Cli.Run run = run("top", "--count", "2", "--interval", "100ms");
    JsonObject once = object(run("top", "--count", "1", "--interval", "100ms", "--json"));

    assertThat(run.out()).contains("gets ", "hits ", "GROUP ", "kept ", "node1 ", "node2 ");
    assertThat(run.out().split("GROUP ", -1)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(elements(once.getAsJsonArray("nodes")))
        .extracting(node -> node.get("node").getAsString())
        .containsExactly("node1", "node2");
    assertThat(once.getAsJsonObject("total").get("gets_per_second").getAsDouble())
        .isGreaterThanOrEqualTo(0);
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void stats_tellsWhatTheProxyRefused() {
    assertThat(
            client
                .get("kept", ByteString.EMPTY, Want.VALUE, Reach.SOURCE)
                .handle((a, e) -> e)
                .join())
        .isNotNull();

    JsonObject proxy = object(run("stats", "--json")).getAsJsonObject("proxy");

    assertThat(proxy.get("operations_in_flight").getAsString()).isNotEmpty();
    assertThat(proxy.getAsJsonArray("refusals")).isNotNull();
  }

  @Test
  void audit_findsWhatWasChangedBehindTheCachesBack() throws IOException {
    Cli.Run run;
    JsonObject report;
    int attempts = 0;
    do { // a node that a busy machine keeps from answering probes loses its entries
      fill("lasting");
      Files.writeString(directory.resolve("lasting/k7"), "changed");
      Files.delete(directory.resolve("lasting/k8"));
      run = run("audit", "lasting", "--sample", "1000", "--rate", "1000", "--json");
      report = object(run);
      attempts++;
    } while (report.get("equal").getAsInt() < KEYS - 2 && attempts < 5);

    assertThat(report.get("sampled").getAsInt()).isEqualTo(KEYS);
    assertThat(report.get("equal").getAsInt()).isEqualTo(KEYS - 2);
    assertThat(report.get("stale").getAsInt()).isEqualTo(1);
    assertThat(report.get("gone").getAsInt()).isEqualTo(1);
    assertThat(report.get("beyond").getAsInt()).isEqualTo(2);
    assertThat(elements(report.getAsJsonArray("keys")))
        .extracting(key -> key.get("key").getAsString())
        .containsExactlyInAnyOrder("k7", "k8");
    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(get("lasting", "k7")).isEqualTo("v7"); // nothing was stored
  }

  @Test
  void audit_ofWhatMayBeStaleYet_isContent() throws IOException {
    fill("fleeting");
    Files.writeString(directory.resolve("fleeting/k3"), "changed");

    Cli.Run run = run("audit", "fleeting", "--rate", "1000");

    assertThat(run.out()).contains("k3", "stale").containsPattern("beyond 1h +0");
    assertThat(run.exitCode()).isZero();
    assertThat(run("audit", "fleeting", "--rate", "1000", "--max-age", "0s").exitCode())
        .isEqualTo(5);
  }

  @Test
  void audit_ofAGroupWithoutASource_isRefused() {
    Cli.Run run = run("audit", "kept");

    assertThat(run.err()).contains("group kept has no source");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void audit_ofNoGroup_saysSo() {
    assertThat(run("audit", "nothing").exitCode()).isEqualTo(2);
  }

  /** Keys k0 to k39, loaded. */
  private static void fill(String group) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(group));
    for (int i = 0; i < KEYS; i++) {
      Files.writeString(folder.resolve("k" + i), "v" + i);
    }
    for (int i = 0; i < KEYS; i++) {
      assertThat(get(group, "k" + i)).isEqualTo("v" + i);
    }
  }

  private static String get(String group, String key) {
    return ((io.cashew.client.Answer.Found)
            client.get(group, ByteString.copyFromUtf8(key), Want.VALUE, Reach.SOURCE).join())
        .value()
        .toStringUtf8();
  }

  private void set(String group, String key) {
    assertThat(ask("set", group, key, "1").exitCode()).isZero();
  }

  private static void getManyTimes(String group, String key) {
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      answers.add(client.get(group, ByteString.copyFromUtf8(key), Want.VALUE, Reach.SOURCE));
      if (answers.size() == 100) {
        answers.forEach(CompletableFuture::join);
        answers.clear();
      }
    }
    answers.forEach(CompletableFuture::join);
  }

  private static List<String> ats(JsonArray slow) {
    return elements(slow).stream().map(each -> each.get("at").getAsString()).toList();
  }

  private static JsonObject first(JsonArray slow, String what) {
    return elements(slow).stream()
        .filter(each -> each.get("what").getAsString().equals(what))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> slowHashes(JsonArray slow, String what) {
    return elements(slow).stream()
        .filter(each -> each.get("what").getAsString().equals(what))
        .map(each -> each.get("hash").getAsString())
        .toList();
  }

  private static List<JsonObject> elements(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static JsonObject object(Cli.Run run) {
    assertThat(run.err()).isEmpty();
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  /** A verb that asks a proxy's admin service; again while a busy node does not answer in time. */
  private Cli.Run run(String... arguments) {
    String[] all = with(arguments, "--admin=" + cluster.adminAddress());
    Cli.Run run = cli.run(all);
    for (int i = 0; i < 20 && run.err().contains("cashew: node "); i++) {
      run = cli.run(all);
    }
    return run;
  }

  /** A verb that asks a proxy. */
  private Cli.Run ask(String... arguments) {
    return cli.run(with(arguments, "--proxy=" + cluster.address()));
  }

  private static String[] with(String[] arguments, String option) {
    return Stream.concat(Arrays.stream(arguments), Stream.of(option, "--deadline=30s"))
        .toArray(String[]::new);
  }
}
