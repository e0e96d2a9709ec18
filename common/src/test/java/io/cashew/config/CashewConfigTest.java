package io.cashew.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.cluster.ClusterKeys;
import io.cashew.etcd.EtcdSettings;
import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.LoadSettings;
import io.cashew.group.PolicySettings;
import io.cashew.group.SourceSettings;
import io.cashew.hot.HotKeys;
import io.cashew.operation.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CashewConfigTest {
  @TempDir Path directory;

  private final Map<String, String> environment = new HashMap<>();

  @Test
  void from_withoutAnything_isTheDefaults() {
    CashewConfig config = CashewConfig.from(Settings.read(Optional.empty(), List.of(), Map.of()));

    assertThat(config.cluster()).isEqualTo(new ClusterKeys("cashew"));
    assertThat(config.etcd().etcd().endpoints())
        .containsExactly(HostAndPort.fromString("127.0.0.1:2379"));
    assertThat(config.etcd().lease()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.proxy().listen()).hasToString("127.0.0.1:7400");
    assertThat(config.proxy().admin()).hasToString("127.0.0.1:7480");
    assertThat(config.proxy().partitions()).isEqualTo(1024);
    assertThat(config.proxy().defaultDeadline()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.node().listen()).hasToString("127.0.0.1:7410");
    assertThat(config.proxy().adminHttp()).contains(HostAndPort.fromString("127.0.0.1:7500"));
    assertThat(config.node().adminHttp()).contains(HostAndPort.fromString("127.0.0.1:7510"));
    assertThat(config.node().memoryBytes()).isEqualTo(1L << 30);
    assertThat(config.node().id()).startsWith("node-").endsWith("-7410");
    assertThat(config.sources()).isEmpty();
    assertThat(config.groups()).isEmpty();
  }

  @Test
  void from_wholeFile_hasEveryValue() throws IOException {
    CashewConfig config =
        read(
            """
            cluster: demo
            log: {format: json}
            etcd:
              endpoints: [etcd-1:2379, "[::1]:2379"]
              user: cashew
              password: secret
              start-timeout: 20s
              request-timeout: 3s
              tls: {authorities: /etc/ca.pem}
              lease: 8s
            proxy:
              id: p1
              listen: 0.0.0.0:7400
              admin: localhost:7480
              partitions: 4096
              default-deadline: 250ms
              access-log: 50
              state: /var/lib/cashew
              admin-http: none
              event-loops: 3
              busy-poll: 120us
              hot-keys: 16
              slow-log: 1s
            node: {id: n1, listen: "0.0.0.0:7410", advertise: "n1.example:7410", zone: a, weight: 3, memory: 2GiB, drain: 30s, handover-rate: 8MiB, slow-log: 2s, drivers: /var/lib/cashew/drivers, admin-http: "127.0.0.1:9100", hot-keys: 0}
            sources:
              main:
                type: jdbc
                url: jdbc:h2:mem:main
                user: sa
                password: "1"
                pool-size: 4
            groups:
              scores:
                memory: 1GiB
                reserved: 16MiB
                policy: lru-k:k=3
                ttl: 5m
                ttl-jitter: 25%
                negative-ttl: 500ms
                stale-while-revalidate: 30s
                stale-if-error: 1h
                refresh-ahead: 20
                hold-off: 3s
                max-value: 512KiB
                load-timeout: 2s
                load-concurrency: 7
                load-queue: 100
                load-retries: 1
                breaker-failures: 50
                source:
                  connection: main
                  query: SELECT score FROM scores WHERE name = :key
                  batch-query: SELECT name AS cashew_key, score FROM scores WHERE name IN (:keys)
                  batch-size: 25
              plain: {}
            """);

    assertThat(config)
        .isEqualTo(
            new CashewConfig(
                new ClusterKeys("demo"),
                new LogSettings(LogSettings.Format.JSON),
                TracingSettings.OFF,
                new EtcdSection(
                    new EtcdSettings(
                        ImmutableList.of(
                            HostAndPort.fromString("etcd-1:2379"),
                            HostAndPort.fromString("[::1]:2379")),
                        Optional.of(new EtcdSettings.Login("cashew", "secret")),
                        Optional.of(
                            new EtcdSettings.Tls(
                                Optional.of(Path.of("/etc/ca.pem")),
                                Optional.empty(),
                                Optional.empty())),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(20)),
                    Duration.ofSeconds(8)),
                new ProxySettings(
                    "p1",
                    HostAndPort.fromString("0.0.0.0:7400"),
                    HostAndPort.fromString("localhost:7480"),
                    4096,
                    Duration.ofMillis(250),
                    50,
                    Optional.of(Path.of("/var/lib/cashew")),
                    Optional.empty(),
                    LimitSettings.ofThisProcess(),
                    Optional.empty(),
                    new LoopSettings(3, Duration.ofNanos(120_000)),
                    Optional.empty(),
                    new InsightSettings(16, Duration.ofSeconds(1))),
                new NodeSettings(
                    "n1",
                    HostAndPort.fromString("0.0.0.0:7410"),
                    Optional.of(HostAndPort.fromString("n1.example:7410")),
                    "a",
                    3,
                    2L << 30,
                    Duration.ofSeconds(30),
                    8 << 20,
                    Duration.ofSeconds(2),
                    Optional.of(Path.of("/var/lib/cashew/drivers")),
                    Optional.of(HostAndPort.fromString("127.0.0.1:9100")),
                    LoopSettings.ofThisProcess(),
                    HotKeys.OFF),
                List.of(new JdbcSection("main", "jdbc:h2:mem:main", "sa", "1", 4)),
                List.of(
                    new GroupSpec(
                        "scores",
                        new GroupSettings(
                            1L << 30,
                            16 << 20,
                            PolicySettings.parse("lru-k:k=3"),
                            512 << 10,
                            new Freshness(
                                Duration.ofMinutes(5),
                                25,
                                Duration.ofMillis(500),
                                Duration.ofSeconds(30),
                                Duration.ofHours(1),
                                20,
                                Duration.ofSeconds(3)),
                            new LoadSettings(Duration.ofSeconds(2), 7, 100, 1, 50),
                            Consistency.AVAILABLE,
                            Optional.of(
                                new SourceSettings(
                                    "main",
                                    "SELECT score FROM scores WHERE name = :key",
                                    "SELECT name AS cashew_key, score FROM scores"
                                        + " WHERE name IN (:keys)",
                                    25)))),
                    new GroupSpec("plain", GroupSettings.defaults()))));
  }

  @Test
  void from_sameSettingThrice_flagBeatsEnvironmentBeatsFile() throws IOException {
    environment.put("CASHEW_NODE_LISTEN", "127.0.0.1:2");
    environment.put("CASHEW_NODE_ZONE", "from-environment");
    Path file = file("node: {listen: '127.0.0.1:1', zone: from-file, weight: 9}");

    NodeSettings node =
        CashewConfig.from(
                Settings.read(
                    Optional.of(file),
                    List.of(new Flag("--listen", "node.listen", "127.0.0.1:3")),
                    environment))
            .node();

    assertThat(node.listen().getPort()).isEqualTo(3);
    assertThat(node.zone()).isEqualTo("from-environment");
    assertThat(node.weight()).isEqualTo(9);
  }

  @Test
  void from_environment_reachesDashedAndNamedSettings() throws IOException {
    environment.put("CASHEW_PROXY_DEFAULT_DEADLINE", "2s");
    environment.put("CASHEW_SOURCES_MAIN_PASSWORD", "hidden");
    environment.put("CASHEW_ETCD_ENDPOINTS", "a:1,b:2");

    CashewConfig config = read("sources: {main: {url: 'jdbc:h2:mem:x'}}");

    assertThat(config.proxy().defaultDeadline()).isEqualTo(Duration.ofSeconds(2));
    assertThat(main(config).password()).isEqualTo("hidden");
    assertThat(config.etcd().etcd().endpoints()).hasSize(2);
  }

  @Test
  void from_manyMistakes_tellsThemAllWithLineAndRemedy() {
    environment.put("CASHEW_NODE_WEIGHT", "heavy");
    environment.put("CASHEW_NODE_DRIAN", "1s");
    environment.put("CASHEW_PROXY_SERVICE_HOST", "10.0.0.1");

    assertProblems(
        """
        cluster: "a b"
        node:
          lisen: 127.0.0.1:7410
          listen: 7410
          drain: soon
        proxy:
          partitions: 1000
        listen: x
        groups:
          scores:
            memory: 1KiB
            ttl: 10
            source:
              connection: main
          Bad Name: {}
        sources:
          main: {url: "jdbc:h2:mem:x"}
        """,
        "line 1: cluster: \"a b\" (expected: 1 to 64 characters of a-z, A-Z, 0-9, '.', '_', '-')",
        "line 3: node.lisen: unknown setting; did you mean node.listen?",
        "line 4: node.listen: \"7410\" (expected: host:port, such as 10.0.0.7:7410,"
            + " cache.example:7410 or [::1]:7410)",
        "line 5: node.drain: \"soon\" (expected: a whole number and a unit, such as 500ms, 10s, 5m,"
            + " 1h or 1d)",
        "line 7: proxy.partitions: 1000 (expected: a power of two from 2 to 65536)",
        "line 8: listen: unknown setting; did you mean proxy.listen?",
        "line 11: groups.scores.memory: 1024 bytes (expected: at least 65536, 64 KiB)",
        "line 12: groups.scores.ttl: \"10\" (expected: a whole number and a unit, such as 500ms,"
            + " 10s, 5m, 1h or 1d)",
        "line 13: groups.scores.source.query: missing (expected: a statement with :key)",
        "line 15: groups.Bad Name: group name \"Bad Name\" (expected: 1 to 64 characters of a-z,"
            + " 0-9, '.', '_', '-')",
        "!CASHEW_NODE_DRIAN: unknown setting; did you mean CASHEW_NODE_DRAIN?",
        "!CASHEW_NODE_WEIGHT: node.weight: \"heavy\" (expected: a whole number from 1 to 1000)");
  }

  @Test
  void from_limits_areWhatAProxyMayHaveInFlight() throws IOException {
    CashewConfig config =
        read(
            """
            proxy:
              limits:
                operations: 1000
                bytes: 64MiB
                connection-operations: 10
                connection-bytes: 16MiB
                delay: 20ms
            """);

    assertThat(config.proxy().limits())
        .isEqualTo(new LimitSettings(1_000, 64 << 20, 10, 16 << 20, Duration.ofMillis(20)));
  }

  @Test
  void from_limitsOfTheWholeProxyAlone_leaveAConnectionHalf() throws IOException {
    CashewConfig config = read("proxy: {limits: {operations: 1000, bytes: 64MiB}}");

    assertThat(config.proxy().limits())
        .isEqualTo(new LimitSettings(1_000, 64 << 20, 500, 32 << 20, LimitSettings.DEFAULT_DELAY));
  }

  @Test
  void from_limitsOfAConnectionAboveTheProxys_areRefusedByName() {
    assertThatThrownBy(() -> read("proxy: {limits: {operations: 10, connection-operations: 11}}"))
        .hasMessageContaining("connection-operations")
        .hasMessageContaining("10");
  }

  @Test
  void from_listenOnAnyPortOrTheLast_adminHttpIsOnAPortThereIs() throws IOException {
    assertThat(read("proxy: {listen: \"0.0.0.0:0\"}").proxy().adminHttp())
        .contains(HostAndPort.fromString("127.0.0.1:0"));
    assertThat(read("proxy: {listen: \"127.0.0.1:65500\"}").proxy().adminHttp())
        .contains(HostAndPort.fromString("127.0.0.1:65400"));
  }

  @Test
  void from_resp_isTheDoorForRedisClients() throws IOException {
    CashewConfig config =
        read("proxy: {resp: '127.0.0.1:7450', resp-group: rest, resp-connections: 5}");

    assertThat(config.proxy().resp())
        .contains(
            new RespSettings(HostAndPort.fromString("127.0.0.1:7450"), Optional.of("rest"), 5));
  }

  @Test
  void from_http_isTheDoorForHttpClients() throws IOException {
    CashewConfig config =
        read("proxy: {http: '127.0.0.1:7461', http-connections: 5, http-query-path: /api/get}");

    assertThat(config.proxy().http())
        .contains(
            new HttpDoorSettings(
                HostAndPort.fromString("127.0.0.1:7461"), 5, Optional.of("/api/get")));
  }

  @Test
  void from_httpAlone_hasAPathForQueriesUnlessItIsNone() throws IOException {
    assertThat(read("proxy: {http: '127.0.0.1:1'}").proxy().http())
        .contains(HttpDoorSettings.at(HostAndPort.fromString("127.0.0.1:1")));
    assertThat(read("proxy: {http: '127.0.0.1:1', http-query-path: none}").proxy().http())
        .hasValueSatisfying(http -> assertThat(http.queryPath()).isEmpty());
    assertThat(read("proxy: {http: none}").proxy().http()).isEmpty();
  }

  @Test
  void from_aQueryPathThatIsNone_isRefusedByName() {
    assertThatThrownBy(() -> read("proxy: {http: '127.0.0.1:1', http-query-path: cache}"))
        .hasMessageContaining("http-query-path")
        .hasMessageContaining("/cache");
  }

  @Test
  void from_respNone_isNoDoor() throws IOException {
    CashewConfig config = read("proxy: {resp: none, resp-group: rest}");

    assertThat(config.proxy().resp()).isEmpty();
  }

  @Test
  void from_groupGivenTwice_namesBothLines() {
    assertProblems(
        """
        groups:
          scores: {}
          world: {}
          scores: {ttl: 1s}
        """,
        "line 4: groups.scores: given twice, first in line 2; keep one");
  }

  @Test
  void from_unknownSettingLikeNoOther_listsTheKnown() {
    assertProblems(
        "node: {colour: red}",
        "line 1: node.colour: unknown setting (expected: listen, advertise, id, zone, weight,"
            + " memory, drain, handover-rate, slow-log, drivers, admin-http, event-loops,"
            + " busy-poll, hot-keys)");
  }

  @Test
  void from_wrongShapes_saysWhatIsExpected() {
    assertProblems(
        """
        node: 7
        proxy:
          listen: {host: a}
          admin:
        etcd:
          endpoints: []
          user: me
        """,
        "line 1: node: a value (expected: a section)",
        "line 3: proxy.listen: not one value (expected: one)",
        "line 4: proxy.admin: no value (expected: one, or leave the line out)",
        "line 5: etcd.password: missing (expected: user and password, or neither)",
        "line 6: etcd.endpoints: an empty list (expected: host:port, ...)");
  }

  @Test
  void from_wildcardWithoutAdvertise_isRefused() {
    assertProblems(
        "node: {listen: '0.0.0.0:7410'}",
        "line 1: node.advertise: missing (expected: the host:port at which others reach this node,"
            + " which listens on 0.0.0.0:7410)");
  }

  @Test
  void from_groupOfUnknownSource_listsTheSources() {
    assertProblems(
        """
        sources: {main: {url: "jdbc:h2:mem:x"}}
        groups: {a: {source: {connection: mian, query: SELECT}}}
        """,
        "line 2: groups.a.source.connection: \"mian\" is not among the sources (expected: main)");
  }

  @Test
  void from_policiesThatCannotBe_listsWhatCan() {
    assertProblems(
        """
        groups:
          a: {policy: arc}
          b: {policy: "lru-k:k=1"}
          c: {policy: "lru:k=2"}
          d: {policy: "2q:in=20,aout=60"}
        """,
        "line 2: groups.a.policy: no policy is named \"arc\" (expected: one of slru, slru-plain, lru,"
            + " fifo, lfu, lru-k, 2q, s3fifo, sieve, gdsf)",
        "line 3: groups.b.policy: policy lru-k: k is 1 (expected: 2 to 8)",
        "line 4: groups.c.policy: policy lru has no parameter \"k\" (expected: none)",
        "line 5: groups.d.policy: policy 2q has no parameter \"aout\" (expected: in=1 to 99, out=1"
            + " to 500)");
  }

  @Test
  void from_reservationBeyondTheGroupsMemory_isRefused() {
    assertProblems(
        """
        groups:
          a:
            memory: 1MiB
            reserved: 2MiB
        """,
        "line 4: groups.a.reserved: 2097152 bytes (expected: 0 to 1048576, the group's memory)");
  }

  @Test
  void from_lessMemoryThanANodeNeeds_isRefused() {
    assertProblems(
        "node: {memory: 16383KiB}",
        "line 1: node.memory: 16776192 bytes (expected: at least 16777216, 16 MiB)");
  }

  @Test
  void from_groupOfSourceKeptElsewhere_isAccepted() throws IOException {
    CashewConfig config = read("groups: {a: {source: {connection: main, query: SELECT}}}");

    assertThat(config.groups()).hasSize(1);
  }

  @Test
  void from_references_areReplaced() throws IOException {
    environment.put("DB_USER", "sa");
    Path secret = Files.writeString(directory.resolve("secret"), "p@ss\n");

    CashewConfig config =
        read(
            """
            sources:
              main: {url: "jdbc:h2:mem:x", user: "${env:DB_USER}", password: "${file:%s}"}
            """
                .formatted(secret));

    assertThat(main(config).user()).isEqualTo("sa");
    assertThat(main(config).password()).isEqualTo("p@ss");
    assertThat(config.sources().get(0).toString()).doesNotContain("p@ss");
  }

  @Test
  void from_referencesToNothing_areProblemsThatTellNoSecret() {
    environment.put("SECRET", "hunter2");

    assertProblems(
        """
        sources:
          main:
            url: jdbc:h2:mem:x
            user: ${env:NOBODY}
            password: ${file:/nowhere/at/all}
            pool-size: ${env:SECRET}
        cluster: ${vault:x}
        """,
        "line 4: sources.main.user: \"${env:NOBODY}\": the environment variable NOBODY is not set",
        "line 5: sources.main.password: \"${file:/nowhere/at/all}\": the file cannot be read"
            + " (NoSuchFileException)",
        "line 6: sources.main.pool-size: \"${env:SECRET}\" (expected: a whole number from 1 to"
            + " 1000)",
        "line 7: cluster: \"${vault:x}\" (expected: ${env:NAME} or ${file:/path})");
  }

  @Test
  void from_unknownFlag_isAProblemOfTheFlag() {
    Settings settings =
        Settings.read(Optional.empty(), List.of(new Flag("--set", "node.zoen", "a")), environment);

    assertThatThrownBy(() -> CashewConfig.from(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--set: node.zoen: unknown setting; did you mean node.zone?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing but a remark\n", "---\n"})
  void from_emptyFile_isTheDefaults(String contents) throws IOException {
    CashewConfig config = read(contents);

    assertThat(config.proxy().listen()).isEqualTo(ProxySettings.DEFAULT_LISTEN);
    assertThat(config.groups()).isEmpty();
  }

  @Test
  void read_missingFile_saysSo() {
    assertUnreadable(directory.resolve("none.yaml"), "no such file");
  }

  @Test
  void read_directory_saysSo() {
    assertUnreadable(directory, "is a directory (expected: a YAML file)");
  }

  @Test
  void read_binaryFile_saysSo() throws IOException {
    Path file = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xFF, 0x00});

    assertUnreadable(file, "is not text in UTF-8 (expected: a YAML file)");
  }

  @Test
  void read_noSettings_saysSo() throws IOException {
    assertUnreadableAt(
        "\n- a\n- b\n", 2, "malformed: expected settings, such as \"cluster: demo\"");
  }

  @Test
  void read_unclosedBracket_namesTheLine() throws IOException {
    assertThatThrownBy(() -> settings("cluster: demo\netcd: {endpoints: [a:1\nnode: {}\n"))
        .isInstanceOf(ConfigException.class)
        .message()
        .startsWith(directory.resolve("cashew.yaml") + " line 3: malformed YAML: ")
        .doesNotContain("\n");
  }

  @Test
  void read_aliasOfASection_isRefused() throws IOException {
    assertThatThrownBy(() -> settings("node: &a {}\nproxy: *a\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("malformed YAML: Number of aliases");
  }

  @Test
  void limits_ofMaxValue_followTheGroups() {
    assertProblems(
        "groups: {a: {max-value: 2MiB}}",
        "line 1: groups.a.max-value: 2097152 bytes (expected: 1 to %d, 1 MiB)"
            .formatted(Limits.VALUE_BYTES));
  }

  private static JdbcSection main(CashewConfig config) {
    return (JdbcSection) config.sources().get(0);
  }

  private CashewConfig read(String contents) throws IOException {
    return CashewConfig.from(settings(contents));
  }

  private Settings settings(String contents) throws IOException {
    return Settings.read(Optional.of(file(contents)), List.of(), environment);
  }

  private Path file(String contents) throws IOException {
    return Files.writeString(directory.resolve("cashew.yaml"), contents);
  }

  /** What begins with '!' is a problem of no file. */
  private void assertProblems(String contents, String... expected) {
    List<String> lines =
        List.of(expected).stream()
            .map(
                line ->
                    line.startsWith("!")
                        ? line.substring(1)
                        : directory.resolve("cashew.yaml") + " " + line)
            .toList();

    assertThatThrownBy(() -> read(contents))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems().stream().map(Problem::toString))
                    .containsExactlyElementsOf(lines));
  }

  private void assertUnreadable(Path file, String message) {
    assertThatThrownBy(() -> Settings.read(Optional.of(file), List.of(), environment))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ": " + message);
  }

  private void assertUnreadableAt(String contents, int line, String message) throws IOException {
    Path file = file(contents);

    assertThatThrownBy(() -> Settings.read(Optional.of(file), List.of(), environment))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + " line " + line + ": " + message);
  }
}
