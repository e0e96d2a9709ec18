package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import io.cashew.client.FakeProxy;
import io.cashew.status.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
final class CacheVerbsTest {
  @TempDir Path directory;

  private final FakeProxy proxy = FakeProxy.start();
  private final Cli cli = new Cli();

  @BeforeEach
  void fill() {
    proxy.cache().put("scores", "Tom", "630").put("scores", "Jack", "589");
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void get_ofAKeyThereIs_printsItsValue() {
    Cli.Run run = run("get", "scores", "Tom");

    assertThat(run.out()).isEqualTo("630\n");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void get_raw_printsTheBytesAlone() {
    byte[] value = {0, (byte) 0xFF, '\n', 7};
    proxy.cache().put("scores", ByteString.copyFromUtf8("bin"), ByteString.copyFrom(value));

    Cli.Run run = run("get", "scores", "bin", "--raw");

    assertThat(run.outBytes()).isEqualTo(ByteString.copyFrom(value));
  }

  @Test
  void get_rawWithExplain_isRefused() {
    Cli.Run run = run("get", "scores", "Tom", "--raw", "--explain");

    assertThat(run.err()).startsWith("cashew: --raw prints the value's bytes alone (expected: ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void get_explained_tellsWhoAnsweredAndHow() {
    Cli.Run run = run("get", "scores", "Tom", "--explain");

    assertThat(run.out())
        .isEqualTo(
            """
            630
              outcome    hit
              node       n1
              partition  512
              epoch      0.3
              version    17
              age        1200ms
              ttl left   598800ms
            """);
  }

  @Test
  void get_inJson_isOneObject() {
    Cli.Run run = run("get", "scores", "Tom", "--explain", "--json");

    assertThat(JsonParser.parseString(run.out()))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"group": "scores", "key": "Tom", "value": "630", "outcome": "hit", "node": "n1",
                 "partition": 512, "epoch": "0.3", "version": "17", "age_ms": 1200,
                 "ttl_left_ms": 598800}
                """));
  }

  @Test
  void get_ofBytesInJson_isBase64() {
    proxy
        .cache()
        .put(
            "scores",
            ByteString.copyFromUtf8("bin"),
            ByteString.copyFrom(new byte[] {(byte) 0xFF, 0}));

    JsonObject json = object(run("get", "scores", "bin", "--json"));

    assertThat(json.get("value_base64").getAsString()).isEqualTo("/wA=");
    assertThat(json.has("value")).isFalse();
  }

  @Test
  void get_ofAnAbsentKey_exitsWithOne() {
    Cli.Run run = run("get", "scores", "Nobody");

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("cashew: scores has no key Nobody\n");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void get_ofAnAbsentKeyExplainedInJson_tellsHowThatIsKnown() {
    Cli.Run run = run("get", "scores", "Nobody", "--explain", "--json");

    JsonObject json = object(run);
    assertThat(json.get("absent").getAsBoolean()).isTrue();
    assertThat(json.get("outcome").getAsString()).isEqualTo("negative");
    assertThat(json.get("node").getAsString()).isEqualTo("n1");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void get_ofAnUnknownGroup_saysHowToListThem() {
    Cli.Run run = run("get", "nope", "Tom");

    assertThat(run.err())
        .isEqualTo(
            """
            cashew: there is no group "nope" (GROUP_UNKNOWN)
            try: 'cashew groups' lists the groups there are
            """);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "ACL,3",
    "TOKEN,3",
    "SOURCE_DOWN,4",
    "OWNER_SLOW,4",
    "IN_FLIGHT,4",
    "NO_RING,4",
    "VALUE_TOO_LARGE,2",
    "INTERNAL,70"
  })
  void get_thatFails_exitsByReason(Reason reason, int exitCode) {
    proxy.cache().failWith(reason, "what happened");

    Cli.Run run = run("get", "scores", "Tom");

    assertThat(run.err()).startsWith("cashew: what happened (" + reason + ")\ntry: ");
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void get_withNoProxyThere_saysWhereItLookedAndTheWayOut() throws IOException {
    int port = freePort();

    Cli.Run run = cli.run("get", "scores", "Tom", "--proxy", "127.0.0.1:" + port);

    assertThat(run.err())
        .startsWith(
            "cashew: cannot reach the proxy at 127.0.0.1:%d: connection refused".formatted(port))
        .contains("(OWNER_UNREACHABLE)\ntry: 'cashew local' to start a cluster")
        .doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @Test
  void get_withOneOfTwoProxiesDead_succeeds() throws IOException {
    Cli.Run run =
        cli.run(
            "get", "scores", "Tom", "--proxy", "127.0.0.1:" + freePort() + "," + proxy.address());

    assertThat(run.out()).isEqualTo("630\n");
  }

  @Test
  void get_unanswered_exitsAtItsDeadline() {
    proxy.cache().fallSilent();

    Cli.Run run = run("get", "scores", "Tom", "--deadline", "500ms");

    assertThat(run.err())
        .startsWith("cashew: no answer from the proxy at " + proxy.address() + " within 500ms")
        .contains("try: again, or with a longer --deadline");
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @Test
  void set_thenGet_isRead() {
    Cli.Run run = run("set", "scores", "Tom", "640", "--ttl", "10s");

    assertThat(run.out()).isEqualTo("stored, version 1\n");
    assertThat(proxy.cache().valueOf("scores", "Tom")).isEqualTo("640");
    assertThat(proxy.cache().requests()).containsExactly("set ttl=10000");
  }

  @Test
  void set_fromStandardInputAndFile_storesTheirBytes() throws IOException {
    Path file = Files.writeString(directory.resolve("value"), "from file\n");

    cli.withInput("from input\n");
    run("set", "scores", "in", "-");
    run("set", "scores", "file", "@" + file);

    assertThat(proxy.cache().valueOf("scores", "in")).isEqualTo("from input\n");
    assertThat(proxy.cache().valueOf("scores", "file")).isEqualTo("from file\n");
  }

  @Test
  void set_fromAFileThatIsNotThere_saysSo() {
    Cli.Run run = run("set", "scores", "Tom", "@/nowhere/at/all");

    assertThat(run.err())
        .startsWith("cashew: the value cannot be read from @/nowhere/at/all: NoSuchFileException");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void set_withoutAUnit_saysWhatIsExpected() {
    Cli.Run run = run("set", "scores", "Tom", "640", "--ttl", "10");

    assertThat(run.err())
        .isEqualTo(
            """
            cashew: Invalid value for option '--ttl': "10" (expected: a whole number and a unit, such as 500ms, 10s, 5m, 1h or 1d)
            try: cashew set --help
            """);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void set_withATimeToLiveOfZero_isRefusedUnsent() {
    Cli.Run run = run("set", "scores", "Tom", "640", "--ttl", "0s");

    assertThat(run.err()).contains("(TTL_OUT_OF_RANGE)\ntry: --ttl from 1ms to 365d");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(proxy.cache().requests()).isEmpty();
  }

  @Test
  void set_ofAnyBytes_storesThemExactly() throws IOException {
    byte[] any = new byte[5_000];
    new Random(3).nextBytes(any);
    Path file = Files.write(directory.resolve("any"), any);

    cli.withInput(ByteString.copyFrom(any));
    run("set", "scores", "in", "-");
    run("set", "scores", "file", "@" + file);

    assertThat(run("get", "scores", "in", "-o", "raw").outBytes().toByteArray()).isEqualTo(any);
    assertThat(run("get", "scores", "file", "--raw").outBytes().toByteArray()).isEqualTo(any);
  }

  @Test
  void get_ofAStaleValue_saysSoUnlessThatWillDo() {
    proxy.cache().growStale();

    Cli.Run warned = run("get", "scores", "Tom");
    Cli.Run content = run("get", "scores", "Tom", "--stale-ok");

    assertThat(warned.err()).startsWith("cashew: this value is past its time");
    assertThat(content.err()).isEmpty();
    assertThat(warned.out()).isEqualTo(content.out()).isEqualTo("630\n");
    assertThat(warned.exitCode()).isZero();
  }

  @Test
  void help_listsEveryExitCode() {
    String help = cli.run("--help").out();

    for (ExitCode code : ExitCode.values()) {
      assertThat(help).containsPattern("(?m)^ *%d {2,}\\S".formatted(code.code()));
    }
    assertThat(ExitCode.values())
        .extracting(ExitCode::code)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 70);
  }

  @Test
  void del_ofSeveralKeys_tellsOfEach() {
    Cli.Run run = run("del", "scores", "Tom", "Nobody");

    assertThat(run.out())
        .isEqualTo(
            """
            KEY     RESULT
            Tom     deleted
            Nobody  deleted (was not in memory)
            """);
    assertThat(run.exitCode()).isZero();
    assertThat(proxy.cache().valueOf("scores", "Tom")).isEmpty();
  }

  @Test
  void del_withAFailure_isPartial() {
    proxy.cache().breakKey("Jack", Reason.OWNER_UNREACHABLE, "n2 is out of reach");

    Cli.Run run = run("del", "scores", "Tom", "Jack", "--json");

    JsonArray results = object(run).getAsJsonArray("results");
    assertThat(results.get(0).getAsJsonObject().get("existed").getAsBoolean()).isTrue();
    assertThat(reasonOf(results.get(1).getAsJsonObject())).isEqualTo("OWNER_UNREACHABLE");
    assertThat(run.err()).isEqualTo("cashew: 1 of 2 keys failed\n");
    assertThat(run.exitCode()).isEqualTo(5);
  }

  @Test
  void del_ofOneKeyThatFails_exitsByReason() {
    proxy.cache().breakKey("Jack", Reason.OWNER_UNREACHABLE, "n2 is out of reach");

    Cli.Run run = run("del", "scores", "Jack");

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("cashew: n2 is out of reach (OWNER_UNREACHABLE)");
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @Test
  void mget_ofAllPresent_isATable() {
    proxy.cache().put("scores", "Lines", "a\nb\té");

    Cli.Run run = run("mget", "scores", "Tom", "Lines");

    assertThat(run.out())
        .isEqualTo(
            """
            KEY    VALUE    OUTCOME
            Tom    630      hit
            Lines  a\\nb\\té  hit
            """);
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void mget_withAnAbsentKey_exitsWithOne() {
    Cli.Run run = run("mget", "scores", "Tom", "Nobody");

    assertThat(run.out()).contains("Nobody  -      absent");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void mget_withFailures_isPartial() {
    proxy.cache().breakKey("Jack", Reason.SOURCE_DOWN, "no database");

    Cli.Run run = run("mget", "scores", "Tom", "Jack", "Nobody", "--json");

    JsonArray results = object(run).getAsJsonArray("results");
    assertThat(results.get(0).getAsJsonObject().get("value").getAsString()).isEqualTo("630");
    assertThat(reasonOf(results.get(1).getAsJsonObject())).isEqualTo("SOURCE_DOWN");
    assertThat(results.get(2).getAsJsonObject().get("absent").getAsBoolean()).isTrue();
    assertThat(run.err()).isEqualTo("cashew: 1 of 3 keys failed\n");
    assertThat(run.exitCode()).isEqualTo(5);
  }

  private Cli.Run run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--proxy=" + proxy.address();
    return cli.run(all);
  }

  private static JsonObject object(Cli.Run run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static String reasonOf(JsonObject result) {
    return result.getAsJsonObject("error").get("reason").getAsString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
