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
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bench against a cluster of two nodes: by every door, some thousand requests. */
@Timeout(60)
final class BenchCommandTest {
  private static LocalCluster cluster;
  private static String resp;

  @TempDir Path directory;
  private final Cli cli = new Cli();

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    int port = freePort();
    resp = "--resp=127.0.0.1:" + port;
    Path file =
        Files.writeString(
            directory.resolve("cashew.yaml"),
            "groups:\n  scores:\n    ttl: 10m\nproxy:\n  resp: 127.0.0.1:%d\n".formatted(port));
    CashewConfig config =
        CashewConfig.from(
            Settings.read(
                Optional.of(file),
                List.of(
                    new Flag("--port", "proxy.listen", "127.0.0.1:0"),
                    new Flag("--admin", "proxy.admin", "127.0.0.1:0")),
                Map.of()));
    cluster = LocalCluster.start(new LocalConfig(2, Path.of("."), config));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--door=exchange", "--door=unary", "--door=client", "--callers=2", "resp"})
  void bench_byEveryDoor_hitsWhatItHasSet(String door) {
    Cli.Run run =
        run("--requests=1000", "--keys=200", door.equals("resp") ? resp : door, "-o=json");

    JsonObject result = json(run);
    JsonObject gets = result.getAsJsonObject("endings").getAsJsonObject("get");
    assertThat(gets.get(door.equals("resp") ? "found" : "hit").getAsInt()).isEqualTo(1_000);
    assertThat(result.get("hit_ratio").getAsDouble()).isEqualTo(1);
    assertThat(result.get("p50_us").getAsDouble()).isPositive();
    assertThat(result.get("max_us").getAsDouble())
        .isGreaterThan(result.get("p50_us").getAsDouble());
    assertThat(run.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--door=exchange", "--door=unary", "--door=client", "resp"})
  void bench_ofAMix_countsEachVerb(String door) {
    Cli.Run run =
        run(
            "--requests=1000",
            "--keys=200",
            "--mix=get=60,set=20,delete=10,touch=10",
            door.equals("resp") ? resp : door,
            "-o=json");

    JsonObject result = json(run);
    JsonObject endings = result.getAsJsonObject("endings");
    assertThat(endings.getAsJsonObject("get").get("absent").getAsInt()).isPositive();
    assertThat(
            Stream.of("set", "delete", "touch")
                .mapToInt(verb -> endings.getAsJsonObject(verb).get("done").getAsInt())
                .sum())
        .isBetween(330, 470);
    assertThat(result.getAsJsonObject("latency_by_verb").keySet())
        .containsExactlyInAnyOrder("get", "set", "delete", "touch");
    assertThat(run.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--door=exchange", "--door=unary", "--door=client", "resp"})
  void bench_ofManyKeysAtOnce_countsKeys(String door) {
    Cli.Run run =
        run(
            "--requests=100",
            "--keys=50",
            "--many=20",
            door.equals("resp") ? resp : door,
            "-o=json");

    JsonObject result = json(run);
    JsonObject gets = result.getAsJsonObject("endings").getAsJsonObject("get");
    assertThat(gets.get(door.equals("resp") ? "found" : "hit").getAsInt()).isEqualTo(2_000);
    assertThat(result.getAsJsonObject("latency").get("count").getAsInt()).isEqualTo(100);
  }

  @Test
  void bench_atARate_keepsItAndTellsAllThereIs() {
    Cli.Run run =
        run(
            "--rate=2k",
            "--arrivals=poisson",
            "--duration=1500ms",
            "--warm-up=100ms",
            "-o",
            "json");

    JsonObject result = json(run);
    assertThat(result.getAsJsonObject("latency").get("count").getAsInt()).isBetween(2_500, 3_500);
    assertThat(result.getAsJsonObject("latency_since_sent").get("count").getAsInt())
        .isBetween(2_500, 3_500);
    JsonArray percentiles = result.getAsJsonObject("latency").getAsJsonArray("percentiles");
    assertThat(percentiles.size()).isGreaterThan(20);
    assertThat(percentiles.get(percentiles.size() - 1).getAsJsonArray().get(0).getAsDouble())
        .isEqualTo(100);
    assertThat(result.getAsJsonArray("intervals")).hasSize(2);
    assertThat(result.getAsJsonObject("plan").get("pace").getAsString())
        .isEqualTo("2,000/s by chance");
  }

  @Test
  void bench_forPeople_saysWhatItWritesAndWhatItFound() {
    Cli.Run run =
        run(
            "--requests=500",
            "--keys=100",
            "--zipf=0.99",
            "--value=10..1000",
            "--cpu-of=" + ProcessHandle.current().pid());

    assertThat(run.err())
        .isEqualTo(
            "cashew: writes 100 keys \"bench:...\" of the group scores, which live for 1h\n");
    assertThat(run.out())
        .contains("scores, exchange at 127.0.0.1:")
        .contains("100 keys, zipf 0.99; values 10 to 1000 B; get=1")
        .containsPattern("[\\d,]+ requests/s in ")
        .containsPattern("latency +p50 [\\d.,]+, p90 [\\d.,]+, p99 [\\d.,]+, p99.9 [\\d.,]+, max")
        .contains("gets     100.00 % from memory: 500 hit")
        .containsPattern("CPU +[\\d.]+ us per key in process")
        .containsPattern("bench +[\\d.]+ us of CPU per key, its busiest thread");
  }

  @Test
  void bench_withoutFilling_countsWhatIsAbsent() {
    Cli.Run run = run("--requests=300", "--prefix=nobody", "--no-fill", "--key-size=0", "-o=json");

    assertThat(run.err()).isEmpty();
    JsonObject gets = json(run).getAsJsonObject("endings").getAsJsonObject("get");
    assertThat(gets.get("absent").getAsInt()).isEqualTo(300);
    assertThat(json(run).get("hit_ratio").getAsDouble()).isZero();
  }

  /** Keys of a size of their own: nobody has set them before. */
  @Test
  void bench_ofATrace_asksForItOnce_andCanSetWhatItMisses() throws IOException {
    int[] requests = IntStream.range(0, 400).map(i -> i % 80).toArray();

    Cli.Run run =
        run(
            "--trace=" + trace(requests),
            "--no-fill",
            "--set-missed",
            "--key-size=40",
            "--connections=1",
            "--outstanding=1",
            "-o=json");

    JsonObject endings = json(run).getAsJsonObject("endings");
    assertThat(endings.getAsJsonObject("get").get("absent").getAsInt()).isEqualTo(80);
    assertThat(endings.getAsJsonObject("get").get("hit").getAsInt()).isEqualTo(320);
    assertThat(endings.getAsJsonObject("set").get("done").getAsInt()).isEqualTo(80);
    assertThat(run.err()).startsWith("cashew: writes 80 keys \"bench:...\"");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void bench_ofAGroupThatIsNotThere_saysSo() {
    Cli.Run run = cli.run("bench", "none", "--proxy=" + cluster.address());

    assertThat(run.err()).contains("(GROUP_UNKNOWN)").contains("try: 'cashew groups'");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void bench_ofRedisThatIsNotThere_saysSo() {
    Cli.Run run = cli.run("bench", "scores", "--resp=127.0.0.1:" + freePort());

    assertThat(run.err()).contains("cashew: cannot connect to 127.0.0.1:");
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--no-fill --mix=get=9,set=1", "--no-fill --set-missed"})
  void bench_ofKeysThatMayBeSomebodys_isRefused(String options) {
    Cli.Run run =
        run(Stream.concat(Stream.of("--prefix=user"), words(options)).toArray(String[]::new));

    assertThat(run.err())
        .isEqualTo(
            "cashew: --prefix: keys that begin with \"user\" may be somebody's (expected: --no-fill"
                + " and gets only, or --fill to overwrite them)\n");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate=fast | --rate: \"fast\" (expected: requests in a second, such as 50000/s or 50k)",
        "--keys=0 | --keys: 0 (expected: 1 to a thousand million)",
        "--connections=0 | --connections: 0 (expected: 1 to 10,000)",
        "--threads=9 | --threads: 9 (expected: 1 to the number of connections, 4)",
        "--outstanding=0 | --outstanding: 0 (expected: 1 to 100,000)",
        "--many=1001 | --many: 1001 (expected: 1 to 1000)",
        "--duration=0s | --duration: PT0S (expected: above 0, up to a day)",
        "--requests=0 | --requests: 0 (expected: 1 or more)",
        "--zipf=0 | --zipf: 0.0 (expected: above 0, at most 5)",
        "--zipf=1 --sequential | --zipf, --sequential, --trace: (expected: one of them at most)",
        "--trace=none.ids.gz | --trace: none.ids.gz: no such file (expected: NAME.ids.gz)",
        "--callers=2 --door=unary | --callers: (expected: --door client, or no --door)",
        "--blocking | --blocking: (expected: --callers N, how many threads)",
        "--door=unary --resp=a:1 | --resp: together with --door unary (expected: one of them)",
        "--fill --no-fill | --fill: together with --no-fill (expected: one of them)",
      })
  void bench_ofWhatCannotBe_namesTheOptionAndTheRemedy(String options, String message) {
    Cli.Run run = run(words(options).toArray(String[]::new));

    assertThat(run.err()).isEqualTo("cashew: " + message + "\n");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void help_hasItsOptionsInGroups_onTwoScreens() {
    String help = cli.run("bench", "--help").out();

    assertThat(help)
        .contains("Usage: cashew bench GROUP [OPTIONS]")
        .contains("Keys and values:", "Requests:", "Load:", "Time:");
    assertThat(help.lines().count()).isLessThan(100);
  }

  private Cli.Run run(String... options) {
    return cli.run(
        Stream.concat(
                Stream.of("bench", "scores", "--proxy=" + cluster.address()), Stream.of(options))
            .toArray(String[]::new));
  }

  private static Stream<String> words(String text) {
    return text.isEmpty() ? Stream.of() : Stream.of(text.split(" "));
  }

  private static JsonObject json(Cli.Run run) {
    assertThat(run.out()).as(run.err()).isNotEmpty();
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private Path trace(int... requests) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * requests.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(requests);
    Path file = directory.resolve("few.ids.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes.array());
    }
    return file;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
