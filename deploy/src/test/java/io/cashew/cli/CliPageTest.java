package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.lifecycle.Part;
import io.cashew.local.DemoDatabase;
import io.cashew.local.LocalCluster;
import io.cashew.local.LocalConfig;
import io.cashew.local.RealProcesses;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The samples of the page about the command line are what a cluster answers. With
 * -Dcashew.docs=write they are written anew.
 */
@Timeout(120)
final class CliPageTest {
  private static final String FENCE = "```";
  private static final String CONSOLE = "```console";
  private static final String VARIES = "```console varies";
  private static final String COMMAND = "$ cashew ";

  private static final int AGAIN = 2;

  @TempDir Path directory;

  @Test
  void samples_areWhatAClusterAnswers() throws IOException {
    Path page = Docs.page("cli.md");
    List<String> lines = Files.readAllLines(page);
    List<String> answered;
    try (LocalCluster cluster = cluster()) {
      answered = answered(lines, cluster);
      for (int i = 0; i < AGAIN && !comparable(answered).equals(comparable(lines)); i++) {
        answered = answered(lines, cluster); // a cluster of a busy machine may have lost entries
      }
    }

    if (Docs.areWritten()) {
      Files.write(page, answered);
      return;
    }
    assertThat(comparable(lines)).isEqualTo(comparable(answered));
  }

  @Test
  void everyVerb_isOnThePage() throws IOException {
    String page = Files.readString(Docs.page("cli.md")).replace('\n', ' ');
    List<String> missing = new ArrayList<>();

    collect(new Cli().commandLine(), page, missing);

    assertThat(missing).isEmpty();
  }

  private static void collect(CommandLine verb, String page, List<String> missing) {
    for (CommandLine sub : verb.getSubcommands().values()) {
      String name = sub.getCommandSpec().qualifiedName();
      if (!page.contains(name) && !page.contains("`" + name.substring("cashew ".length()))) {
        missing.add(name);
      }
      collect(sub, page, missing);
    }
  }

  private LocalCluster cluster() throws IOException {
    CashewConfig config =
        CashewConfig.from(
            Settings.read(
                Optional.empty(),
                List.of(
                    new Flag("--port", "proxy.listen", "127.0.0.1:0"),
                    new Flag("--admin", "proxy.admin", "127.0.0.1:0")),
                Map.of()));
    DemoDatabase demo = DemoDatabase.in(Files.createDirectories(directory.resolve("data")));
    return LocalCluster.start(
        new LocalConfig(
            3,
            directory,
            config.with(config.proxy(), List.of(demo.connection()), DemoDatabase.groups())));
  }

  /** The page, each command of its consoles followed by what it prints. */
  private List<String> answered(List<String> lines, LocalCluster cluster) throws IOException {
    Session session =
        new Session(
            console -> CashewCommand.commandLine(console, new RealProcesses(), Part::close),
            Map.of(
                "--proxy", cluster.address().toString(),
                "--admin", cluster.adminAddress().toString(),
                "--deadline", "30s"));
    List<String> answered = new ArrayList<>();
    boolean inConsole = false;
    Optional<Path> file = Optional.empty();
    for (String line : lines) {
      if (inConsole && line.startsWith(COMMAND)) {
        answered.add(line);
        answered.addAll(run(session, line.substring(COMMAND.length())));
      } else if (!inConsole || line.equals(FENCE)) {
        answered.add(line);
      }
      if (line.startsWith(FENCE)) {
        inConsole = line.startsWith(CONSOLE);
        file = fileOf(line);
        if (file.isPresent()) {
          Files.writeString(file.get(), "");
        }
      } else if (file.isPresent()) {
        Files.writeString(file.get(), Files.readString(file.get()) + line + "\n");
      }
    }
    return answered;
  }

  /** A block that says what is in a file. */
  private Optional<Path> fileOf(String fence) {
    List<String> words = Splitter.on(' ').splitToList(fence);
    return words.size() == 2 && words.get(1).contains(".")
        ? Optional.of(directory.resolve(words.get(1)))
        : Optional.empty();
  }

  private List<String> run(Session session, String line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(new ByteArrayInputStream(new byte[0]), print(out), print(err));
    List<String> words =
        Script.words(line).stream()
            .map(word -> word.matches("\\w+\\.(txt|jsonl|yaml)") ? path(word) : word)
            .toList();

    int code = session.run(console, words);

    assertThat(code).as(line + ": " + err).isLessThan(ExitCode.DENIED.code());
    String both = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    return both.replace(directory + "/", "").lines().map(String::stripTrailing).toList();
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /**
   * Without what differs from run to run: numbers, times, hashes, and blocks that say they vary.
   */
  private static String comparable(List<String> lines) {
    StringBuilder text = new StringBuilder();
    boolean varies = false;
    for (String line : lines) {
      if (line.startsWith(FENCE)) {
        varies = line.equals(VARIES);
      }
      if (!varies || line.startsWith(COMMAND) || line.startsWith(FENCE)) {
        text.append(
                line.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "AT")
                    .replaceAll("\\b[0-9a-f]{16}\\b", "HASH")
                    .replaceAll("\\b\\d+(ms|s|m|h|d)\\b", "TIME")
                    .replaceAll("\\b(hit|miss_loaded|coalesced|negative|gutter)\\b", "OUTCOME")
                    .replaceAll("\\d+(\\.\\d+)?", "N")
                    .replaceAll(" +", " "))
            .append('\n');
      }
    }
    return text.toString();
  }
}
