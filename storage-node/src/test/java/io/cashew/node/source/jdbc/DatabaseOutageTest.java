package io.cashew.node.source.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.time.ThreadTimers;
import io.cashew.time.Ticker;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Database servers that die, fall silent, change, or answer far too much. On real time. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DatabaseOutageTest {
  private static final int POOL = 2;
  private static final Loaded ADA = Loaded.Present.of(ByteString.copyFromUtf8("Ada"));
  private static final String NAMED = "SELECT name FROM named WHERE id = :key";
  private static final String POSTGRES_SLEEP = "SELECT pg_sleep(600)::text WHERE :key <> ''";
  private static final String MARIA_DB_SLEEP = "SELECT SLEEP(600) FROM named WHERE :key <> ''";

  private final ThreadTimers timers = new ThreadTimers("outage");
  private DatabaseProcess server;
  private JdbcConnection connection;

  private void start(DatabaseProcess started) throws SQLException {
    server = started;
    execute("CREATE TABLE named (id VARCHAR(100) PRIMARY KEY, name VARCHAR(100))");
    execute("INSERT INTO named VALUES ('ada', 'Ada')");
    connection =
        JdbcConnection.open(
            new JdbcSettings("db", server.url(), "", "", POOL, Duration.ofMillis(500), 1_024),
            Drivers.of(Optional.empty()),
            timers,
            Ticker.system());
  }

  @AfterEach
  void stop() {
    if (connection != null) {
      connection.close();
      server.close();
    }
    timers.close();
  }

  @Test
  void postgres_killedInMidLoad_failsLoadsUntilItIsBack() throws Exception {
    start(DatabaseProcess.postgres());
    killedInMidLoad_failsLoadsUntilItIsBack(POSTGRES_SLEEP);
  }

  @Test
  void mariaDb_killedInMidLoad_failsLoadsUntilItIsBack() throws Exception {
    start(DatabaseProcess.mariaDb());
    killedInMidLoad_failsLoadsUntilItIsBack(MARIA_DB_SLEEP);
  }

  private void killedInMidLoad_failsLoadsUntilItIsBack(String sleep) throws Exception {
    assertThat(load(NAMED, Duration.ofSeconds(20)).get(20, SECONDS)).isEqualTo(ADA);
    List<CompletableFuture<Loaded>> running =
        IntStream.range(0, POOL).mapToObj(i -> load(sleep, Duration.ofMinutes(2))).toList();
    Await.pass(Duration.ofMillis(200));

    server.kill();

    assertThat(running)
        .allSatisfy(load -> assertThat(reasonOf(load)).isEqualTo(Reason.SOURCE_DOWN));
    assertThat(reasonOf(load(NAMED, Duration.ofSeconds(5)))).isEqualTo(Reason.SOURCE_DOWN);
    server.restart();
    Await.until("the source answers again", this::answers);
  }

  @Test
  void postgres_fallenSilent_costsLoadsTheirTimeoutAndNoThreads() throws Exception {
    start(DatabaseProcess.postgres());
    fallenSilent_costsLoadsTheirTimeoutAndNoThreads();
  }

  @Test
  void mariaDb_fallenSilent_costsLoadsTheirTimeoutAndNoThreads() throws Exception {
    start(DatabaseProcess.mariaDb());
    fallenSilent_costsLoadsTheirTimeoutAndNoThreads();
  }

  private void fallenSilent_costsLoadsTheirTimeoutAndNoThreads() throws Exception {
    assertThat(load(NAMED, Duration.ofSeconds(20)).get(20, SECONDS)).isEqualTo(ADA);
    server.pause();

    List<CompletableFuture<Loaded>> loads =
        IntStream.range(0, 10).mapToObj(i -> load(NAMED, Duration.ofMillis(300))).toList();

    assertThat(loads)
        .allSatisfy(
            load -> assertThat(reasonOf(load)).isIn(Reason.SOURCE_SLOW, Reason.SOURCE_DOWN));
    Await.until("no thread waits for the silent server", () -> threadsInDriver() == 0);
    server.resume();
    Await.until("the source answers again", this::answers);
  }

  private static long threadsInDriver() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("cashew-load-db"))
        .filter(
            thread ->
                List.of(thread.getValue()).stream()
                    .anyMatch(
                        frame -> frame.getClassName().startsWith("io.cashew.node.source.jdbc")))
        .count();
  }

  @Test
  void postgres_whoseTableChanges_answersOn() throws Exception {
    start(DatabaseProcess.postgres());
    String all = "SELECT * FROM named WHERE id = :key";
    for (int i = 0; i < 20; i++) { // until both connections have prepared it
      load(all, Duration.ofSeconds(20)).get(20, SECONDS);
    }

    execute("ALTER TABLE named ADD COLUMN age INT DEFAULT 36");

    String expected = "{\"id\":\"ada\",\"name\":\"Ada\",\"age\":36}";
    Await.until(
        "the new column is seen",
        () ->
            load(all, Duration.ofSeconds(20))
                .get(20, SECONDS)
                .equals(Loaded.Present.of(ByteString.copyFromUtf8(expected))));
  }

  @Test
  void postgres_withAHundredMegabytes_isNotReadIntoTheHeap() throws Exception {
    start(DatabaseProcess.postgres());
    execute("CREATE TABLE huge (id TEXT, text TEXT, bytes BYTEA)");
    execute(
        "INSERT INTO huge VALUES ('ada', repeat('x', 100000000),"
            + " convert_to(repeat('x', 100000000), 'UTF8'))");

    for (String column : List.of("text", "bytes", "text, bytes")) {
      String query = "SELECT " + column + " FROM huge WHERE id = :key";
      load(query, Duration.ofSeconds(20)).handle((loaded, failure) -> loaded).get(20, SECONDS);
      long before = allocated();
      CompletableFuture<Loaded> load = load(query, Duration.ofSeconds(20));
      assertThat(reasonOf(load)).isEqualTo(Reason.VALUE_TOO_LARGE);
      assertThat(allocated() - before).isLessThan(20 << 20);
    }
    assertThat(load(NAMED, Duration.ofSeconds(20)).get(20, SECONDS)).isEqualTo(ADA);
  }

  @Test
  void mariaDb_withAHundredMegabytes_failsThatLoadAlone() throws Exception {
    start(DatabaseProcess.mariaDb());
    execute("CREATE TABLE huge (id VARCHAR(10), bytes LONGBLOB)");
    execute("INSERT INTO huge VALUES ('ada', REPEAT('x', 100000000))");

    assertThat(reasonOf(load("SELECT bytes FROM huge WHERE id = :key", Duration.ofSeconds(20))))
        .isEqualTo(Reason.VALUE_TOO_LARGE);
    assertThat(load(NAMED, Duration.ofSeconds(20)).get(20, SECONDS)).isEqualTo(ADA);
  }

  /** By all threads that load, since they started. */
  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("cashew-load-db"))
        .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
        .sum();
  }

  private boolean answers() throws Exception {
    return load(NAMED, Duration.ofSeconds(20)).get(20, SECONDS).equals(ADA);
  }

  private CompletableFuture<Loaded> load(String query, Duration timeout) {
    DataSource source = connection.source(new SourceSettings("db", query), 1_000);
    return source.load(new LoadRequest("g", ByteString.copyFromUtf8("ada"), timeout));
  }

  private static Reason reasonOf(CompletableFuture<Loaded> load) {
    Throwable failure = catchThrowable(() -> load.get(20, SECONDS));
    assertThat(failure).hasCauseInstanceOf(CashewException.class);
    return ((CashewException) failure.getCause()).reason();
  }

  private void execute(String sql) throws SQLException {
    try (Connection own = server.connect();
        Statement statement = own.createStatement()) {
      statement.execute(sql);
    }
  }
}
