package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.local.LocalCluster;
import io.cashew.local.LocalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs that read and write, on three nodes. Each test has keys of its own. */
@Timeout(60)
final class CacheVerbsOnAClusterTest {
  private static LocalCluster cluster;
  @TempDir Path directory;
  private final Cli cli = new Cli();

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(directory.resolve("cashew.yaml"), "groups:\n  scores:\n    ttl: 10m\n");
    CashewConfig config =
        CashewConfig.from(
            Settings.read(
                Optional.of(file),
                List.of(
                    new Flag("--port", "proxy.listen", "127.0.0.1:0"),
                    new Flag("--admin", "proxy.admin", "127.0.0.1:0")),
                Map.of()));
    cluster = LocalCluster.start(new LocalConfig(3, Path.of("."), config));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-load", "--peek"})
  void get_ofWhatIsNotInMemory_asksNoSource(String option) {
    Cli.Run run = run("get", "scores", "Sam", option);

    assertThat(run.err()).isEqualTo("cashew: scores has no key Sam in memory\n");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(object(run("get", "scores", "Sam", option, "--json")).get("outcome").getAsString())
        .isEqualTo("not_loaded");
  }

  @Test
  void get_ofWhatIsInMemory_findsItWithoutALoad() {
    run("set", "scores", "memory", "1");

    assertThat(run("get", "scores", "memory", "--no-load").out()).isEqualTo("1\n");
    assertThat(run("get", "scores", "memory", "--peek").out()).isEqualTo("1\n");
  }

  @Test
  void set_ifAbsent_isExecutedOnce() {
    assertThat(run("set", "scores", "absent", "1", "--if-absent").exitCode()).isZero();

    Cli.Run again = run("set", "scores", "absent", "2", "--if-absent");

    assertThat(again.err()).startsWith("cashew: not stored: there is a value of version ");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(run("get", "scores", "absent").out()).isEqualTo("1\n");
  }

  @Test
  void set_ifPresent_isExecutedOnlyOnAValue() {
    Cli.Run run = run("set", "scores", "present", "1", "--if-present");

    assertThat(run.err()).isEqualTo("cashew: not stored: there is no value in memory\n");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void set_ifVersion_isExecutedOnlyOnThatVersion() {
    String version =
        object(run("set", "scores", "version", "1", "--json")).get("version").getAsString();

    Cli.Run first = run("set", "scores", "version", "2", "--if-version", version);
    Cli.Run second = run("set", "scores", "version", "3", "--if-version", version, "--json");

    assertThat(first.exitCode()).isZero();
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(object(second).get("stored").getAsBoolean()).isFalse();
    assertThat(object(second).get("version").getAsString()).isNotEqualTo(version);
  }

  @Test
  void set_withThePrevious_printsIt() {
    Cli.Run first = run("set", "scores", "previous", "1", "--previous");
    Cli.Run second = run("set", "scores", "previous", "2", "--previous", "--json");
    Cli.Run third = run("set", "scores", "previous", "3", "--previous", "--if-absent");

    assertThat(first.out()).endsWith("previous: none\n");
    assertThat(object(second).get("previous").getAsString()).isEqualTo("1");
    assertThat(third.out()).isEqualTo("previous: 2\n");
    assertThat(third.exitCode()).isEqualTo(1);
  }

  @Test
  void set_withSeveralTimesOrConditions_isRefused() {
    assertThat(run("set", "scores", "k", "v", "--ttl=1s", "--no-expiry").exitCode()).isEqualTo(2);
    assertThat(run("set", "scores", "k", "v", "--ttl=1s", "--keep-ttl").exitCode()).isEqualTo(2);
    assertThat(run("set", "scores", "k", "v", "--if-absent", "--if-present").exitCode())
        .isEqualTo(2);
    assertThat(run("set", "scores", "k", "v", "--if-version", "x").exitCode()).isEqualTo(2);
  }

  @Test
  void ttl_isWhatWasGivenKeptOrTakenAway() {
    run("set", "scores", "ttl", "1", "--ttl", "1h");
    long given = ttlLeft("ttl");
    run("set", "scores", "ttl", "2", "--keep-ttl");
    long kept = ttlLeft("ttl");
    run("touch", "scores", "ttl", "--ttl", "2h");
    long touched = ttlLeft("ttl");
    run("touch", "scores", "ttl", "--no-expiry");

    assertThat(given).isBetween(3_500_000L, 3_600_000L);
    assertThat(kept).isBetween(3_500_000L, given);
    assertThat(touched).isBetween(7_100_000L, 7_200_000L);
    assertThat(run("ttl", "scores", "ttl").out()).isEqualTo("never expires\n");
    JsonObject json = object(run("ttl", "scores", "ttl", "--json"));
    assertThat(json.get("exists").getAsBoolean()).isTrue();
    assertThat(json.get("expires").getAsBoolean()).isFalse();
  }

  @Test
  void ttl_ofWhatIsNotInMemory_exitsWithOne() {
    Cli.Run run = run("ttl", "scores", "Jack");

    assertThat(run.err()).isEqualTo("cashew: scores has no key Jack in memory\n");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(object(run("ttl", "scores", "Jack", "--json")).get("exists").getAsBoolean())
        .isFalse();
  }

  @Test
  void ttl_ofSeveralKeys_tellsOfEach() {
    run("mset", "scores", "ttl1", "1", "ttl2", "2", "--no-expiry");

    Cli.Run run = run("ttl", "scores", "ttl1", "ttl2", "ttl3");

    assertThat(run.out())
        .isEqualTo(
            """
            KEY   TTL LEFT
            ttl1  never expires
            ttl2  never expires
            ttl3  not in memory
            """);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run("ttl", "scores", "ttl1", "ttl3", "-o", "raw").out()).isEqualTo("0\n-\n");
    assertThat(object(run("ttl", "scores", "ttl1", "ttl2", "--json")).getAsJsonArray("results"))
        .hasSize(2);
  }

