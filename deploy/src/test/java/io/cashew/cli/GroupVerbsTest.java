package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs under {@code cashew groups}, against a cluster in this process. */
@Timeout(60)
final class GroupVerbsTest {
  private static LocalCluster cluster;
  private final Cli cli = new Cli();

  @BeforeAll
  static void start() {
    CashewConfig config =
        CashewConfig.from(
            Settings.read(
                Optional.empty(),
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

  @Test
  void create_thenShow_tellsEverySetting() {
    Cli.Run created =
        run(
            "create",
            "users",
            "--memory",
            "2MiB",
            "--ttl",
            "90s",
            "--ttl-jitter",
            "20%",
            "--policy",
            "lru-k:k=3",
            "--consistency",
            "strict",
            "--load-queue",
            "0");
    Cli.Run shown = run("show", "users");

    assertThat(created.out()).isEqualTo("group users is made\nin force on node1, node2\n");
    assertThat(shown.out())
        .isEqualTo(
            """
            memory                  2MiB
            reserved                0
            policy                  lru-k:k=3
            max-value               1MiB
            ttl                     90s
            ttl-jitter              20%
            negative-ttl            5s
            stale-while-revalidate  0s
            stale-if-error          0s
            refresh-ahead           0%
            hold-off                0s
            load-timeout            5s
            load-concurrency        64
            load-queue              0
            load-retries            0
            breaker-failures        20
            consistency             strict
            source                  -
            """);
  }

  @Test
  void create_fromAFile_takesWhatItSaysAndTheOptionsBeatIt(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("group.yaml");
    Files.writeString(file, "groups:\n  filed:\n    ttl: 7s\n    memory: 1MiB\n");

    Cli.Run created = run("create", "-f", file.toString(), "--memory", "3MiB");
    JsonObject shown =
        JsonParser.parseString(run("show", "filed", "--json").out()).getAsJsonObject();

    assertThat(created.exitCode()).isZero();
    assertThat(shown.get("ttl_ms").getAsLong()).isEqualTo(7_000);
    assertThat(shown.get("memory_bytes").getAsLong()).isEqualTo(3 << 20);
  }

  @Test
  void change_tellsWhatWasAndWhatIs() {
    assertThat(run("create", "changing").exitCode()).isZero();

    Cli.Run changed = run("change", "changing", "--ttl", "5m", "--load-retries", "1");

    assertThat(changed.out())
        .isEqualTo(
            """
            group changing is changed
              ttl: 10m -> 5m
              load-retries: 0 -> 1
            in force on node1, node2
            """);
    assertThat(run("change", "changing").exitCode()).isEqualTo(2);
  }

  @Test
  void create_withASourceThatNodesDoNotHave_isRefusedInTheirWords() {
    Cli.Run refused = run("create", "sourced", "--source", "nowhere", "--query", "SELECT :key");

    assertThat(refused.err()).contains("node1, node2: this node has no source \"nowhere\"");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(run("create", "sourced", "--no-source").exitCode()).isZero();
  }

  @Test
  void refusals_areUsageErrors() {
    assertThat(run("create", "taken").exitCode()).isZero();

    Cli.Run taken = run("create", "taken");
    Cli.Run bad = run("create", "bad", "--memory", "1", "--load-retries", "9");
    Cli.Run unknown = run("change", "nobody", "--ttl", "1s");

    assertThat(taken.err()).contains("there is a group named \"taken\" (GROUP_EXISTS)");
    assertThat(taken.exitCode()).isEqualTo(2);
    assertThat(bad.err()).contains("memory: 1 bytes", "load-retries: 9", "(GROUP_SETTINGS)");
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("no group is named \"nobody\"");
    assertThat(unknown.exitCode()).isEqualTo(2);
  }

  @Test
  void drop_withNobodyToAsk_needsYes() {
    assertThat(run("create", "gone").exitCode()).isZero();

    Cli.Run hesitant = run("drop", "gone");
    Cli.Run dropped = run("drop", "gone", "--yes");

    assertThat(hesitant.err()).contains("--yes");
    assertThat(hesitant.exitCode()).isEqualTo(2);
    assertThat(dropped.out()).startsWith("group gone is dropped\n");
    assertThat(run("show", "gone").exitCode()).isEqualTo(2);
  }

  @Test
  void flush_tellsWhoHasForgotten() {
    assertThat(run("create", "full").exitCode()).isZero();

    Cli.Run all = run("flush", "full");
    Cli.Run some = run("flush", "full", "--prefix", "a:", "--json");

    assertThat(all.out()).isEqualTo("group full is flushed on node1, node2\n");
    assertThat(JsonParser.parseString(some.out()))
        .isEqualTo(JsonParser.parseString("{generation: 2, nodes: [node1, node2]}"));
  }

  private Cli.Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("groups"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--admin", cluster.adminAddress().toString(), "--deadline", "10s"));
    return cli.run(all.toArray(String[]::new));
  }
}
