package io.cashew.node.source.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database server that comes and goes, its data in a file. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class JdbcOutageTest {
  private static final Loaded ADA = Loaded.Present.of(ByteString.copyFromUtf8("42"));

  @TempDir Path directory;

  private final FakeTime time = new FakeTime();
  private Server server;
  private JdbcConnection connection;
  private DataSource source;

  @BeforeEach
  void configure() throws Exception {
    try (Connection database =
            DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("db"), "sa", "");
        Statement statement = database.createStatement()) {
      statement.execute("CREATE TABLE scores AS SELECT 'ada' AS name, 42 AS score");
    }
    int port = freePort();
    server = server(port);
    connection =
        JdbcConnection.open(
            new JdbcSettings(
                "scores-db",
                "jdbc:h2:tcp://127.0.0.1:" + port + "/db",
                "sa",
                "",
                2,
                Duration.ofMillis(250),
                1_024),
            Drivers.of(Optional.empty()),
            time,
            time);
    source =
        connection.source(
            new SourceSettings("scores-db", "SELECT score FROM scores WHERE name = :key"), 100);
  }

  @AfterEach
  void stop() {
    connection.close();
    server.stop();
  }

  @Test
  void load_whileTheDatabaseIsDownFromTheStart_failsUntilItIsUp() throws Exception {
    CashewException failure = failureOf(load());

    server.start();

    assertThat(failure.reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(failure).hasMessageStartingWith("source \"scores-db\" failed (id ");
    assertThat(firstAnswer()).isEqualTo(ADA);
  }

  @Test
  void load_whileTheDatabaseIsAway_failsUntilItIsBack() throws Exception {
    server.start();
    Loaded before = firstAnswer();
    server.stop();

    CashewException failure = failureOf(load());

    assertThat(before).isEqualTo(ADA);
    assertThat(failure.reason()).isEqualTo(Reason.SOURCE_DOWN);
    server = server(server.getPort());
    server.start();
    assertThat(firstAnswer()).isEqualTo(ADA);
  }

  @Test
  void load_ofManyWhileTheDatabaseIsDown_failsWithoutEachWaitingForIt() {
    failureOf(load());
    List<CompletableFuture<Loaded>> loads = Stream.generate(this::load).limit(1_000).toList();

    // One by one they would take the connect timeout each: two minutes for two threads.
    assertThat(loads).allSatisfy(load -> failureOf(load));
  }

  /** Asks until the database answers; every failure on the way must be the expected one. */
  private Loaded firstAnswer() throws Exception {
    while (true) {
      CompletableFuture<Loaded> load = load();
      Throwable failure = catchThrowable(() -> load.get(20, SECONDS));
      if (failure == null) {
        return load.get();
      }
      assertThat(failureOf(load).reason()).isEqualTo(Reason.SOURCE_DOWN);
    }
  }

  private CompletableFuture<Loaded> load() {
    return source.load(
        new LoadRequest("g", ByteString.copyFromUtf8("ada"), Duration.ofSeconds(30)));
  }

  private static CashewException failureOf(CompletableFuture<Loaded> load) {
    Throwable failure = catchThrowable(() -> load.get(20, SECONDS));
    assertThat(failure).hasCauseInstanceOf(CashewException.class);
    return (CashewException) failure.getCause();
  }

  private Server server(int port) throws SQLException {
    return Server.createTcpServer(
        "-tcpPort", String.valueOf(port), "-baseDir", directory.toString(), "-tcpDaemon");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