  @Test
  void lines_inJson_mayHaveAnyBytes() {
    cli.withInput(
        """
        {"key": "j1", "value": "one"}
        {"key_base64": "/wA=", "value_base64": "AP8="}
        """);
    Cli.Run set = run("mset", "scores", "-f", "-", "--jsonl");
    cli.withInput("\"j1\"\n{\"key_base64\": \"/wA=\"}\n");
    Cli.Run got = run("mget", "scores", "-f", "-", "--jsonl", "--no-load", "-o", "csv");

    assertThat(set.exitCode()).isZero();
    assertThat(got.out().split("\r\n"))
        .containsExactly(
            "group,key,value,outcome,key_base64,value_base64",
            "scores,j1,one,hit,,",
            "scores,,,hit,/wA=,AP8=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json", "7", "{\"key\": \"k\"}", "{\"value\": \"v\"}"})
  void lineOfJson_thatLacksSomething_isRefused(String line) {
    cli.withInput(line + "\n");
    Cli.Run run = run("mset", "scores", "-f", "-", "--jsonl");

    assertThat(run.err()).startsWith("cashew: the line " + line).contains("(expected: ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void touch_ofSeveralKeys_tellsOfEach() {
    run("set", "scores", "touched", "1");

    Cli.Run run = run("touch", "scores", "touched", "untouched", "--ttl", "1h", "--json");

    JsonArray results = object(run).getAsJsonArray("results");
    assertThat(results.get(0).getAsJsonObject().get("existed").getAsBoolean()).isTrue();
    assertThat(results.get(1).getAsJsonObject().get("existed").getAsBoolean()).isFalse();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run("touch", "scores", "touched").exitCode()).isZero();
  }

