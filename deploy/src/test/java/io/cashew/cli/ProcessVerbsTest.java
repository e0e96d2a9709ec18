package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import io.cashew.config.CashewConfig;
import io.cashew.config.ConnectionSettings;
import io.cashew.config.HttpDoorSettings;
import io.cashew.config.RespSettings;
import io.cashew.group.GroupSpec;
import io.cashew.local.DemoDatabase;
import io.cashew.local.LocalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessVerbsTest {
  @TempDir Path directory;

  private final Cli cli = new Cli();

  @Test
  void proxy_withFileAndFlags_startsWithBoth() throws IOException {
    Path file = Files.writeString(directory.resolve("c.yaml"), "cluster: demo\nproxy: {id: p1}\n");

    Cli.Run run =
        cli.run(
            "proxy",
            "--config=" + file,
            "--listen=127.0.0.1:1",
            "--admin=127.0.0.1:2",
            "--etcd=a:1,b:2",
            "--set=proxy.partitions=64");

    CashewConfig config = cli.proxies.get(0);
    assertThat(config.cluster().cluster()).isEqualTo("demo");
    assertThat(config.proxy().id()).isEqualTo("p1");
    assertThat(config.proxy().listen()).isEqualTo(HostAndPort.fromString("127.0.0.1:1"));
    assertThat(config.proxy().admin()).isEqualTo(HostAndPort.fromString("127.0.0.1:2"));
    assertThat(config.proxy().partitions()).isEqualTo(64);
    assertThat(config.etcd().etcd().endpoints()).hasSize(2);
    assertThat(cli.closed()).isEqualTo(1);
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void node_withFlags_startsWithThem() {
    cli.run(
        "node",
        "--id=n4",
        "--listen=0.0.0.0:7414",
        "--advertise=n4.example:7414",
        "--zone=a",
        "--weight=2",
        "--cluster=demo");

    CashewConfig config = cli.nodes.get(0);
    assertThat(config.node().id()).isEqualTo("n4");
    assertThat(config.node().advertise()).contains(HostAndPort.fromString("n4.example:7414"));
    assertThat(config.node().zone()).isEqualTo("a");
    assertThat(config.node().weight()).isEqualTo(2);
    assertThat(config.cluster().cluster()).isEqualTo("demo");
  }

  @Test
  void node_withMistakesInFileAndFlags_tellsThemAll() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("c.yaml"),
            """
            cluster: demo
            node:
              lisen: 127.0.0.1:7410
            groups:
              scores: {ttl: 10}
            """);

    Cli.Run run = cli.run("node", "--config=" + file, "--weight=heavy");

    assertThat(run.err())
        .isEqualTo(
            """
            cashew: %1$s line 3: node.lisen: unknown setting; did you mean node.listen?
            cashew: %1$s line 5: groups.scores.ttl: "10" (expected: a whole number and a unit, such as 500ms, 10s, 5m, 1h or 1d)
            cashew: --weight: node.weight: "heavy" (expected: a whole number from 1 to 1000)
            """
                .formatted(file));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(cli.nodes).isEmpty();
  }

  @Test
  void node_withAFileThatIsNotThere_saysSo() {
    Cli.Run run = cli.run("node", "--config=" + directory.resolve("none.yaml"));

    assertThat(run.err()).isEqualTo("cashew: " + directory.resolve("none.yaml: no such file\n"));
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void local_withNothingSaid_hasTheDemoAndSaysWhatToTry() {
    Cli.Run run = cli.run("local", "--data=" + directory);

    LocalConfig local = cli.locals.get(0);
    assertThat(local.nodes()).isEqualTo(3);
    assertThat(local.config().groups()).isEqualTo(DemoDatabase.groups());
    assertThat(local.config().sources())
        .extracting(ConnectionSettings::name)
        .containsExactly(DemoDatabase.SOURCE);
    assertThat(run.out())
        .contains(
            "3 nodes behind one proxy",
            "127.0.0.1:7400",
            "127.0.0.1:7450",
            "cashew get scores Tom",
            "redis-cli -p 7450 get scores:Tom",
            "curl -i http://127.0.0.1:7460/v1/groups/scores/keys/Tom");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void local_withGroupsOfItsOwn_leavesTheDemoOut() throws IOException {
    Path file = Files.writeString(directory.resolve("c.yaml"), "groups: {mine: {}}");

    cli.run(
        "local",
        "--config=" + file,
        "--nodes=1",
        "--port=7500",
        "--admin-port=7580",
        "--data=" + directory);

    LocalConfig local = cli.locals.get(0);
    assertThat(local.nodes()).isEqualTo(1);
    assertThat(local.config().groups()).extracting(GroupSpec::name).containsExactly("mine");
    assertThat(local.config().sources()).isEmpty();
    assertThat(local.config().proxy().listen()).hasToString("127.0.0.1:7500");
    assertThat(local.config().proxy().admin()).hasToString("127.0.0.1:7580");
    assertThat(directory.resolve("demo.mv.db")).doesNotExist();
  }

  @Test
  void local_redisPort_isWhereRedisClientsConnect_orNone() {
    cli.run("local", "--data=" + directory, "--redis-port=6379");
    cli.run("local", "--data=" + directory, "--redis-port=none");

    assertThat(cli.locals.get(0).config().proxy().resp())
        .contains(RespSettings.at(HostAndPort.fromString("127.0.0.1:6379")));
    assertThat(cli.locals.get(1).config().proxy().resp()).isEmpty();
  }

  @Test
  void local_httpPort_isWhereHttpClientsConnect_orNone() {
    cli.run("local", "--data=" + directory, "--http-port=8080");
    cli.run("local", "--data=" + directory, "--http-port=none");

    assertThat(cli.locals.get(0).config().proxy().http())
        .contains(HttpDoorSettings.at(HostAndPort.fromString("127.0.0.1:8080")));
    assertThat(cli.locals.get(1).config().proxy().http()).isEmpty();
  }

  @Test
  void local_withTooManyNodes_saysHowManyThereMayBe() {
    Cli.Run run = cli.run("local", "--nodes=65", "--data=" + directory);

    assertThat(run.err()).isEqualTo("cashew: --nodes: 65 (expected: 1 to 64)\n");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void local_withDataWhereAFileIs_saysTheWayOut() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    Cli.Run run = cli.run("local", "--data=" + file);

    assertThat(run.err())
        .startsWith("cashew: cannot open the demo database in " + file)
        .endsWith("give another --data directory\n")
        .hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void help_listsEveryVerbAndExitCode() {
    Cli.Run run = cli.run("--help");

    assertThat(run.out())
        .contains("Run:", "Read and write:", "Look inside:", "Exit codes:", "Examples:")
        .containsPattern("mget +Print the values of many keys\\.")
        .containsPattern("4 +out of reach");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void command_withoutAVerb_isHelpAndUsage() {
    Cli.Run run = cli.run();

    assertThat(run.err()).contains("Read and write:");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void verb_unknown_isUsage() {
    Cli.Run run = cli.run("gte", "scores");

    assertThat(run.err()).startsWith("cashew: no such verb: gte\n");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void verb_withoutItsKey_pointsToItsHelp() {
    Cli.Run run = cli.run("get", "scores");

    assertThat(run.err())
        .isEqualTo("cashew: Missing required parameter: 'KEY'\ntry: cashew get --help\n");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void version_isThatOfTheBuild() {
    assertThat(cli.run("version").out()).matches("cashew \\d+\\.\\d+\\.\\d+\\S* \\(Java .*\\)\n");
    assertThat(cli.run("--version").out()).isEqualTo(cli.run("version").out());
  }
}
