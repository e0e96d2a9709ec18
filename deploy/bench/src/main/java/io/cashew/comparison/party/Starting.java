package io.cashew.comparison.party;

import io.cashew.comparison.asked.TargetMain;
import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A party that is being made. Whoever fails half way closes it. */
final class Starting implements AutoCloseable {
  private static final List<String> LOAD_FLAGS = List.of("-XX:+UseG1GC", "-Xmx512m");

  private final String name;
  private final Site site;
  private final Path directory;
  private final Processes processes;
  private final List<Running> running = new ArrayList<>();
  private final Map<Way, List<String>> ways = new EnumMap<>(Way.class);
  private OptionalInt redisPort = OptionalInt.empty();
  private boolean isStarted;

  Starting(String name, Site site) throws IOException {
    this.name = name;
    this.site = site;
    directory = Files.createDirectories(site.directory().resolve(name));
    processes = new Processes(directory);
  }

  Path directory() {
    return directory;
  }

  Running run(String process, String role, List<String> command) throws IOException {
    return run(process, role, Map.of(), command);
  }

  Running run(String process, String role, Map<String, String> environment, List<String> command)
      throws IOException {
    Running started = processes.start(process, role, environment, command);
    running.add(started);
    return started;
  }

  /** Runs a main class of ours, with everything of this process on its class path. */
  Running runOurs(String process, String role, Class<?> main, int heap, List<String> arguments)
      throws IOException {
    List<String> command =
        Processes.java(System.getProperty("java.class.path"), main.getName(), site.heap(heap));
    command.addAll(arguments);
    return run(process, role, command);
  }

  /** Runs a main class of the peers', by its name. */
  Running runPeer(String process, String main, List<String> flags, List<String> arguments)
      throws IOException {
    List<String> all = new ArrayList<>(site.heap(site.heapWithEntriesMegabytes()));
    all.addAll(flags);
    List<String> command = Processes.java(site.peersClassPath(), main, all);
    command.addAll(arguments);
    return run(process, Party.SERVER, command);
  }

  /** It speaks Redis at a port. */
  void speaksRedisAt(int port) {
    redisPort = OptionalInt.of(port);
    isAskedBy(Way.REDIS, "lettuce", port);
  }

  /** It can be asked by a target of ours. */
  void isAskedBy(Way way, String target, int port, String... more) {
    List<String> command =
        Processes.java(
            System.getProperty("java.class.path"), TargetMain.class.getName(), LOAD_FLAGS);
    command.addAll(List.of(target, Site.HOST + ":" + port));
    command.addAll(List.of(more));
    ways.put(way, command);
  }

  /** It can be asked by a main class of the peers', which is a load process. */
  void isAskedByPeer(String main, List<String> flags, List<String> arguments) {
    List<String> all = new ArrayList<>(LOAD_FLAGS);
    all.addAll(flags);
    List<String> command = Processes.java(site.peersClassPath(), main, all);
    command.addAll(arguments);
    ways.put(Way.LIBRARY, command);
  }

  /** It runs. */
  Party party() {
    isStarted = true;
    return new Party(name, processes, running, redisPort, ways);
  }

  @Override
  public void close() {
    if (!isStarted) {
      processes.close();
    }
  }
}