  @Test
  void exists_ofSeveralKeys_tellsOfEach() {
    run("set", "scores", "here", "1");

    Cli.Run run = run("exists", "scores", "here", "nowhere");

    assertThat(run.out())
        .isEqualTo(
            """
            KEY      RESULT
            here     in memory
            nowhere  not in memory
            """);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run("exists", "scores", "here", "--json").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"del", "mdel"})
  void del_ofSeveralKeys_tellsOfEach(String verb) {
    run("set", "scores", "gone", "1");

    Cli.Run run = run(verb, "scores", "gone", "never", "--json");

    JsonArray results = object(run).getAsJsonArray("results");
    assertThat(results.get(0).getAsJsonObject().get("existed").getAsBoolean()).isTrue();
    assertThat(results.get(1).getAsJsonObject().get("existed").getAsBoolean()).isFalse();
    assertThat(run.exitCode()).isZero();
    assertThat(run("exists", "scores", "gone").exitCode()).isEqualTo(1);
  }

  @Test
  void mset_thenMget_areOfAllKeys() {
    Cli.Run set = run("mset", "scores", "m1", "1", "m2", "2", "--ttl", "1h");
    Cli.Run get = run("mget", "scores", "m2", "m1", "m3", "--no-load", "--json");

    assertThat(set.exitCode()).isZero();
    assertThat(set.out()).contains("m1   stored, version ");
    JsonArray results = object(get).getAsJsonArray("results");
    assertThat(results.get(0).getAsJsonObject().get("value").getAsString()).isEqualTo("2");
    assertThat(results.get(1).getAsJsonObject().get("value").getAsString()).isEqualTo("1");
    assertThat(results.get(2).getAsJsonObject().get("outcome").getAsString())
        .isEqualTo("not_loaded");
    assertThat(get.exitCode()).isEqualTo(1);
    assertThat(ttlLeft("m1")).isGreaterThan(3_500_000);
  }

  @Test
  void mset_ifAbsent_storesEachOnItsOwn() {
    run("set", "scores", "a1", "1");

    Cli.Run run = run("mset", "scores", "a1", "2", "a2", "2", "--if-absent", "--json");

    JsonArray results = object(run).getAsJsonArray("results");
    assertThat(results.get(0).getAsJsonObject().get("stored").getAsBoolean()).isFalse();
    assertThat(results.get(1).getAsJsonObject().get("stored").getAsBoolean()).isTrue();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run("get", "scores", "a1").out()).isEqualTo("1\n");
  }

  @Test
  void mset_withoutAValue_isRefused() {
    Cli.Run run = run("mset", "scores", "k", "v", "lonely");

    assertThat(run.err()).startsWith("cashew: lonely has no value (expected: ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void manyKeys_fromAFileAndStandardInput_areTakenInParts() throws IOException {
    String pairs =
        IntStream.range(0, 2_500)
            .mapToObj(i -> "f" + i + "\tvalue " + i + "\n")
            .collect(Collectors.joining());
    String keys =
        IntStream.range(0, 2_500).mapToObj(i -> "f" + i + "\n").collect(Collectors.joining());
    Path file = Files.writeString(directory.resolve("keys"), keys);

    cli.withInput(pairs);
    Cli.Run set = run("mset", "scores", "--from", "-");
    Cli.Run get = run("mget", "scores", "--no-load", "--from", file.toString());
    Cli.Run deleted = run("mdel", "scores", "--from", file.toString());

    assertThat(set.exitCode()).isZero();
    assertThat(get.exitCode()).isZero();
    assertThat(get.out().lines()).hasSize(2_501).anyMatch(line -> line.contains("value 2499"));
    assertThat(deleted.exitCode()).isZero();
    assertThat(run("exists", "scores", "f0", "f2499").exitCode()).isEqualTo(1);
  }

  @Test
  void keysAndValues_inBase64_mayBeAnyBytes() {
    Cli.Run set = run("mset", "scores", "--base64", "/wAK", "AAk=");
    JsonObject got =
        object(run("mget", "scores", "--base64", "/wAK", "--no-load", "--json"))
            .getAsJsonArray("results")
            .get(0)
            .getAsJsonObject();

    assertThat(set.exitCode()).isZero();
    assertThat(got.get("key_base64").getAsString()).isEqualTo("/wAK");
    assertThat(got.get("value").getAsString()).isEqualTo("\u0000\t");
    assertThat(run("get", "scores", "--base64", "/wAK", "--raw").out()).isEqualTo("\u0000\t");
    assertThat(run("set", "scores", "--base64", "/wAK", "AQ==").exitCode()).isZero();
    assertThat(run("ttl", "scores", "--base64", "/wAK").exitCode()).isZero();
    assertThat(run("exists", "scores", "--base64", "no base64!").exitCode()).isEqualTo(2);
  }

  @Test
  void verbsOfManyKeys_withoutAny_areRefused() {
    for (String verb : List.of("mget", "mset", "del", "touch", "exists")) {
      assertThat(run(verb, "scores").exitCode()).isEqualTo(2);
    }
  }

  @Test
  void verbs_ofAnUnknownGroup_exitWithTwo() {
    assertThat(run("touch", "nope", "k").exitCode()).isEqualTo(2);
    assertThat(run("exists", "nope", "k").exitCode()).isEqualTo(2);
    assertThat(run("mset", "nope", "k", "v").exitCode()).isEqualTo(2);
    assertThat(run("set", "nope", "k", "v", "--if-absent").exitCode()).isEqualTo(2);
  }

  @Test
  void shell_asAScript_runsItsLinesOnTheCluster() {
    Cli.Run run =
        cli.withInput("use scores\nset shell 7\nget shell\nuse\nnodes -o raw\n")
            .run("shell", "--proxy=" + cluster.address(), "--admin=" + cluster.adminAddress());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("stored, version ").endsWith("\n7\nnode1\nnode2\nnode3\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void ringDiff_ofTheRingsThereWere_saysBetweenWhichAndWhatMoved() {
    String admin = "--admin=" + cluster.adminAddress();
    JsonArray rings = object(cli.run("ring", "history", "--json", admin)).getAsJsonArray("rings");
    String newer = epoch(rings, 0);
    String older = epoch(rings, Math.min(3, rings.size() - 1)); // the oldest may soon be forgotten

    Cli.Run run = cli.run("ring", "diff", older, newer, "--json", admin);

    assertThat(run.err()).isEmpty();
    assertThat(object(run).get("from_epoch").getAsString()).isEqualTo(older);
    assertThat(object(run).get("to_epoch").getAsString()).isEqualTo(newer);
    assertThat(object(run).get("moved").getAsInt() > 0).isEqualTo(!older.equals(newer));
  }

  private static String epoch(JsonArray rings, int place) {
    return rings.get(place).getAsJsonObject().get("epoch").getAsString();
  }

  private long ttlLeft(String key) {
    return object(run("ttl", "scores", key, "--json")).get("ttl_left_ms").getAsLong();
  }

  private Cli.Run run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--proxy=" + cluster.address();
    return cli.run(all);
  }

  private static JsonObject object(Cli.Run run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }
}
