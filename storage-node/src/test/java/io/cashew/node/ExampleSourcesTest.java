package io.cashew.node;

import static io.cashew.node.source.SourceTester.load;
import static io.cashew.node.source.SourceTester.present;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Parts;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.SourceTester;
import io.cashew.node.source.Sources;
import io.cashew.time.Ticker;
import io.grpc.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the documentation, with the configurations that stand beside them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExampleSourcesTest {
  private static final Path EXAMPLES = Path.of("..", "docs", "examples");

  @TempDir private Path work;

  private final SourceTester tester = new SourceTester();
  private final Parts parts = new Parts();

  @AfterEach
  void close() {
    parts.close();
    tester.close();
  }

  @Test
  void file_example_works() throws Exception {
    DataSource scores =
        source(
            "source-file", "sources.files.directory", EXAMPLES.resolve("source-file").toString());

    assertThat(load(scores, "Tom")).isEqualTo(present("630"));
    assertThat(load(scores, "a/b")).isEqualTo(present("1"));
    assertThat(load(scores, "nobody")).isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void http_example_works() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/scores/Tom",
        exchange -> {
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write("630".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    try {
      DataSource scores =
          source(
              "source-http",
              "sources.web.url",
              "http://127.0.0.1:" + server.getAddress().getPort());

      assertThat(load(scores, "Tom")).isEqualTo(present("630"));
      assertThat(load(scores, "nobody")).isEqualTo(Loaded.Absent.ABSENT);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void grpc_example_works() throws Exception {
    compile(EXAMPLES.resolve("source-java").resolve("ScoresSource.java"));
    try (URLClassLoader classes = new URLClassLoader(new URL[] {work.toUri().toURL()})) {
      Server server =
          (Server) classes.loadClass("ScoresSource").getMethod("start", int.class).invoke(null, 0);
      try {
        DataSource scores =
            source("source-java", "sources.service.targets", "127.0.0.1:" + server.getPort());

        assertThat(scores.batchSize()).isEqualTo(100);
        assertThat(load(scores, "Tom")).isEqualTo(keptForAMinute("630"));
        List<Loaded> many =
            scores
                .loadMany(List.of(SourceTester.request("Sam"), SourceTester.request("nobody")))
                .stream()
                .map(answer -> answer.orTimeout(20, TimeUnit.SECONDS).join())
                .toList();
        assertThat(many).containsExactly(keptForAMinute("567"), Loaded.Absent.ABSENT);
      } finally {
        server.shutdownNow();
      }
    }
  }

  /** gRPC for Python is not needed to build Cashew: the example is compiled here, not run. */
  @Test
  void python_example_compiles() throws Exception {
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')",
                EXAMPLES.resolve("source-python").resolve("scores_source.py").toString())
            .inheritIO()
            .start();

    assertThat(python.waitFor()).isZero();
  }

  @Test
  void plugin_example_works() throws Exception {
    compile(EXAMPLES.resolve("source-plugin").resolve("ScoresPlugin.java"));
    Path folder = Files.createDirectory(work.resolve("plugins"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("scores.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      put(jar, "ScoresPlugin.class", Files.readAllBytes(work.resolve("ScoresPlugin.class")));
      put(
          jar,
          "META-INF/services/io.cashew.source.SourcePlugin",
          "ScoresPlugin".getBytes(StandardCharsets.UTF_8));
    }

    DataSource scores = source("source-plugin", "sources.plugin.folder", folder.toString());

    assertThat(load(scores, "Tom")).isEqualTo(keptForAMinute("635"));
    assertThat(load(scores, "nobody")).isEqualTo(Loaded.Absent.ABSENT);
  }

  /** The only group's source, as a node opens it from the example's file but for one setting. */
  private DataSource source(String example, String path, String value) {
    CashewConfig config =
        CashewConfig.from(
            Settings.read(
                Optional.of(EXAMPLES.resolve(example).resolve("cashew.yaml")),
                List.of(new Flag("--set", path, value)),
                Map.of()));
    Sources sources =
        new Connections(Optional.empty(), tester.timers, Ticker.system())
            .open(config.sources(), parts);
    GroupSpec group = Iterables.getOnlyElement(config.groups());
    return sources.open(group.settings().source().orElseThrow(), group.settings().maxValueBytes());
  }

  private void compile(Path file) {
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                work.toString(),
                file.toString());
    assertThat(result).isZero();
  }

  private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content);
  }

  private static Loaded keptForAMinute(String value) {
    return new Loaded.Present(
        ByteString.copyFromUtf8(value), Optional.of(Duration.ofMinutes(1)), OptionalLong.empty());
  }
}
