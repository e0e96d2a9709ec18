package io.cashew.docs.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pages done with bash. */
@Timeout(60)
final class RehearsalTest {
  @TempDir Path directory;
  private final List<String> progress = new ArrayList<>();
  private Stage stage;

  @BeforeEach
  void open() {
    stage =
        new HostStage(
            directory, directory, Map.of("WHO", "world"), new Rewriting(Map.of("7400", "18400")));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void run_whatThePageSays_countsItsCommands() throws Exception {
    int commands =
        run(
            """
            # Greetings
            <!-- file: a/file -->
            ```
            port 7400
            ```
            ```console
            $ echo hello $WHO
            hello world
            $ cat a/file
            port 18400
            ```
            """,
            Duration.ofSeconds(20));

    assertThat(commands).isEqualTo(2);
    assertThat(progress)
        .containsExactly("# Greetings", "  > a/file", "  $ echo hello $WHO", "  $ cat a/file");
  }

  @Test
  void run_anotherOutputOrAnError_isASurpriseThatSaysWhere() {
    assertThatThrownBy(() -> run("# A\n```console\n$ echo b\na\n```\n", Duration.ZERO))
        .isInstanceOf(Rehearsal.Surprise.class)
        .hasMessageContaining("line 3: echo b");
    assertThatThrownBy(() -> run("```console\n$ no-such-program\n```\n", Duration.ZERO))
        .isInstanceOf(Rehearsal.Surprise.class)
        .hasMessageContaining("not found");
  }

  @Test
  void run_commandThatReachesNobody_isTypedAgainFourTimes() throws Exception {
    String page =
        """
        ```console
        $ echo more >> lines; [ $(wc -l < lines) -ge %d ] && echo ok || echo OWNER_UNREACHABLE
        ok
        ```
        """;

    assertThat(run(page.formatted(5), Duration.ZERO)).isEqualTo(1);
    assertThatThrownBy(() -> run(page.formatted(100), Duration.ZERO))
        .isInstanceOf(Rehearsal.Surprise.class);
  }

  @Test
  void run_patiently_repeatsUntilItIsAsThePageShows() throws Exception {
    int commands =
        run(
            """
            <!-- until -->
            ```console
            $ echo more >> lines; wc -l < lines
            3
            ```
            """,
            Duration.ofSeconds(20));

    assertThat(commands).isEqualTo(1);
  }

  @Test
  void run_terminal_isWaitedForLookedAtAndStopped() throws Exception {
    int commands =
        run(
            """
            <!-- terminal: one -->
            ```console
            $ bash -c 'echo up; until test -f go; do sleep 0.05; done; echo gone'
            up
            ```
            ```console
            $ touch go
            ```
            <!-- look: one -->
            ```text
            up
            gone
            ```
            <!-- terminal: two -->
            ```console
            $ sleep 600
            ```
            <!-- stop: two -->
            """,
            Duration.ofSeconds(20));

    assertThat(commands).isEqualTo(3);
  }

  @Test
  void run_terminalThatEnds_isNotWaitedFor() {
    assertThatThrownBy(
            () ->
                run(
                    "<!-- terminal: one -->\n```console\n$ echo broken\nup\n```\n",
                    Duration.ofHours(1)))
        .isInstanceOf(Rehearsal.Surprise.class)
        .hasMessageContaining("broken");
  }

  @Test
  void run_lackOfAProgram_leavesOutWhatFollowsToTheNextHeading() throws Exception {
    int commands =
        run(
            """
            # A
            <!-- needs: no-such-program -->
            ```console
            $ false
            something
            ```
            # B
            ```console
            $ true
            ```
            """,
            Duration.ZERO);

    assertThat(commands).isEqualTo(1);
    assertThat(progress).contains("left out, for lack of no-such-program");
  }

  @Test
  void rehearsal_compilesWithTheJdkAlone() {
    Path sources = Path.of("src", "test", "java");
    Path command = sources.resolve("io/cashew/docs/rehearsal/RehearsalCommand.java");
    String[] arguments = {
      "-d",
      directory.toString(),
      "-cp",
      directory.toString(),
      "-sourcepath",
      sources.toString(),
      command.toString()
    };

    int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments);

    assertThat(result).isZero();
  }

  private int run(String page, Duration patience) throws Exception {
    return new Rehearsal(stage, patience, progress::add).run(Page.read(page));
  }
}
