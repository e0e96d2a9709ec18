package io.cashew.node.source.jdbc;

import io.cashew.etcd.FreePort;
import io.cashew.time.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real database server on a free port of the loopback, with data of its own that nobody waits to
 * see on disk. Gone when the JVM ends, at the latest.
 *
 * <p>Servers refuse to run as root: then they run as another user of the machine.
 */
final class DatabaseProcess implements AutoCloseable {
  private static final List<String> USERS = List.of("postgres", "mysql", "nobody");

  private final int port = FreePort.next();
  private final Path home;
  private final File log;
  private final List<String> command;
  private final String url;
  private final Thread atExit = new Thread(this::destroy, "database-reaper");
  private Process process;

  private DatabaseProcess(Product product) {
    try {
      home = Files.createTempDirectory("cashew-database-");
      if (isRoot()) {
        Files.setOwner(
            home,
            home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user()));
      }
      Path logs = Files.createDirectories(Path.of("target", "databases"));
      log = logs.resolve(product.name() + "-" + port + ".log").toFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(atExit);
    url = product.url(port);
    command = product.prepare(this);
  }

  /** What the server is a kind of. */
  private interface Product {
    String name();

    String url(int port);

    /** Makes what has to be there, and returns the command that runs the server. */
    List<String> prepare(DatabaseProcess process);
  }

  /** Starts a PostgreSQL and waits until it answers. */
  static DatabaseProcess postgres() {
    return start(new Postgres(Installed.postgres()));
  }

  /** Starts a MariaDB and waits until it answers. */
  static DatabaseProcess mariaDb() {
    return start(new MariaDb(Installed.mariaDb()));
  }

  private static DatabaseProcess start(Product product) {
    DatabaseProcess started = new DatabaseProcess(product);
    try {
      started.restart();
      return started;
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  /** For JDBC, user included. */
  String url() {
    return url;
  }

  /** A connection for the test itself, the caller's to close. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  /** Starts it again, on the same port and data, and waits until it answers. */
  void restart() {
    process = run(command);
    Await.until("the database answers; its log is " + log, this::answers);
  }

  private boolean answers() throws SQLException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the database exited with " + process.exitValue());
    }
    try (Connection connection = connect()) {
      return connection.isValid(1);
    }
  }

  /** Kills it and all that it has started (SIGKILL). Its data stays. */
  void kill() {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().orTimeout(10, TimeUnit.SECONDS).join());
  }

  /** Freezes it (SIGSTOP): its connections stay open and silent. */
  void pause() {
    signal("STOP");
  }

  /** Ends a {@link #pause} (SIGCONT). */
  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    List<String> kill = new ArrayList<>(List.of("kill", "-" + name));
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(each -> Long.toString(each.pid()))
        .forEach(kill::add);
    await(start(kill));
  }

  private Process run(List<String> asUser) {
    List<String> full = new ArrayList<>();
    if (isRoot()) {
      full.addAll(List.of("setpriv", "--reuid=" + user(), "--clear-groups"));
    }
    full.addAll(asUser);
    return start(full);
  }

  private Process start(List<String> arguments) {
    ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
    builder.directory(home.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    try {
      return builder
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.getAbsoluteFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(Process started) {
    try {
      started.getOutputStream().close(); // it has nothing to read
      if (!started.waitFor(30, TimeUnit.SECONDS) || started.exitValue() != 0) {
        throw new IllegalStateException("a command failed; the log is " + log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static String user() {
    return USERS.stream()
        .filter(DatabaseProcess::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("none of the users " + USERS));
  }

  private static boolean exists(String user) {
    try {
      Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
      return true;
    } catch (IOException e) {
      return false;
    }
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
      kill();
    }
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Postgres(Path binaries) implements Product {
    @Override
    public String name() {
      return "postgres";
    }

    @Override
    public String url(int port) {
      return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=cashew";
    }

    @Override
    public List<String> prepare(DatabaseProcess process) {
      String data = process.home.resolve("data").toString();
      process.await(
          process.run(
              List.of(
                  binaries.resolve("initdb").toString(),
                  "--pgdata=" + data,
                  "--username=cashew",
                  "--auth=trust",
                  "--encoding=UTF8",
                  "--no-locale",
                  "--no-sync")));
      return List.of(
          binaries.resolve("postgres").toString(),
          "-D",
          data,
          "-p",
          String.valueOf(process.port),
          "-c",
          "listen_addresses=127.0.0.1",
          "-c",
          "unix_socket_directories=",
          "-c",
          "fsync=off");
    }
  }

  private record MariaDb(Path server) implements Product {
    @Override
    public String name() {
      return "mariadb";
    }

    @Override
    public String url(int port) {
      return "jdbc:mariadb://127.0.0.1:" + port + "/test?user=cashew&sslMode=disable";
    }

    @Override
    public List<String> prepare(DatabaseProcess process) {
      Path data = process.home.resolve("data");
      process.await(process.run(List.of("mkdir", "-p", data.resolve("test").toString())));
      List<String> command = command(process, data);
      List<String> files = new ArrayList<>(command);
      files.add("--bootstrap"); // a server that is killed before its first checkpoint is lost
      process.await(process.run(files));
      return command;
    }

    private List<String> command(DatabaseProcess process, Path data) {
      return List.of(
          server.toString(),
          "--no-defaults",
          "--datadir=" + data,
          "--port=" + process.port,
          "--bind-address=127.0.0.1",
          "--socket=" + process.home.resolve("socket"),
          "--pid-file=" + process.home.resolve("pid"),
          "--skip-grant-tables",
          "--skip-log-bin",
          "--skip-name-resolve",
          "--character-set-server=utf8mb4",
          "--collation-server=utf8mb4_general_ci",
          "--default-time-zone=+00:00",
          "--max-allowed-packet=256M",
          "--innodb-log-file-size=16M",
          "--innodb-buffer-pool-size=32M",
          "--innodb-flush-log-at-trx-commit=2");
    }
  }
}
