package io.cashew.docs.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;

/** This machine, with bash: every command is a process, and so is every terminal. */
public final class HostStage implements Stage {
  private static final long STOP_SECONDS = 60;

  private final Path root;
  private final Path logs;
  private final Map<String, String> environment;
  private final Rewriting rewriting;
  private final Deque<HostTerminal> terminals = new ArrayDeque<>();

  /**
   * In a directory.
   *
   * @param root the directory in which commands run
   * @param logs a directory for what terminals print
   * @param environment of commands, beside this process's own
   */
  public HostStage(Path root, Path logs, Map<String, String> environment, Rewriting rewriting) {
    this.root = root;
    this.logs = logs;
    this.environment = Map.copyOf(environment);
    this.rewriting = rewriting;
  }

  @Override
  public List<String> run(String command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(logs, "command", ".log");
    Process process = begin(command, output);
    process.waitFor();
    List<String> printed = read(output);
    Files.delete(output);
    return printed;
  }

  @Override
  public Terminal open(String command) throws IOException {
    Path output = Files.createTempFile(logs, "terminal", ".log");
    HostTerminal terminal = new HostTerminal(begin("exec " + command, output), output);
    terminals.push(terminal);
    return terminal;
  }

  private Process begin(String command, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", rewriting.of(command))
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Override
  public void write(String path, String text) throws IOException {
    Path file = root.resolve(rewriting.of(path));
    Files.createDirectories(file.getParent());
    Files.writeString(file, rewriting.of(text));
  }

  @Override
  public boolean has(String program) {
    StringTokenizer folders =
        new StringTokenizer(String.valueOf(System.getenv("PATH")), File.pathSeparator);
    while (folders.hasMoreTokens()) {
      if (Files.isExecutable(Path.of(folders.nextToken(), program))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(200);
  }

  @Override
  public void close() {
    terminals.forEach(HostTerminal::end);
  }

  private static List<String> read(Path output) throws IOException {
    return Files.readString(output, UTF_8).lines().toList();
  }

  private record HostTerminal(Process process, Path output) implements Terminal {
    @Override
    public List<String> printed() {
      try {
        return read(output);
      } catch (IOException e) {
        return List.of(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public boolean isRunning() {
      return process.isAlive();
    }

    @Override
    public void stop() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it did not stop within %d s".formatted(STOP_SECONDS));
      }
    }

    /** Also what it has started: a shell does not pass a signal on. */
    private void end() {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
