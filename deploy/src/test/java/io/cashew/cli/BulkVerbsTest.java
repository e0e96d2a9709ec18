package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.local.LocalCluster;
import io.cashew.local.LocalConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** The verbs that take many keys from a file or put them there, on three nodes. */
@Timeout(60)
final class BulkVerbsTest {
  private static final int MANY = 60;

  private static LocalCluster cluster;
  @TempDir Path directory;
  private final Cli cli = new Cli();

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    Path source = Files.createDirectories(directory.resolve("source/warm"));
    for (int i = 0; i < MANY; i++) {
      Files.writeString(source.resolve("k" + i), "value " + i);
    }
    Path file =
        Files.writeString(
            directory.resolve("cashew.yaml"),
            """
            sources:
              files:
                type: file
                directory: %s
            groups:
              warm:
                ttl: 10m
                source:
                  connection: files
                  path: warm
              from:
                ttl: 10m
              into:
                ttl: 10m
              part:
                ttl: 10m
            """
                .formatted(source.getParent()));
    CashewConfig config =
        CashewConfig.from(
            Settings.read(
                Optional.of(file),
                List.of(
                    new Flag("--port", "proxy.listen", "127.0.0.1:0"),
                    new Flag("--admin", "proxy.admin", "127.0.0.1:0")),
                Map.of()));
    cluster = LocalCluster.start(new LocalConfig(3, directory, config));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void warm_loadsWhatIsNotThere() throws IOException {
    String keys =
        IntStream.range(0, MANY).mapToObj(i -> "k" + i + "\n").collect(Collectors.joining());
    Path file = Files.writeString(directory.resolve("keys"), keys + "nowhere\n");
    assertThat(data("get", "warm", "k0").exitCode()).isZero();

    Cli.Run first = data("warm", "warm", "-f", file.toString());
    Cli.Run again = data("warm", "warm", "-f", file.toString(), "--rate", "100000", "--json");

    assertThat(first.out()).isEqualTo("loaded 59, already there 1, absent 1, failed 0\n");
    assertThat(first.err()).contains("cashew: 61 of 61 keys\n");
    assertThat(first.exitCode()).isZero();
    assertThat(JsonParser.parseString(again.out()))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"group": "warm", "loaded": 0, "already_there": 60, "absent": 1, "failed": 0}
                """));
    assertThat(data("get", "warm", "k7", "--no-load").out()).isEqualTo("value 7\n");
  }

  @Test
  void warm_thatWasCutOff_goesOnWhereItWas() throws IOException {
    Path file = directory.resolve("keys");
    Files.write(file, IntStream.range(0, 2_500).mapToObj(i -> "none" + i).toList());
    Path resume = directory.resolve("resume");
    String task = "warm warm -f " + file;
    Progress.readFrom(resume, task).advance(2_400, List.of("none3", "none4"));

    Cli.Run run =
        data("warm", "warm", "-f", file.toString(), "--resume", resume.toString(), "--json");

    assertThat(object(run).get("absent").getAsInt())
        .isEqualTo(102); // those that failed, and the last 100
    assertThat(object(run).get("failed").getAsInt()).isZero();
    assertThat(resume).doesNotExist();
  }

  @Test
  void warm_withNobodyThere_keepsWhatItNoted() throws IOException {
    Path file = Files.writeString(directory.resolve("keys"), "a\nb\n");
    Path resume = directory.resolve("resume");
    Progress.readFrom(resume, "warm warm -f " + file).advance(1, List.of());
    String noted = Files.readString(resume);

    Cli.Run run =
        cli.run(
            "warm",
            "warm",
            "-f",
            file.toString(),
            "--resume",
            resume.toString(),
            "--proxy",
            nobody().toString());

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(Files.readString(resume)).isEqualTo(noted);
  }

  @Test
  void resume_ofAnotherTask_isRefused() throws IOException {
    Path resume = directory.resolve("resume");
    Progress.readFrom(resume, "warm other -f keys").advance(1, List.of());
    Path file = Files.writeString(directory.resolve("keys"), "a\n");

    Cli.Run run = data("warm", "warm", "-f", file.toString(), "--resume", resume.toString());

    assertThat(run.err()).contains(" is of another task: warm other -f keys (expected: ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void exportThenImport_bringsEveryEntryWithItsTime() throws IOException {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      pairs.addAll(List.of("e" + i, "value " + i));
    }
    pairs.add(0, "from");
    pairs.add(0, "mset");
    pairs.add("--ttl=1h");
    assertThat(data(pairs.toArray(String[]::new)).exitCode()).isZero();
    data("set", "from", "--base64", "/wA=", "AP8=", "--no-expiry");
    Path file = directory.resolve("dump");

    Cli.Run export = settled("export", "from", "-f", file.toString());
    data("set", "into", "e1", "mine");
    Cli.Run first = data("import", "into", "-f", file.toString(), "--if-absent", "--json");
    Cli.Run second = data("import", "into", "-f", file.toString());

    assertThat(export.err()).isEqualTo("cashew: 61 entries\n");
    assertThat(export.exitCode()).isZero();
    assertThat(Files.readAllLines(file)).hasSize(MANY + 1);
    assertThat(object(first).get("stored").getAsInt()).isEqualTo(MANY);
    assertThat(object(first).get("already_there").getAsInt()).isEqualTo(1);
    assertThat(second.out()).isEqualTo("stored 61, already there 0, failed 0\n");
    assertThat(data("get", "into", "e7").out()).isEqualTo("value 7\n");
    assertThat(data("get", "into", "--base64", "/wA=", "-o", "raw").outBytes().toByteArray())
        .isEqualTo(new byte[] {0, (byte) 0xFF});
    assertThat(data("ttl", "into", "--base64", "/wA=").out()).isEqualTo("never expires\n");
    assertThat(Long.parseLong(data("ttl", "into", "e7", "-o", "raw").out().strip()))
        .isBetween(3_400_000L, 3_600_000L);
  }

  @Test
  void exportOfKeys_hasNoValues() {
    data("set", "part", "only", "secret");

    Cli.Run run = settled("export", "part", "--keys");

    assertThat(run.out()).isEqualTo("{\"key\":\"only\"}\n");
    assertThat(run.err()).isEqualTo("cashew: 1 entry\n");
  }

  @Test
  void export_ofAnUnknownGroup_isRefused() {
    Cli.Run run = admin("export", "nope");

    assertThat(run.err()).contains("has no group \"nope\"").contains("(GROUP_UNKNOWN)\ntry: ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void import_ofALineThatIsNone_isRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("dump"), "{\"key\": 7}\n");

    Cli.Run run = data("import", "into", "-f", file.toString());

    assertThat(run.err()).startsWith("cashew: the line {\"key\": 7} has no value (expected: ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  /** Once no partition moves any more: a cluster that has just begun may still be at it. */
  private Cli.Run settled(String... arguments) {
    Cli.Run run = admin(arguments);
    for (int i = 0; i < 1_000 && run.exitCode() == ExitCode.PARTIAL.code(); i++) {
      run = admin(arguments);
    }
    return run;
  }

  private static HostAndPort nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return HostAndPort.fromParts("127.0.0.1", socket.getLocalPort());
    }
  }

  private Cli.Run data(String... arguments) {
    return run("--proxy=" + cluster.address(), arguments);
  }

  private Cli.Run admin(String... arguments) {
    return run("--admin=" + cluster.adminAddress(), arguments);
  }

  private Cli.Run run(String where, String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = where;
    all[arguments.length + 1] = "--deadline=30s";
    return cli.run(all);
  }

  private static JsonObject object(Cli.Run run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }
}
