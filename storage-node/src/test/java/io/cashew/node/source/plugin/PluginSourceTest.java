package io.cashew.node.source.plugin;

import static io.cashew.node.source.SourceTester.failure;
import static io.cashew.node.source.SourceTester.load;
import static io.cashew.node.source.SourceTester.present;
import static io.cashew.node.source.SourceTester.request;
import static io.cashew.node.source.SourceTester.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.cashew.config.PluginSection;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.SourceTester;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real jar in a folder, asked on two threads. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PluginSourceTest {
  private static final long MAX_VALUE = 100;
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration SLACK = Duration.ofMillis(100);

  /** Does what the key says. */
  private static final String MOODY =
      """
      import io.cashew.source.*;
      import java.util.Map;
      import java.util.concurrent.*;

      public class Moody implements SourcePlugin {
        static volatile Map<String, String> settings;

        public void open(Map<String, String> given) { settings = given; }

        public CompletionStage<SourceAnswer> load(SourceRequest request) throws Exception {
          switch (request.keyAsText()) {
            case "throws": throw new Exception("password=hunter2");
            case "error": throw new StackOverflowError();
            case "null": return null;
            case "null answer": return CompletableFuture.completedFuture(null);
            case "fails": return CompletableFuture.failedFuture(new Exception("password=hunter2"));
            case "strange": return odd();
            case "never": return new CompletableFuture<>();
            case "blocks": Thread.sleep(1_000_000); return null;
            case "stubborn": while (true) { try { Thread.sleep(3_000); return null; } catch (InterruptedException e) { } }
            case "large": return answer("x".repeat(101));
            case "setting": return answer(settings.get("region"));
            case "query": return answer(request.query());
            case "group": return answer(request.group());
            case "context": return answer("" + (Thread.currentThread().getContextClassLoader() == Moody.class.getClassLoader()));
            case "kept": return CompletableFuture.completedFuture(SourceAnswer.value("v".getBytes()).keptFor(java.time.Duration.ofSeconds(7)).ofVersion(3));
            case "for ever": return CompletableFuture.completedFuture(SourceAnswer.absent().keptFor(java.time.Duration.ofDays(9999)));
            case "sees": return answer(sees("com.google.common.collect.ImmutableMap") + " " + sees("io.cashew.status.Reason") + " " + sees("io.cashew.source.SourceAnswer"));
            case "later": return CompletableFuture.supplyAsync(() -> SourceAnswer.value("late".getBytes()));
            case "echo": return answer("echo");
            default: return CompletableFuture.completedFuture(SourceAnswer.absent());
          }
        }

        private static CompletionStage<SourceAnswer> answer(String text) {
          return CompletableFuture.completedFuture(SourceAnswer.value(text.getBytes()));
        }

        /** A stage that breaks its promises. */
        @SuppressWarnings("unchecked")
        private static CompletionStage<SourceAnswer> odd() {
          return (CompletionStage<SourceAnswer>) java.lang.reflect.Proxy.newProxyInstance(
              Moody.class.getClassLoader(), new Class<?>[] {CompletionStage.class},
              (proxy, method, arguments) -> { throw new IllegalStateException("odd"); });
        }

        private static boolean sees(String name) {
          try { Class.forName(name); return true; } catch (ClassNotFoundException e) { return false; }
        }
      }
      """;

  @TempDir private static Path compiled;
  @TempDir private Path folder;

  private final SourceTester tester = new SourceTester();
  private PluginConnection connection;
  private DataSource source;

  @BeforeAll
  static void compile() throws IOException {
    PluginJar.write(compiled.resolve("moody.jar"), "Moody", MOODY);
  }

  @BeforeEach
  void open() throws IOException {
    Files.copy(compiled.resolve("moody.jar"), folder.resolve("moody.jar"));
    connection = connect(Optional.empty());
    source = connection.source(settings("the query", ""), MAX_VALUE);
  }

  @AfterEach
  void close() {
    connection.close();
    tester.close();
  }

  // Answers

  @Test
  void load_ofValue_answersIt() {
    assertThat(load(source, "echo")).isEqualTo(present("echo"));
  }

  @Test
  void load_thatIsAnsweredLater_answersIt() {
    assertThat(load(source, "later")).isEqualTo(present("late"));
  }

  @ParameterizedTest
  @MethodSource("io.cashew.node.source.HostileKeys#all")
  void load_ofAbsentKey_answersAbsence(ByteString key) {
    assertThat(load(source, key)).isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void load_ofValueWithTtlAndVersion_hasThem() {
    assertThat(load(source, "kept"))
        .isEqualTo(
            new Loaded.Present(
                ByteString.copyFromUtf8("v"),
                Optional.of(Duration.ofSeconds(7)),
                OptionalLong.of(3)));
  }

  @Test
  void load_ofAnswerKeptForEver_isKeptForAYear() {
    assertThat(load(source, "for ever").ttl()).contains(Duration.ofDays(365));
  }

  @Test
  void load_tellsThePluginWhatTheConfigurationSays() {
    assertThat(load(source, "setting")).isEqualTo(present("north"));
    assertThat(load(source, "query")).isEqualTo(present("the query"));
    assertThat(load(source, "group")).isEqualTo(present("users"));
  }

  @Test
  void plugin_seesTheJdkAndTheContractAlone() {
    assertThat(load(source, "sees")).isEqualTo(present("false false true"));
    assertThat(load(source, "context")).isEqualTo(present("true"));
  }

  @Test
  void plugins_ofTwoConnections_haveClassesOfTheirOwn() {
    try (PluginConnection other =
        PluginConnection.open(
            new PluginSection(
                "other", folder, Optional.empty(), ImmutableMap.of("region", "south"), 1),
            tester.timers,
            Ticker.system())) {
      assertThat(load(other.source(settings("", ""), MAX_VALUE), "setting"))
          .isEqualTo(present("south"));
      assertThat(load(source, "setting")).isEqualTo(present("north"));
    }
  }

  // Misbehaviour

  @ParameterizedTest
  @ValueSource(strings = {"throws", "error", "null", "null answer", "fails", "strange"})
  void load_ofAPluginThatMisbehaves_failsWithoutItsWords(String key) {
    CashewException failure = failure(source, key, SourceTester.LONG);

    assertThat(failure.reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(failure)
        .hasMessageMatching("source \"here\": failed \\(id [0-9a-f]{8} in the node's log\\)");
    assertThat(load(source, "echo")).isEqualTo(present("echo"));
  }

  @Test
  void load_ofTooLargeValue_failsAsTooLarge() {
    assertThat(failure(source, "large", SourceTester.LONG).reason())
        .isEqualTo(Reason.VALUE_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "blocks"})
  void loads_thatAreNeverAnswered_endInTimeAndLeaveTheThreads(String key) {
    assertThat(load(source, "echo")).isEqualTo(present("echo")); // the plug-in is open
    Stopwatch watch = Stopwatch.createStarted();
    List<CompletableFuture<Loaded>> loads = List.of(begin(key), begin(key), begin(key), begin(key));

    assertThat(loads).allMatch(load -> failure(load).reason() == Reason.SOURCE_SLOW);

    assertThat(watch.elapsed()).isLessThan(SHORT.plus(SLACK));
    assertThat(load(source, "echo")).isEqualTo(present("echo"));
  }

  @Test
  void loads_whileAllThreadsAreHeldByAStubbornPlugin_costTheirDeadlineAndWorkLater() {
    assertThat(load(source, "echo")).isEqualTo(present("echo"));
    CompletableFuture<Loaded> first = begin("stubborn");
    CompletableFuture<Loaded> second = begin("stubborn");

    assertThat(failure(first).reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(failure(second).reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(failure(begin("echo")).reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(load(source, "echo")).isEqualTo(present("echo"));
  }

  @Test
  void cancel_ofALoadThatBlocks_freesItsThread() {
    List<CompletableFuture<Loaded>> loads =
        List.of(source.load(request("blocks")), source.load(request("blocks")));

    loads.forEach(load -> load.cancel(false));

    assertThat(load(source, "echo")).isEqualTo(present("echo"));
  }

  @Test
  void close_whileLoadsBlock_failsThemAndDoesNotWait() {
    CompletableFuture<Loaded> blocked = source.load(request("blocks"));
    Stopwatch watch = Stopwatch.createStarted();

    connection.close();

    assertThat(failure(blocked).reason()).isEqualTo(Reason.DRAINING);
    assertThat(watch.elapsed()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void close_ofAPluginThatBlocksInClose_waitsForAMoment() throws IOException {
    reopen(
        "Sticky",
        """
        import io.cashew.source.*;
        import java.util.concurrent.*;
        public class Sticky implements SourcePlugin {
          public CompletionStage<SourceAnswer> load(SourceRequest request) {
            return CompletableFuture.completedFuture(SourceAnswer.absent());
          }
          public void close() { while (true) { Thread.onSpinWait(); if (Thread.currentThread().isInterrupted()) return; } }
        }
        """);
    assertThat(load(source, "any")).isEqualTo(Loaded.Absent.ABSENT);
    Stopwatch watch = Stopwatch.createStarted();

    connection.close();

    assertThat(watch.elapsed()).isLessThan(Duration.ofSeconds(4));
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("cashew-close-here"))
        .forEach(Thread::interrupt);
  }

  @Test
  void close_twice_closesThePluginOnce() throws IOException {
    Path sign = folder.resolve("closed");
    reopen(
        "Neat",
        """
        import io.cashew.source.*;
        import java.util.concurrent.*;
        public class Neat implements SourcePlugin {
          public CompletionStage<SourceAnswer> load(SourceRequest request) {
            return CompletableFuture.completedFuture(SourceAnswer.absent());
          }
          public void close() {
            try {
              java.nio.file.Files.writeString(java.nio.file.Path.of("%s"), "x",
                  java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
            } catch (java.io.IOException e) { throw new IllegalStateException(e); }
          }
        }
        """
            .formatted(sign));
    assertThat(load(source, "any")).isEqualTo(Loaded.Absent.ABSENT);

    connection.close();
    connection.close();

    assertThat(sign).hasContent("x"); // once
  }

  // Opening

  @Test
  void load_ofAPluginThatCannotOpenAtFirst_worksOnceItCan() throws IOException {
    Path sign = folder.resolve("ready");
    reopen(
        "Late",
        """
        import io.cashew.source.*;
        import java.util.Map;
        import java.util.concurrent.*;
        public class Late implements SourcePlugin {
          public void open(Map<String, String> settings) {
            if (!java.nio.file.Files.exists(java.nio.file.Path.of("%s"))) throw new IllegalStateException("not yet");
          }
          public CompletionStage<SourceAnswer> load(SourceRequest request) {
            return CompletableFuture.completedFuture(SourceAnswer.absent());
          }
        }
        """
            .formatted(sign));
    assertThat(failure(source, "any", SourceTester.LONG).reason()).isEqualTo(Reason.SOURCE_DOWN);

    Files.createFile(sign);

    Stopwatch watch = Stopwatch.createStarted();
    CompletableFuture<Loaded> load = source.load(request("any"));
    while (load.handle((loaded, failure) -> failure != null).join()) {
      assertThat(watch.elapsed()).isLessThan(Duration.ofSeconds(5));
      load = source.load(request("any"));
    }
    assertThat(load).isCompletedWithValue(Loaded.Absent.ABSENT);
  }

  @Test
  void open_ofAFolderWithoutPlugin_saysWhatIsExpected() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertRefused(empty, Optional.empty(), "folder: %s has no jars".formatted(empty));
    assertRefused(
        folder.resolve("none"),
        Optional.empty(),
        "folder: %s cannot be read (NoSuchFileException)".formatted(folder.resolve("none")));

    PluginJar.write(empty.resolve("library.jar"), "Moody", MOODY, List.of());
    assertRefused(
        empty,
        Optional.empty(),
        "folder: no plug-in in it (expected: a jar with"
            + " META-INF/services/io.cashew.source.SourcePlugin)");
  }

  @Test
  void open_ofSeveralPlugins_needsTheClass() throws IOException {
    String second = MOODY.replace("Moody", "Merry");
    PluginJar.write(folder.resolve("second.jar"), "Merry", second);

    assertThatThrownBy(() -> connect(Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("class: missing \\(expected: (Moody or Merry|Merry or Moody)\\)");
    try (PluginConnection merry = connect(Optional.of("Merry"))) {
      assertThat(load(merry.source(settings("", ""), MAX_VALUE), "echo"))
          .isEqualTo(present("echo"));
    }
  }

  @Test
  void open_ofAServiceThatIsNoClass_saysSo() throws IOException {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    PluginJar.write(broken.resolve("broken.jar"), "Moody", MOODY, List.of("Nobody"));

    assertThatThrownBy(
            () ->
                PluginConnection.open(
                    section(broken, Optional.empty()), tester.timers, Ticker.system()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Nobody");
  }

  private void assertRefused(Path jars, Optional<String> className, String message) {
    assertThatThrownBy(
            () -> PluginConnection.open(section(jars, className), tester.timers, Ticker.system()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private CompletableFuture<Loaded> begin(String key) {
    return source.load(SourceTester.request(ByteString.copyFromUtf8(key), SHORT));
  }

  private void reopen(String className, String text) throws IOException {
    connection.close();
    PluginJar.write(folder.resolve(className + ".jar"), className, text);
    connection = connect(Optional.of(className));
    source = connection.source(settings("", ""), MAX_VALUE);
  }

  private PluginConnection connect(Optional<String> className) {
    return PluginConnection.open(section(folder, className), tester.timers, Ticker.system());
  }

  private static PluginSection section(Path jars, Optional<String> className) {
    return new PluginSection("here", jars, className, ImmutableMap.of("region", "north"), 2);
  }
}
