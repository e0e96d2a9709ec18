package io.cashew.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.net.HostAndPort;
import io.cashew.config.GrpcSection.Tls;
import io.cashew.config.HttpSection.Expiry;
import io.cashew.config.HttpSection.Reach;
import io.cashew.group.SourceSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionSettingsTest {
  @TempDir private Path directory;

  @Test
  void from_everyType_hasEveryValue() throws IOException {
    assertThat(
            read("""
                    sources:
                      db: {url: "jdbc:h2:mem:x", pool-size: 3}
                      web:
                        type: http
                        url: https://api.example/v1/
                        headers: {Authorization: "${env:TOKEN}", Accept: text/plain}
                        absent: [404, 204]
                        allow-private: true
                        honour-cache-control: true
                        revalidate: 1MiB
                        version-header: X-Version
                        connections: 5
                        connect-timeout: 500ms
                        authorities: /etc/ca.pem
                      service:
                        type: grpc
                        targets: ["a.example:7420", "[::1]:7421"]
                        tls: {authorities: /etc/ca.pem}
                        batch-size: 100
                      code:
                        type: plugin
                        folder: /opt/plugin
                        class: com.example.Scores
                        threads: 2
                        settings: {region: north, password: "${env:TOKEN}"}
                      files: {type: file, directory: /var/values}
                    """)
                .sources())
        .containsExactly(
            new JdbcSection("db", "jdbc:h2:mem:x", "", "", 3),
            new HttpSection(
                "web",
                URI.create("https://api.example/v1"),
                ImmutableMap.of("Authorization", "Bearer hunter2", "Accept", "text/plain"),
                ImmutableSortedSet.of(204, 404),
                Reach.ALL,
                Expiry.OF_THE_ANSWER,
                1 << 20,
                Optional.of("X-Version"),
                5,
                Duration.ofMillis(500),
                Optional.of(Path.of("/etc/ca.pem"))),
            new GrpcSection(
                "service",
                ImmutableList.of(
                    HostAndPort.fromString("a.example:7420"), HostAndPort.fromString("[::1]:7421")),
                Optional.of(
                    new Tls(
                        Optional.of(Path.of("/etc/ca.pem")), Optional.empty(), Optional.empty())),
                100),
            new PluginSection(
                "code",
                Path.of("/opt/plugin"),
                Optional.of("com.example.Scores"),
                ImmutableMap.of("region", "north", "password", "Bearer hunter2"),
                2),
            new FileSection("files", Path.of("/var/values")));
  }

  @Test
  void from_theLeast_hasTheDefaults() throws IOException {
    assertThat(
            read("""
                    sources:
                      web: {type: http, url: "http://a.example:8080"}
                      service: {type: grpc, targets: "a.example:7420"}
                      code: {type: plugin, folder: plugins}
                    """)
                .sources())
        .containsExactly(
            new HttpSection(
                "web",
                URI.create("http://a.example:8080"),
                ImmutableMap.of(),
                ImmutableSortedSet.of(404, 410),
                Reach.PUBLIC,
                Expiry.OF_THE_GROUP,
                8 << 20,
                Optional.empty(),
                16,
                Duration.ofSeconds(2),
                Optional.empty()),
            new GrpcSection(
                "service",
                ImmutableList.of(HostAndPort.fromString("a.example:7420")),
                Optional.empty(),
                1),
            new PluginSection("code", Path.of("plugins"), Optional.empty(), ImmutableMap.of(), 8));
  }

  @Test
  void toString_tellsNoSecret() throws IOException {
    CashewConfig config =
        read(
            """
            sources:
              web: {type: http, url: "http://a.example", headers: {Authorization: "${env:TOKEN}"}}
              code: {type: plugin, folder: plugins, settings: {password: "${env:TOKEN}"}}
            """);

    assertThat(config.toString()).doesNotContain("hunter2").contains("Authorization", "password");
  }

  @Test
  void from_manyMistakes_tellsThemAllWithLineAndRemedy() {
    assertProblems(
        """
        sources:
          a: {type: htpp}
          b:
            type: http
            headers: {Host: x}
            connections: 0
            query: SELECT
          c:
            type: http
            url: ftp://x
            allow-private: maybe
            absent: [404, 500]
          d:
            type: http
            url: http://me:hunter2@api.example
          e:
            type: http
            url: http://api.example?x=1
          f:
            type: grpc
          g:
            type: grpc
            targets: [a]
            tls: {key: x}
          h:
            type: plugin
          i:
            type: file
        """,
        "line 2: sources.a.type: \"htpp\" (expected: jdbc, http, grpc, plugin, file)",
        "line 2: sources.a.url: missing (expected: text)",
        "line 3: sources.b.url: missing (expected: a URL such as https://api.example/v1)",
        "line 3: sources.b.headers: \"Host\" (expected: the name of a header that is not Cashew's"
            + " own to send)",
        "line 6: sources.b.connections: \"0\" (expected: a whole number from 1 to 1000)",
        "line 7: sources.b.query: unknown setting (expected: type, url, absent,"
            + " allow-private, honour-cache-control, revalidate, version-header, connections,"
            + " connect-timeout, authorities, headers)",
        "line 10: sources.c.url: \"ftp://x\" (expected: a URL such as https://api.example/v1)",
        "line 11: sources.c.allow-private: \"maybe\" (expected: true or false)",
        "line 12: sources.c.absent: \"500\" (expected: a whole number from 204 to 499)",
        "line 15: sources.d.url: a URL with a user in it (expected: an Authorization header, see"
            + " headers)",
        "line 18: sources.e.url: \"http://api.example?x=1\" (expected: no ? and no #; a group's path"
            + " may have a ?)",
        "line 19: sources.f.targets: missing (expected: host:port, ...)",
        "line 23: sources.g.targets: \"a\" (expected: host:port, such as 10.0.0.7:7410,"
            + " cache.example:7410 or [::1]:7410)",
        "line 24: sources.g.tls.certificate: missing (expected: certificate and key, or neither)",
        "line 25: sources.h.folder: missing (expected: text)",
        "line 27: sources.i.directory: missing (expected: text)");
  }

  @Test
  void from_groupsWhoseSettingsFitNoSourceOfTheType_areRefused() {
    assertProblems(
        """
        sources:
          db: {url: "jdbc:h2:mem:x"}
          web: {type: http, url: "http://a.example"}
          service: {type: grpc, targets: "a.example:7420"}
          code: {type: plugin, folder: plugins}
          files: {type: file, directory: /var/values}
        groups:
          a: {source: {connection: db}}
          b: {source: {connection: db, query: SELECT, path: /x}}
          c: {source: {connection: web, query: SELECT}}
          d: {source: {connection: web, path: "@evil.example/{key}"}}
          e: {source: {connection: service, path: /x}}
          f: {source: {connection: code, path: /x}}
          g: {source: {connection: files, path: ../x}}
        """,
        "line 8: groups.a.source.query: missing (expected: a statement with :key)",
        "line 9: groups.b.source.path: means nothing to a source of this type (expected: query)",
        "line 10: groups.c.source.query: means nothing to a source of this type (expected: path)",
        "line 11: groups.d.source.path: \"@evil.example/{key}\" (expected: a part of a URL that"
            + " begins with / or ? and has {key} in it, such as /users/{key})",
        "line 12: groups.e.source.path: means nothing to a source of this type (expected: connection"
            + " alone)",
        "line 13: groups.f.source.path: means nothing to a source of this type (expected: query,"
            + " which the plug-in is given)",
        "line 14: groups.g.source.path: \"../x\" (expected: a folder below the source's directory,"
            + " such as users)");
  }

  @Test
  void from_groups_haveTheirPath() throws IOException {
    CashewConfig config =
        read(
            """
            sources: {web: {type: http, url: "http://a.example"}}
            groups: {a: {source: {connection: web, path: "/users/{key}"}}}
            """);

    assertThat(config.groups().get(0).settings().source())
        .contains(new SourceSettings("web", "", "/users/{key}"));
  }

  private CashewConfig read(String contents) throws IOException {
    Path file = Files.writeString(directory.resolve("cashew.yaml"), contents);
    return CashewConfig.from(
        Settings.read(Optional.of(file), List.of(), Map.of("TOKEN", "Bearer hunter2")));
  }

  private void assertProblems(String contents, String... expected) {
    assertThatThrownBy(() -> read(contents))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(
                        e.problems().stream()
                            .map(Problem::toString)
                            .map(text -> text.replace(directory.resolve("cashew.yaml") + " ", "")))
                    .containsExactly(expected));
  }
}
