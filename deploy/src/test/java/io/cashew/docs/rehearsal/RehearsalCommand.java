package io.cashew.docs.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Does a page on this machine: {@code deploy/tutorial/run}. Exits with 0 if all went as the page
 * says, with 1 if something did not.
 */
public final class RehearsalCommand {
  private static final int PAGES_PORT = 7400;
  private static final int PORTS = 150;

  /** The longest wait is for a build, on a machine that has other work to do. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private RehearsalCommand() {}

  /**
   * Does the page and exits.
   *
   * @param arguments the project's root, the page, a directory for what is written, the first port
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path root = Path.of(arguments[0]);
    Path page = Path.of(arguments[1]);
    Path work = Path.of(arguments[2]);
    int port = Integer.parseInt(arguments[3]);
    Map<String, String> environment =
        Map.of("CASHEW_PROXY", "127.0.0.1:" + port, "CASHEW_ADMIN", "127.0.0.1:" + (port + 80));
    HostStage stage = new HostStage(root, work, environment, rewriting(port, work));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stage)));
    Rehearsal rehearsal = new Rehearsal(stage, PATIENCE, System.out::println);
    try {
      int commands = rehearsal.run(Page.read(Files.readString(page)));
      System.out.printf("%d commands, all as %s says%n", commands, page.getFileName());
    } catch (Rehearsal.Surprise surprise) {
      System.err.println(surprise.getMessage());
      System.exit(1);
    }
  }

  /** However this ends, nothing that the page started is left running. */
  private static void end(HostStage stage) {
    stage.close();
    try {
      stage.run("deploy/cluster/cluster stop");
    } catch (IOException e) {
      System.err.println("the cluster may be running still: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The ports of the page from another one on, and data in a directory that is thrown away. */
  private static Rewriting rewriting(int port, Path work) {
    Map<String, String> replacements = new LinkedHashMap<>();
    for (int i = 0; i < PORTS; i++) {
      replacements.put(String.valueOf(PAGES_PORT + i), String.valueOf(port + i));
    }
    replacements.put(
        "./cashew local",
        "./cashew local --port %d --admin-port %d --redis-port %d --data %s"
            .formatted(port, port + 80, port + 50, work.resolve("data")));
    replacements.put("cluster start", "cluster start --base-port " + port);
    return new Rewriting(replacements);
  }
}
