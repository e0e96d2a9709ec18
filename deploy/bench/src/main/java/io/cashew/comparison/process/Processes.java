package io.cashew.comparison.process;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Processes that were started and are ended when this is closed, the last one first. Each writes to
 * a log of its own. Confined to one thread.
 */
public final class Processes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 5;

  private final Path directory;
  private final Deque<Running> running = new ArrayDeque<>();

  /**
   * None yet.
   *
   * @param directory for logs, and whatever the processes write; exists
   */
  public Processes(Path directory) {
    this.directory = directory;
  }

  /** Where these processes may write. */
  public Path directory() {
    return directory;
  }

  /** The program of that name, if it is installed. */
  public static Optional<Path> find(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Different ports of the loopback that nobody listens at now. */
  public static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> taken = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        taken.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return taken.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
  }

  /** A JVM of this Java, with the class path given. */
  public static List<String> java(String classPath, String main, List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main));
    return command;
  }

  /** Starts a process whose output goes to its log. */
  public Running start(
      String name, String role, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = builder(name, environment, command);
    builder.redirectOutput(log(name));
    return add(name, role, builder);
  }

  /** Starts a process that is spoken to by its standard streams; errors go to its log. */
  public Running startPiped(String name, String role, List<String> command) throws IOException {
    return add(name, role, builder(name, Map.of(), command));
  }

  private ProcessBuilder builder(
      String name, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log(name)));
    return builder;
  }

  private Running add(String name, String role, ProcessBuilder builder) throws IOException {
    Running started = new Running(name, role, builder.start(), log(name).toPath());
    running.push(started);
    return started;
  }

  private File log(String name) {
    return directory.resolve(name + ".log").toFile();
  }

  /** Waits until somebody listens at a port of the loopback. */
  public static void awaitListener(Running process, int port) {
    await(
        process,
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
          }
        });
  }

  /** Waits for a condition, a minute at most, and no longer than the process runs. */
  public static void await(Running process, Condition condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Exception last = null;
    while (System.nanoTime() - end < 0) {
      process.checkRuns();
      try {
        if (condition.isMet()) {
          return;
        }
      } catch (Exception e) {
        last = e; // not yet
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new IllegalStateException(
        process.name() + " is not ready after " + PATIENCE + "; its log: " + process.log(), last);
  }

  @Override
  public void close() {
    while (!running.isEmpty()) {
      running.pop().stop(STOP_SECONDS);
    }
  }

  /** Something to wait for; an exception means: not yet. */
  @FunctionalInterface
  public interface Condition {
    boolean isMet() throws Exception;
  }
}
