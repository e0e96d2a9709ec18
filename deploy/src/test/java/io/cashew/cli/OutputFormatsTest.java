package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import io.cashew.client.FakeProxy;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.Node;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class OutputFormatsTest {
  private static FakeProxy proxy;
  private final Cli cli = new Cli();

  @BeforeAll
  static void start() {
    proxy = FakeProxy.start();
    Node.Builder node = Node.newBuilder().setAddress("a:1").setWeight(1).setRegistered(true);
    proxy.answerNodes(
        ListNodesReply.newBuilder()
            .addNodes(node.clone().setId("n1").setPartitions(2))
            .addNodes(node.clone().setId("n2"))
            .build());
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @Test
  void csv_ofAList_hasALineForEach() {
    assertThat(nodes("-o", "csv").out().split("\r\n"))
        .containsExactly(
            "id,address,zone,weight,partitions,state,registered,acknowledged_epoch,giving,taking",
            "n1,a:1,,1,2,serving,true,0.0,0,0",
            "n2,a:1,,1,0,joining,true,0.0,0,0");
  }

  @Test
  void yaml_hasTheFieldsOfTheJson() {
    Cli.Run yaml = nodes("-o", "yaml");

    assertThat(yaml.out())
        .startsWith(
            """
            nodes:
              - id: n1
                address: a:1
                zone: ''
                weight: 1
            """);
    Map<?, ?> read = new org.yaml.snakeyaml.Yaml().load(yaml.out());
    Map<?, ?> json = new org.yaml.snakeyaml.Yaml().load(nodes("-o", "json").out());
    assertThat(read).isEqualTo(json);
  }

  @Test
  void raw_ofAList_isItsNames() {
    assertThat(nodes("-o", "raw").out()).isEqualTo("n1\nn2\n");
  }

  @Test
  void json_isTheShortFormOfItsFormat() {
    assertThat(nodes("--json").out()).isEqualTo(nodes("-o", "json").out());
    assertThat(nodes("--json", "-o", "json").exitCode()).isZero();
  }

  @Test
  void twoFormats_areRefused() {
    Cli.Run run = nodes("--json", "-o", "csv");

    assertThat(run.err()).isEqualTo("cashew: --json beside -o csv (expected: one of them)\n");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"nodes,xml,'table, json, yaml, csv, raw'", "stats,raw,'table, json, yaml, csv'"})
  void formatThatAVerbHasNot_isRefusedWithThoseItHas(String verb, String format, String expected) {
    Cli.Run run = cli.run(verb, "-o", format, "--admin=" + proxy.address());

    assertThat(run.err())
        .isEqualTo(
            "cashew: cashew %s -o %s (expected: %s)\ntry: cashew %s --help\n"
                .formatted(verb, format, expected, verb));
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void get_raw_isByteExact() {
    byte[] value = new byte[10_000];
    new Random(7).nextBytes(value);
    proxy.cache().put("scores", ByteString.copyFromUtf8("bin"), ByteString.copyFrom(value));

    Cli.Run run = cli.run("get", "scores", "bin", "-o", "raw", "--proxy=" + proxy.address());

    assertThat(run.outBytes().toByteArray()).isEqualTo(value);
  }

  @Test
  void csvOfCells_isQuotedWhereItMustBe() {
    assertThat(
            Csv.of(
                    JsonParser.parseString(
                        """
                    {"group": "a,b", "results": [{"key": "x\\"y", "group": "c"},
                     {"key": "l\\nl", "source": {"query": "q"}, "nodes": ["n1", "n2"]}]}
                    """))
                .split("\r\n"))
        .containsExactly(
            "group,key,results.group,source.query,nodes",
            "\"a,b\",\"x\"\"y\",c,,",
            "\"a,b\",\"l\nl\",,q,\"[\"\"n1\"\",\"\"n2\"\"]\"");
  }

  @Test
  void csv_ofNothing_isEmpty() {
    assertThat(Csv.of(JsonParser.parseString("{\"nodes\": []}"))).isEmpty();
  }

  @Test
  void yamlOfTexts_keepsThemTexts() {
    String json = "{\"version\": \"123\", \"a\": \"yes\", \"b\": \"\\u0000\\t\", \"c\": null}";

    Map<?, ?> read = new org.yaml.snakeyaml.Yaml().load(Yaml.of(JsonParser.parseString(json)));

    assertThat(read.get("version")).isEqualTo("123");
    assertThat(read.get("a")).isEqualTo("yes");
    assertThat(read.get("b")).isEqualTo("\u0000\t");
    assertThat(read.get("c")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lost", "serving"})
  void table_onATerminal_colorsHeadingAndStatesOnly(String state) {
    Table table = new Table("NODE", "STATE");
    table.row("n1", state);

    String shown = table.in(Style.COLOURED);

    assertThat(shown)
        .startsWith("\u001b[1mNODE\u001b[0m  ")
        .contains("\nn1    \u001b[3")
        .contains(state + "\u001b[0m");
    assertThat(shown.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(table.toString());
  }

  private Cli.Run nodes(String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "nodes";
    all[1] = "--admin=" + proxy.address();
    System.arraycopy(options, 0, all, 2, options.length);
    return cli.run(all);
  }
}
