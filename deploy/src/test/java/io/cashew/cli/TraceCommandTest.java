package io.cashew.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceCommandTest {
  private final Cli cli = new Cli();

  @TempDir Path directory;

  /** A key is read twice, then others pass: LRU of two entries loses it, FIFO as well. */
  @BeforeEach
  void writeTraces() throws IOException {
    write("tiny.ids.gz", 0, 1, 0, 2, 0, 3, 0, 1);
    write("tiny.kvsize-by-id.gz", 10, 20, 30, 40);
    write("other.ids.gz", 0, 0, 0, 0);
  }

  @Test
  void trace_isATable() {
    Cli.Run run = run("tiny.ids.gz", "--policy", "lru,fifo", "--sizes", "50%,4");

    assertThat(run.out())
        .isEqualTo(
            """
            TRACE  SIZE  ENTRIES  lru    fifo
            tiny   50%   2        37.50  25.00
            tiny   4     4        50.00  50.00
            """);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void trace_byBytes_countsBytes() {
    Cli.Run run = run("tiny.ids.gz", "--by", "bytes", "--policy", "lru", "--sizes", "50%,1KiB");

    assertThat(run.out())
        .isEqualTo(
            """
            TRACE  SIZE  BYTES  lru
            tiny   50%   50     37.50
            tiny   1KiB  1024   50.00
            """);
  }

  @Test
  void directory_meansAllTracesInIt() {
    Cli.Run run = run("", "--policy", "lru", "--sizes", "100%");

    assertThat(run.out())
        .isEqualTo(
            """
            TRACE  SIZE  ENTRIES  lru
            other  100%  1        75.00
            tiny   100%  4        50.00
            """);
  }

  @Test
  void policies_notNamed_areAll() {
    Cli.Run run = run("tiny.ids.gz", "--sizes", "50%");

    assertThat(run.out().lines().findFirst().orElseThrow().split(" +"))
        .containsExactly(
            "TRACE",
            "SIZE",
            "ENTRIES",
            "slru",
            "slru-plain",
            "lru",
            "fifo",
            "lfu",
            "lru-k",
            "2q",
            "s3fifo",
            "sieve",
            "gdsf");
  }

  @Test
  void policies_withSeveralParameters_areToldApart() {
    Cli.Run run = run("tiny.ids.gz", "--policy", "2q:in=20,out=60,lru-k:k=3,lru", "--sizes", "50%");

    assertThat(run.out()).contains("2q:in=20,out=60  lru-k:k=3  lru\n");
  }

  @Test
  void sizes_asARange_areSharesInSteps() {
    Cli.Run run = run("tiny.ids.gz", "--policy", "lru", "--sizes", "25%..100%:3");

    assertThat(run.out()).contains("tiny   25% ").contains("tiny   50% ").contains("tiny   100%");
  }

  @Test
  void json_hasEveryFigure() {
    Cli.Run run = run("tiny.ids.gz", "--policy", "lru", "--sizes", "50%", "--json");

    JsonObject answer = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(answer.get("by").getAsString()).isEqualTo("entries");
    JsonObject result = answer.getAsJsonArray("results").get(0).getAsJsonObject();
    assertThat(result.get("trace").getAsString()).isEqualTo("tiny");
    assertThat(result.get("policy").getAsString()).isEqualTo("lru");
    assertThat(result.get("capacity").getAsString()).isEqualTo("2");
    assertThat(result.get("requests").getAsString()).isEqualTo("8");
    assertThat(result.get("hits").getAsString()).isEqualTo("3");
    assertThat(result.get("hit_percent").getAsDouble()).isEqualTo(37.5);
  }

  @Test
  void csv_hasALineForEachReplay() throws IOException {
    Path file = directory.resolve("figures.csv");

    run("tiny.ids.gz", "--policy", "lru,2q:in=20,out=60", "--sizes", "50%", "--csv", file + "");

    assertThat(file)
        .hasContent(
            """
            trace,size,capacity_entries,share_percent,policy,requests,hits,hit_percent
            tiny,50%,2,50.0000,lru,8,3,37.5000
            tiny,50%,2,50.0000,"2q:in=20,out=60",8,2,25.0000
            """);
  }

  @Test
  void picture_asPng_isAnImage() throws IOException {
    Path file = directory.resolve("figures.png");

    Cli.Run run = run("", "--picture", file.toString());

    assertThat(run.exitCode()).isZero();
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isGreaterThan(1000);
    assertThat(image.getHeight()).isGreaterThan(500);
  }

  @Test
  void picture_asSvg_namesThePolicies() throws IOException {
    Path file = directory.resolve("figures.svg");

    Cli.Run run = run("", "--policy", "lru,sieve", "--picture", file.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(Files.readString(file, UTF_8))
        .startsWith("<?xml")
        .contains(">lru<", ">sieve<") // the panels' texts are outlines
        .endsWith("</svg>\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--policy | arc | --policy: no policy is named \"arc\" (expected: one of slru, slru-plain,",
        "--policy | lru-k:k=1 | --policy: policy lru-k: k is 1 (expected: 2 to 8)",
        "--sizes | many | --sizes: \"many\" is no size (expected: a share as 5%, entries as 10000,",
        "--sizes | 0 | --sizes: \"0\" is no size (expected:",
        "--sizes | 101% | --sizes: \"101%\" is no share (expected: 0.001% to 100%",
        "--sizes | 64MiB | --sizes: 64MiB is in bytes (expected: entries, or --by bytes)",
        "--sizes | 1%..50% | --sizes: \"1%..50%\" is no range (expected: FROM%..TO%:STEPS)",
        "--sizes | 50%..1%:4 | --sizes: \"50%..1%:4\" is no range (expected: FROM%..TO%:STEPS,",
        "--picture | x.gif | --picture: x.gif (expected: a name ending in .png or .svg)",
        "--by | weight | Invalid value for option '--by': expected one of [ENTRIES, BYTES]"
      })
  void option_thatCannotBeMeant_isRefused(String option, String value, String message) {
    Cli.Run run = run("tiny.ids.gz", option, value);

    assertThat(run.err()).startsWith("cashew: " + message);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void file_notThere_isRefused() {
    Cli.Run run = run("none.ids.gz");

    assertThat(run.err())
        .startsWith("cashew: ")
        .contains("none.ids.gz: no such file or directory (expected: NAME.ids.gz,");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void file_thatIsNoTrace_isRefused() throws IOException {
    Files.write(directory.resolve("plain.ids.gz"), "0,1,2".getBytes(US_ASCII));

    Cli.Run run = run("plain.ids.gz");

    assertThat(run.err()).contains("plain.ids.gz: cannot be unpacked");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void bytes_ofATraceWithoutSizes_areRefused() {
    Cli.Run run = run("other.ids.gz", "--by", "bytes");

    assertThat(run.err()).startsWith("cashew: other has no sizes (expected: other.sizes.gz or");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void directory_withoutTraces_isRefused() throws IOException {
    Files.createDirectory(directory.resolve("empty"));

    Cli.Run run = run("empty");

    assertThat(run.err()).contains("empty: no traces (expected: NAME.ids.gz)");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void trace_withoutAFile_saysWhatIsMissing() {
    Cli.Run run = cli.run("bench", "trace");

    assertThat(run.err()).contains("FILE_OR_DIR").contains("try: cashew bench trace --help");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void bench_withoutAGroup_saysSo() {
    Cli.Run run = cli.run("bench");

    assertThat(run.err()).startsWith("cashew: no group is named (expected: cashew bench GROUP)");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void bench_withAGroup_measuresTheClusterAsBefore() {
    Cli.Run run = cli.run("bench", "scores", "--keys", "0");

    assertThat(run.err()).startsWith("cashew: --keys");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void help_ofBench_namesTrace() {
    assertThat(cli.run("bench", "--help").out())
        .contains("trace")
        .contains("Measure the hit ratios of policies on recorded requests.");
    assertThat(cli.run("bench", "trace", "--help").out())
        .contains("Usage: cashew bench trace")
        .contains("1%..50%:8");
  }

  private Cli.Run run(String file, String... options) {
    String[] all = new String[options.length + 3];
    all[0] = "bench";
    all[1] = "trace";
    all[2] = directory.resolve(file).toString();
    System.arraycopy(options, 0, all, 3, options.length);
    return cli.run(all);
  }

  private void write(String name, int... numbers) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(numbers);
    try (GZIPOutputStream out =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve(name)))) {
      out.write(bytes.array());
    }
  }
}
