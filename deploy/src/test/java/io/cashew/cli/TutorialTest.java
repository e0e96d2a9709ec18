package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.docs.rehearsal.Page;
import io.cashew.docs.rehearsal.Rehearsal;
import io.cashew.docs.rehearsal.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first part of the tutorial, done in this process: the real verbs and a real local cluster on
 * free ports. {@code deploy/tutorial/run} does the whole page, with processes.
 */
@Timeout(300)
final class TutorialTest {
  private static final Path PAGE = Path.of("..", "docs", "tutorial.md");
  @TempDir Path directory;

  @Test
  void tutorial_doneLineByLine_printsWhatThePageShows() throws Exception {
    List<Step> page = Page.read(Files.readString(PAGE));

    int commands;
    try (TutorialStage stage = new TutorialStage(directory)) {
      Rehearsal rehearsal = new Rehearsal(stage, Duration.ofSeconds(60), step -> {});
      commands = rehearsal.run(page.stream().filter(step -> !isLoad(step)).toList());
    }

    assertThat(commands).isGreaterThan(15);
  }

  @Test
  void tutorial_programInJava_compiles() throws Exception {
    List<Step> page = Page.read(Files.readString(PAGE));
    List<String> files = new ArrayList<>();
    for (Step step : page) {
      if (step instanceof Step.Write write && write.path().endsWith(".java")) {
        Path file = directory.resolve(Path.of(write.path()).getFileName());
        files.add(Files.writeString(file, write.text()).toString());
      }
    }
    List<String> arguments =
        new ArrayList<>(List.of("-d", directory.toString(), "-cp", classPath()));
    arguments.addAll(files);

    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));

    assertThat(files).isNotEmpty();
    assertThat(result).isZero();
  }

  /** Surefire's own class path is a jar that names the others. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** How fast this machine answers while a node leaves is not what a suite should hang on. */
  private static boolean isLoad(Step step) {
    return (step instanceof Step.Open open && open.terminal().equals("load"))
        || (step instanceof Step.Look look && look.terminal().equals("load"));
  }
}
