package io.cashew.cli;

import io.cashew.config.CashewConfig;
import io.cashew.docs.rehearsal.HostStage;
import io.cashew.docs.rehearsal.Rewriting;
import io.cashew.docs.rehearsal.Stage;
import io.cashew.lifecycle.Part;
import io.cashew.local.LocalCluster;
import io.cashew.local.LocalConfig;
import io.cashew.local.Processes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** The verbs of {@code ./cashew} run in this process, everything else with bash. */
final class TutorialStage implements Stage {
  private static final String CASHEW = "./cashew ";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s\\\\]+)");

  private final Path directory;
  private final Map<String, String> replacements = new LinkedHashMap<>();
  private Optional<LocalCluster> cluster = Optional.empty();
  private HostStage host;

  TutorialStage(Path directory) {
    this.directory = directory;
    this.host = host();
  }

  private HostStage host() {
    return new HostStage(directory, directory, Map.of(), new Rewriting(replacements));
  }

  @Override
  public List<String> run(String command) throws IOException, InterruptedException {
    return command.startsWith(CASHEW) ? cashew(words(command)) : host.run(command);
  }

  private List<String> cashew(List<String> words) {
    if (takes(words, "--proxy")) {
      words.add("--proxy=" + running().address());
    }
    if (takes(words, "--admin")) {
      words.add("--admin=" + running().adminAddress());
    }
    if (takes(words, "--deadline")) {
      words.add("--deadline=30s");
    }
    return execute(new Starting(), part -> {}, words);
  }

  private static List<String> execute(
      Processes processes, Consumer<Part> untilStopped, List<String> words) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream all = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Console console = new Console(new ByteArrayInputStream(new byte[0]), all, all);
    CashewCommand.commandLine(console, processes, untilStopped)
        .execute(words.toArray(String[]::new));
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private boolean takes(List<String> words, String option) {
    Console nowhere = new Console(new ByteArrayInputStream(new byte[0]), System.out, System.err);
    CommandLine verb = CashewCommand.commandLine(nowhere, new Starting(), part -> {});
    for (String word : words) {
      CommandLine deeper = verb.getSubcommands().get(word);
      if (deeper == null) {
        break;
      }
      verb = deeper;
    }
    return verb.getCommandSpec().findOption(option) != null;
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command.substring(CASHEW.length()));
    while (word.find()) {
      for (int i = 1; i <= 3; i++) {
        if (word.group(i) != null) {
          words.add(word.group(i));
        }
      }
    }
    return words;
  }

  /** A local cluster, on free ports. */
  @Override
  public Terminal open(String command) {
    List<String> words = words(command);
    words.addAll(
        List.of(
            "--port=0",
            "--admin-port=0",
            "--redis-port=0",
            "--http-port=0",
            "--data=" + directory));
    words.add("--set=proxy.default-deadline=30s"); // of Redis clients
    List<String> printed = execute(new Starting(), part -> {}, words);
    replacements.put("7400", port(running().address().getPort()));
    running().respAddress().ifPresent(resp -> replacements.put("7450", port(resp.getPort())));
    running().adminHttpAddress().ifPresent(http -> replacements.put("7500", port(http.getPort())));
    host = host();
    return new Local(printed, running());
  }

  private static String port(int port) {
    return String.valueOf(port);
  }

  private LocalCluster running() {
    return cluster.orElseThrow(() -> new IllegalStateException("no cluster was started"));
  }

  @Override
  public void write(String path, String text) throws IOException {
    host.write(path, text);
  }

  /**
   * What has processes of its own is left out, for lack of time: the client in Java, and the second
   * part.
   */
  @Override
  public boolean has(String program) {
    return !program.equals("javac") && !program.equals("etcd") && host.has(program);
  }

  @Override
  public void pause() throws InterruptedException {
    host.pause();
  }

  @Override
  public void close() {
    cluster.ifPresent(LocalCluster::close);
    host.close();
  }

  private record Local(List<String> printed, LocalCluster cluster) implements Terminal {
    @Override
    public boolean isRunning() {
      return true;
    }

    @Override
    public void stop() {
      cluster.close();
    }
  }

  private final class Starting implements Processes {
    @Override
    public Part local(LocalConfig config) {
      LocalCluster started = LocalCluster.start(config);
      cluster = Optional.of(started);
      return started;
    }

    @Override
    public Part proxy(CashewConfig config) {
      throw new UnsupportedOperationException("proxy");
    }

    @Override
    public Part node(CashewConfig config) {
      throw new UnsupportedOperationException("node");
    }
  }
}
