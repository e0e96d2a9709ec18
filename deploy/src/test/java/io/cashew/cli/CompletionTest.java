package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CompletionTest {
  @TempDir Path directory;

  @Test
  void bashScript_completesVerbsAndTheirOptions() throws Exception {
    Path script = Files.writeString(directory.resolve("cashew.bash"), script("bash"));

    assertThat(bash(script, "complete -p cashew")).startsWith("complete").endsWith(" cashew\n");
    assertThat(completed(script, "cashew", "no")).contains("node", "nodes");
    assertThat(completed(script, "cashew", "groups", "c")).contains("create", "change");
    assertThat(completed(script, "cashew", "mget", "--no")).contains("--no-load");
    assertThat(completed(script, "cashew", "nodes", "-o", "y")).contains("yaml");
  }

  @Test
  void zshScript_isBashsAfterWhatMakesItRunThere() {
    assertThat(script("zsh")).startsWith("autoload -U").endsWith(script("bash"));
  }

  @Test
  void anyOtherShell_isRefusedWithThoseThereAre() {
    Cli.Run run = new Cli().run("completion", "fish");

    assertThat(run.err()).isEqualTo("cashew: completion fish (expected: bash or zsh)\n");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private static String script(String shell) {
    Cli.Run run = new Cli().run("completion", shell);
    assertThat(run.exitCode()).isZero();
    return run.out();
  }

  /** What the script offers for the last word. */
  private static String[] completed(Path script, String... words) throws Exception {
    String line =
        "COMP_WORDS=(%s); COMP_CWORD=%d; _complete_cashew; echo \"${COMPREPLY[@]}\""
            .formatted(String.join(" ", words), words.length - 1);
    return bash(script, line).strip().split(" ");
  }

  private static String bash(Path script, String line) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "--norc", "-c", "source '" + script + "'; " + line)
            .redirectError(ProcessBuilder.Redirect.DISCARD) // what only a real Tab key brings
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
