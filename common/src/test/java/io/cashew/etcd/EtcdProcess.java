package io.cashew.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cashew.lifecycle.Part;
import io.cashew.time.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real etcd of a test's own: one member, alone or of an {@link EtcdEnsemble}, on free ports of
 * the loopback, with its data in a temporary directory and its log in {@code target/}.
 *
 * <p>Closing it kills it and deletes its data; so does the end of the JVM. For one thread.
 */
public final class EtcdProcess implements Part {
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String binary = find();
  private final String name;
  private final int clientPort = FreePort.next();
  private final int peerPort = FreePort.next();
  private final Path data;
  private final File log;
  private final List<String> options;
  private final Thread atExit = new Thread(this::destroy, "etcd-reaper");
  private Process process;

  /** Not started yet. */
  EtcdProcess(String name, List<String> options) {
    this.name = name;
    this.options = List.copyOf(options);
    try {
      data = Files.createTempDirectory("cashew-etcd-");
      Path logs = Files.createDirectories(Path.of("target", "etcd"));
      log = logs.resolve("etcd-" + clientPort + ".log").toFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts an etcd and waits until it is healthy, which takes about half a second.
   *
   * @param options further flags for etcd
   */
  public static EtcdProcess start(String... options) {
    EtcdProcess etcd = new EtcdProcess("test", List.of(options));
    try {
      etcd.restart();
      return etcd;
    } catch (RuntimeException | Error e) {
      etcd.close();
      throw e;
    }
  }

  /** Where clients find it: host and port. */
  public String endpoint() {
    return "127.0.0.1:" + clientPort;
  }

  /** Starts it again, on the same ports and data, and waits until it is healthy. */
  public void restart() {
    launch();
    awaitHealthy();
  }

  /** Starts it again without waiting for it. */
  public void launch() {
    launch(asMember(), "cashew-test-" + clientPort);
  }

  /** How it is listed among the members of its ensemble. */
  String asMember() {
    return name + "=" + url(peerPort);
  }

  void awaitHealthy() {
    Await.until("etcd is healthy; its log is " + log, this::healthy);
  }

  /** Starts it, again or for the first time, as one of the members, without waiting for it. */
  void launch(String members, String token) {
    List<String> command = new ArrayList<>();
    command.add(binary);
    command.add("--name=" + name);
    command.add("--data-dir=" + data);
    command.add("--listen-client-urls=" + url(clientPort));
    command.add("--advertise-client-urls=" + url(clientPort));
    command.add("--listen-peer-urls=" + url(peerPort));
    command.add("--initial-advertise-peer-urls=" + url(peerPort));
    command.add("--initial-cluster=" + members);
    command.add("--initial-cluster-token=" + token);
    command.add("--unsafe-no-fsync");
    command.add("--logger=zap");
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
    try {
      process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Stops it in good order (SIGTERM). Its data stays. */
  public void stop() {
    process.destroy();
    awaitExit();
  }

  /** Kills it (SIGKILL). Its data stays. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Freezes it (SIGSTOP): its connections stay open and silent. */
  public void pause() {
    signal("STOP");
  }

  /** Ends a {@link #pause} (SIGCONT). */
  public void resume() {
    signal("CONT");
  }

  /** Whether it leads its ensemble, by its own word. */
  boolean isLeader() {
    String status = post("/v3/maintenance/status", "{}");
    return number(status, "leader").equals(number(status, "member_id"));
  }

  /** Forgets every revision but the present one: watches that are behind have to list again. */
  public void compact() {
    String status = post("/v3/maintenance/status", "{}");
    post(
        "/v3/kv/compaction",
        "{\"revision\":\"%s\",\"physical\":true}".formatted(number(status, "revision")));
  }

  /** Deletes a key behind everyone's back. */
  public void delete(String key) {
    String encoded = Base64.getEncoder().encodeToString(key.getBytes(UTF_8));
    post("/v3/kv/deleterange", "{\"key\":\"%s\"}".formatted(encoded));
  }

  /** It says of itself that its disk is full, and takes no more puts. */
  public void raiseNoSpace() {
    alarm("ACTIVATE");
  }

  /** Ends what {@link #raiseNoSpace} began. */
  public void disarmNoSpace() {
    alarm("DEACTIVATE");
  }

  private void alarm(String action) {
    String member = number(post("/v3/maintenance/status", "{}"), "member_id");
    post(
        "/v3/maintenance/alarm",
        "{\"action\":\"%s\",\"memberID\":\"%s\",\"alarm\":\"NOSPACE\"}".formatted(action, member));
  }

  /** What etcd's gateway for JSON answers. */
  private String post(String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(clientPort) + path))
            .timeout(Duration.ofSeconds(2))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
      if (response.statusCode() != 200) {
        throw new IllegalStateException(path + ": " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String number(String json, String field) {
    Matcher found = Pattern.compile("\"" + field + "\":\"(\\d+)\"").matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("no " + field + " in " + json);
    }
    return found.group(1);
  }

  @Override
  public void close() {
    destroy();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the JVM is ending, and the hook runs
    }
  }

  private void destroy() {
    if (process != null) {
      process.destroyForcibly();
      awaitExit();
    }
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("etcd " + process.pid() + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void signal(String name) {
    String pid = Long.toString(process.pid());
    try {
      int code = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " " + pid + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean healthy() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("etcd exited with " + process.exitValue());
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(clientPort) + "/health"))
            .timeout(Duration.ofSeconds(1))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString(UTF_8)).body().contains("true");
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private static String find() {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
            Stream.of("/usr/bin"))
        .map(directory -> Path.of(directory, "etcd"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no etcd on the PATH: install etcd 3.4 or newer, e.g. Debian's package"
                        + " etcd-server"))
        .toString();
  }
}
