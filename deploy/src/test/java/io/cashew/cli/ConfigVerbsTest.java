package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.config.CashewConfig;
import io.cashew.config.Descriptions;
import io.cashew.config.Setting;
import io.cashew.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigVerbsTest {
  private static final String WHOLE =
      """
      etcd:
        endpoints: [a:1, b:2]
        user: cashew
        password: hush
        tls: {authorities: a, certificate: c, key: k}
      proxy:
        resp: 127.0.0.1:7450
      sources:
        j: {type: jdbc, url: "jdbc:postgresql://db/x?password=hush", password: "${env:PATH}"}
        h: {type: http, url: "http://x", headers: {Authorization: hush}}
        g: {type: grpc, targets: ["a:1"], tls: {authorities: a, certificate: c, key: k}}
        p: {type: plugin, folder: x, settings: {token: hush}}
        f: {type: file, directory: x}
      groups:
        a.b:
          ttl: 5m
          source: {connection: j, query: "SELECT 1 WHERE :key = 1"}
      tracing:
        endpoint: http://collector:4318
        headers: {Authorization: hush}
      """;

  @TempDir Path directory;
  private final Cli cli = new Cli();

  @Test
  void check_ofAGoodFile_saysWhatItHas() throws IOException {
    Cli.Run run = cli.run("config", "check", "--config", file("groups: {a: {}}\n"));

    assertThat(run.out()).isEqualTo("nothing is wrong: cluster cashew, 0 sources, 1 group\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void check_tellsAllProblemsWithTheirLines() throws IOException {
    String bad = file("node:\n  drain: 10\n  wieght: 2\ngroups:\n  a:\n    ttl: soon\n");

    Cli.Run run = cli.run("config", "check", "--config", bad);
    Cli.Run json = cli.run("config", "check", "--config", bad, "--json");

    assertThat(run.err().lines())
        .hasSize(3)
        .anyMatch(
            line -> line.startsWith("cashew: " + bad + " line 2: node.drain: \"10\" (expected"))
        .anyMatch(line -> line.contains(" line 3: node.wieght: unknown setting; did you mean"))
        .anyMatch(line -> line.contains(" line 6: groups.a.ttl: \"soon\" (expected"));
    assertThat(run.exitCode()).isEqualTo(2);
    JsonArray problems = object(json).getAsJsonArray("problems");
    assertThat(problems).hasSize(3);
    assertThat(problems.get(0).getAsJsonObject().get("line").getAsInt()).isEqualTo(2);
    assertThat(json.exitCode()).isEqualTo(2);
  }

  @Test
  void print_tellsWhereEachValueComesFromAndNoSecret() throws IOException {
    String whole = file(WHOLE);

    Cli.Run run = cli.run("config", "print", "--config", whole, "--set", "node.weight=3");

    assertThat(run.out())
        .doesNotContain("hush")
        .containsPattern("node\\.weight +3 +--set\n")
        .containsPattern("node\\.drain +10s +default\n")
        .containsPattern("etcd\\.endpoints +a:1, b:2 +\\S+ line 2\n")
        .containsPattern("etcd\\.password +\\*\\*\\* +\\S+ line 4\n")
        .containsPattern("sources\\.j\\.password +\\$\\{env:PATH} +\\S+ line 9\n")
        .containsPattern("groups\\.a\\.b\\.ttl +5m +\\S+ line 16\n")
        .containsPattern("groups\\.a\\.b\\.memory +64MiB +default\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void explain_ofOneSetting_hasDefaultVariableAndLimits() {
    Cli.Run run = cli.run("config", "explain", "groups.scores.ttl-jitter");

    assertThat(run.out())
        .startsWith("setting      groups.NAME.ttl-jitter\ndefault      10%\n")
        .contains("environment  CASHEW_GROUPS_NAME_TTL_JITTER\n")
        .contains("0% to 90%");
  }

  @Test
  void explain_ofWhatBeginsSo_listsAllBelow() {
    assertThat(
            object(cli.run("config", "explain", "proxy.limits", "--json"))
                .getAsJsonArray("settings"))
        .hasSize(5);
    assertThat(cli.run("config", "explain").out().lines()).hasSizeGreaterThan(80);
  }

  @Test
  void explain_ofNoSetting_saysHowToListThem() {
    Cli.Run run = cli.run("config", "explain", "node.wieght");

    assertThat(run.err()).startsWith("cashew: no setting is named node.wieght (expected: ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void config_alone_listsItsVerbs() {
    Cli.Run run = cli.run("config");

    assertThat(run.err()).contains("check", "print", "explain");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void everySetting_isDescribed() throws IOException {
    Settings settings =
        Settings.read(Optional.of(Path.of(file(WHOLE))), List.of(), Map.of("PATH", ""));
    var unused = CashewConfig.from(settings);
    Descriptions descriptions = Descriptions.read();

    assertThat(settings.asked())
        .extracting(Setting::path)
        .filteredOn(path -> descriptions.of(path).isEmpty())
        .isEmpty();
  }

  @Test
  void everyDescription_isOfASetting() throws IOException {
    Settings settings =
        Settings.read(Optional.of(Path.of(file(WHOLE))), List.of(), Map.of("PATH", ""));
    var unused = CashewConfig.from(settings);
    Descriptions descriptions = Descriptions.read();
    List<String> asked = settings.asked().stream().map(Setting::path).toList();

    assertThat(descriptions.all())
        .filteredOn(each -> asked.stream().noneMatch(path -> descriptions.of(path).contains(each)))
        .extracting(each -> each.table() + " " + each.settings())
        .containsExactlyInAnyOrder("etcd `tls`", "grpc `sources.NAME.tls`"); // sections
  }

  /** With -Dcashew.docs=write it is written anew. */
  @Test
  void pageOfTheConfiguration_isMadeFromTheDescriptions() throws IOException {
    Path page = Docs.page("configuration.md");
    String text = Files.readString(page);

    String made = Descriptions.read().into(text);

    if (Docs.areWritten()) {
      Files.writeString(page, made);
    }
    assertThat(made).isEqualTo(Files.readString(page));
  }

  private String file(String text) throws IOException {
    return Files.writeString(directory.resolve("cashew.yaml"), text).toString();
  }

  private static JsonObject object(Cli.Run run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }
}
