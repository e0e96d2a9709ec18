package io.cashew.node.source.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a database of its own in memory, through one connection and a queue for two loads. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class JdbcSourceTest {
  private static final String BY_NAME = "SELECT score FROM scores WHERE name = :key";

  /** Runs for hours; can be cancelled. */
  private static final String ENDLESS =
      "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000000000000) r WHERE MOD(r.x, 7) = 8 AND :key <> ''";

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final long MAX_VALUE = 1_000;

  private final FakeTime time = new FakeTime();
  private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
  private final JdbcConnection connection =
      JdbcConnection.open(
          new JdbcSettings("scores-db", url, "sa", "", 1, Duration.ofSeconds(10), 2),
          Drivers.of(Optional.empty()),
          time,
          time);

  private Connection database;

  @BeforeEach
  void fill() throws SQLException {
    database = DriverManager.getConnection(url, "sa", "");
    execute("CREATE TABLE scores (name VARCHAR PRIMARY KEY, score VARCHAR)");
    execute("INSERT INTO scores VALUES ('ada', '42'), ('bob', NULL), ('secret', 'x'), ('', '')");
  }

  @AfterEach
  void shutDown() throws SQLException {
    connection.close();
    execute("SHUTDOWN");
    database.close();
  }

  // Answers

  @Test
  void load_ofKeyWithRow_answersItsText() throws Exception {
    assertThat(load(BY_NAME, "ada")).isEqualTo(present("42"));
  }

  @Test
  void load_ofKeyWithoutRow_answersAbsence() throws Exception {
    assertThat(load(BY_NAME, "eve")).isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void load_ofNull_answersAbsence() throws Exception {
    assertThat(load(BY_NAME, "bob")).isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void load_ofEmptyText_answersEmptyValue() throws Exception {
    assertThat(load("SELECT '' WHERE :key = 'k'", "k")).isEqualTo(present(""));
  }

  @Test
  void load_ofSeveralRows_failsAndSaysSo() {
    CashewException failure = failureOf("SELECT name FROM scores WHERE name > :key", "a");

    assertThat(failure.reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(failure)
        .hasMessage("the query of the group finds several rows for a key (expected: one)");
  }

  @Test
  void load_ofTimeToLive_tellsIt() throws Exception {
    Loaded loaded = load("SELECT 'v' AS v, 1500 AS cashew_ttl_ms WHERE :key = 'k'", "k");

    assertThat(loaded)
        .isEqualTo(
            new Loaded.Present(ByteString.copyFromUtf8("v"), Optional.of(Duration.ofMillis(1500))));
  }

  @Test
  void load_ofTimeToLiveThatIsOver_isNotKept() throws Exception {
    Loaded loaded = load("SELECT 'v' AS v, -1 AS cashew_ttl_ms WHERE :key = 'k'", "k");

    assertThat(loaded.ttl()).contains(Duration.ZERO);
  }

  @Test
  void load_ofTimeToLiveOfAges_isAYear() throws Exception {
    Loaded loaded =
        load("SELECT 'v' AS v, 9223372036854775807 AS cashew_ttl_ms WHERE :key = 'k'", "k");

    assertThat(loaded.ttl()).contains(Duration.ofDays(365));
  }

  @Test
  void load_ofNullAndTimeToLive_isAbsenceOfThatTime() throws Exception {
    Loaded loaded = load("SELECT NULL AS v, 1500 AS cashew_ttl_ms WHERE :key = 'k'", "k");

    assertThat(loaded).isEqualTo(new Loaded.Absent(Optional.of(Duration.ofMillis(1500))));
  }

  @Test
  void load_ofVersion_tellsIt() throws Exception {
    Loaded loaded =
        load(
            "SELECT 'v' AS v, 7 AS \"Cashew_Version\", NULL AS cashew_ttl_ms, 'k' AS cashew_key"
                + " WHERE :key = 'k'",
            "k");

    assertThat(loaded)
        .isEqualTo(
            new Loaded.Present(ByteString.copyFromUtf8("v"), Optional.empty(), OptionalLong.of(7)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 AS cashew_ttl_ms",
        "'v', -1 AS cashew_version",
        "'v', 'soon' AS cashew_ttl_ms",
      })
  void load_ofColumnsThatMakeNoSense_fails(String columns) {
    assertThat(failureOf("SELECT " + columns + " WHERE :key = 'k'", "k").reason())
        .isEqualTo(Reason.SOURCE_DOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "1.50, 1.50",
    "TRUE, true",
    "DATE '2026-11-21', 2026-11-21",
    "CAST('clöb' AS CLOB), clöb",
  })
  void load_ofOneColumn_answersItsText(String expression, String expected) throws Exception {
    assertThat(load("SELECT " + expression + " WHERE :key = 'k'", "k"))
        .isEqualTo(present(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"VARBINARY", "BLOB"})
  void load_ofBinaryColumn_answersItsBytes(String type) throws Exception {
    Loaded loaded = load("SELECT CAST(X'00ff10' AS " + type + ") WHERE :key = 'k'", "k");

    assertThat(loaded).isEqualTo(Loaded.Present.of(ByteString.copyFrom(new byte[] {0, -1, 16})));
  }

  @ParameterizedTest
  @ValueSource(strings = {"VARCHAR", "CLOB", "VARBINARY", "BLOB"})
  void load_ofNullOfAnyType_answersAbsence(String type) throws Exception {
    assertThat(load("SELECT CAST(NULL AS " + type + ") WHERE :key = 'k'", "k"))
        .isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void load_ofSeveralColumns_answersJsonObject() throws Exception {
    String query =
        """
        SELECT 'say "hi"\\' AS text, 9007199254740993 AS "big", 1.50 AS price, TRUE AS "on",
               NULL AS nothing, X'00ff' AS raw, CAST('NaN' AS DOUBLE PRECISION) AS nan,
               CAST('c' AS CLOB) AS doc, DATE '2026-11-21' AS born
        WHERE :key = 'k'
        """;

    assertThat(load(query, "k"))
        .isEqualTo(
            present(
                "{\"TEXT\":\"say \\\"hi\\\"\\\\\",\"big\":9007199254740993,\"PRICE\":1.50,"
                    + "\"on\":true,\"NOTHING\":null,\"RAW\":\"AP8=\",\"NAN\":\"NaN\","
                    + "\"DOC\":\"c\",\"BORN\":\"2026-11-21\"}"));
  }

  @Test
  void load_ofColumnsOfOneName_fails() {
    assertThat(failureOf("SELECT 1 AS a, 2 AS a WHERE :key = 'k'", "k"))
        .extracting(CashewException::reason)
        .isEqualTo(Reason.SOURCE_DOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REPEAT('x', 1001)",
        "REPEAT('é', 501)",
        "CAST(REPEAT('x', 1001) AS CLOB)",
        "CAST(REPEAT('é', 501) AS CLOB)",
        "CAST(REPEAT('x', 1001) AS VARBINARY)",
        "CAST(CAST(REPEAT('x', 1001) AS VARBINARY) AS BLOB)",
        "REPEAT('x', 600), REPEAT('y', 600)",
      })
  void load_ofMoreThanTheGroupAllows_fails(String expression) {
    CashewException failure = failureOf("SELECT " + expression + " WHERE :key = 'k'", "k");

    assertThat(failure.reason()).isEqualTo(Reason.VALUE_TOO_LARGE);
    assertThat(failure)
        .hasMessage(
            "the source's value has more than the 1,000 bytes that the group allows (max-value)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REPEAT('x', 1000)",
        "CAST(REPEAT('x', 1000) AS CLOB)",
        "CAST(CAST(REPEAT('x', 1000) AS VARBINARY) AS BLOB)",
      })
  void load_ofJustWhatTheGroupAllows_answersIt(String expression) throws Exception {
    assertThat(load("SELECT " + expression + " WHERE :key = 'k'", "k"))
        .isEqualTo(present("x".repeat(1_000)));
  }

  // Keys

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' OR 1=1 --",
        "' OR '1'='1",
        "\" OR \"\"=\"",
        "'; DROP TABLE scores; --",
        "x' UNION SELECT score FROM scores --",
        "\\' OR 1=1 --",
        "ada'/*",
        "ada' --",
        "%",
        "_da",
        "ada;",
        "${jndi:ldap://x}",
        ":key",
        "?",
        "\u0000",
        "ada\u0000",
        "\u02bc OR 1=1",
      })
  void load_ofKeyThatLooksLikeSql_isOnlyAKey(String key) throws Exception {
    assertThat(load(BY_NAME, key)).isEqualTo(Loaded.Absent.ABSENT);
    assertThat(load(BY_NAME, "ada")).isEqualTo(present("42"));
  }

  static Stream<ByteString> keys() {
    return Stream.of(
        ByteString.copyFrom(new byte[] {0, -1}),
        ByteString.copyFromUtf8("a b"),
        ByteString.copyFromUtf8("a/b"),
        ByteString.copyFromUtf8("../x"),
        ByteString.copyFromUtf8("ключ"),
        ByteString.copyFromUtf8("x".repeat(1_024)));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void load_byBytes_reachesTheSourceExactly(ByteString key) throws Exception {
    execute("CREATE TABLE raw (id VARBINARY PRIMARY KEY, name VARCHAR)");
    try (PreparedStatement insert = database.prepareStatement("INSERT INTO raw VALUES (?, 'x')")) {
      insert.setBytes(1, key.toByteArray());
      insert.execute();
    }
    String query = "SELECT name FROM raw WHERE id = :key_bytes";

    assertThat(load(query, key)).isEqualTo(present("x"));
    assertThat(load(query, key.concat(ByteString.copyFromUtf8("\0"))))
        .isEqualTo(Loaded.Absent.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "../x", "ключ", "it's"})
  void load_byText_reachesTheSourceExactly(String key) throws Exception {
    assertThat(load("SELECT CAST(:key AS VARCHAR)", key)).isEqualTo(present(key));
  }

  @Test
  void load_byTextOfKeyThatIsNoText_answersAbsence() throws Exception {
    ByteString key = ByteString.copyFrom(new byte[] {0, -1});

    assertThat(load("SELECT CAST(:key AS VARCHAR)", key)).isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void load_byNumberOfKeyThatIsNone_answersAbsence() throws Exception {
    execute("CREATE TABLE users (id BIGINT PRIMARY KEY, name VARCHAR)");
    execute("INSERT INTO users VALUES (1, 'ada')");
    String query = "SELECT name FROM users WHERE id = CAST(:key AS BIGINT)";

    assertThat(load(query, "1")).isEqualTo(present("ada"));
    assertThat(load(query, "1 OR 1=1")).isEqualTo(Loaded.Absent.ABSENT);
  }

  // Failures

  @Test
  void load_thatTheDatabaseRefuses_failsWithoutTellingTheSql() {
    CashewException failure = failureOf("SELECT hush FROM secrets WHERE id = :key", "k");

    assertThat(failure.reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(failure)
        .hasMessageMatching("source \"scores-db\" failed \\(id [0-9a-f]{8} in the node's log\\)")
        .hasNoCause();
  }

  @Test
  void load_thatFailed_spoilsNothingForTheNext() throws Exception {
    for (int i = 0; i < 20; i++) {
      failureOf("SELECT hush FROM secrets WHERE id = :key", "k");
    }

    assertThat(load(BY_NAME, "ada")).isEqualTo(present("42"));
  }

  @Test
  void source_ofUnusableQuery_isRefused() {
    assertThatThrownBy(() -> source("SELECT 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the query does not use the key");
  }

  // Time

  @Test
  void load_beyondItsTimeout_failsAndFreesTheConnection() throws Exception {
    CompletableFuture<Loaded> slow = begin(ENDLESS, "k");
    awaitStart(slow);

    time.advance(TIMEOUT);

    assertThat(failureOf(slow).reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(failureOf(slow)).hasMessage("source \"scores-db\" did not answer within 300,000 ms");
    assertThat(load(BY_NAME, "ada")).isEqualTo(present("42"));
  }

  @Test
  void load_beyondItsTimeoutInTheQueue_failsToo() throws Exception {
    CompletableFuture<Loaded> slow = begin(ENDLESS, "k");
    CompletableFuture<Loaded> queued =
        source(BY_NAME)
            .load(new LoadRequest("g", ByteString.copyFromUtf8("ada"), Duration.ofSeconds(1)));

    time.advance(Duration.ofSeconds(1));

    assertThat(failureOf(queued).reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(slow).isNotDone();
  }

  @Test
  void cancel_ofRunningLoad_stopsItsStatement() throws Exception {
    CompletableFuture<Loaded> slow = begin(ENDLESS, "k");
    awaitStart(slow);

    slow.cancel(false);

    assertThat(load(BY_NAME, "ada")).isEqualTo(present("42"));
    assertThat(time.pending()).isZero();
  }

  @Test
  void load_beyondTheQueue_isRefusedAtOnce() throws Exception {
    CompletableFuture<Loaded> slow = begin(ENDLESS, "k");
    CompletableFuture<Loaded> first = begin(BY_NAME, "ada");
    CompletableFuture<Loaded> second = begin(BY_NAME, "ada");

    CompletableFuture<Loaded> third = begin(BY_NAME, "ada");

    assertThat(third).isCompletedExceptionally();
    assertThat(failureOf(third).reason()).isEqualTo(Reason.IN_FLIGHT);
    assertThat(failureOf(third)).hasMessage("source \"scores-db\": 2 loads wait for it already");
    awaitStart(slow);
    slow.cancel(false);
    assertThat(first.get(10, SECONDS)).isEqualTo(present("42"));
    assertThat(second.get(10, SECONDS)).isEqualTo(present("42"));
  }

  @Test
  void cancel_ofQueuedLoad_makesRoomInTheQueue() throws Exception {
    CompletableFuture<Loaded> slow = begin(ENDLESS, "k");
    CompletableFuture<Loaded> first = begin(BY_NAME, "ada");
    CompletableFuture<Loaded> second = begin(BY_NAME, "ada");

    first.cancel(false);

    CompletableFuture<Loaded> third = begin(BY_NAME, "ada");
    awaitStart(slow);
    slow.cancel(false);
    assertThat(second.get(10, SECONDS)).isEqualTo(present("42"));
    assertThat(third.get(10, SECONDS)).isEqualTo(present("42"));
  }

  @Test
  void close_failsWhatIsInFlightAndWhatComes() throws Exception {
    CompletableFuture<Loaded> running = begin(ENDLESS, "k");
    CompletableFuture<Loaded> queued = begin(BY_NAME, "ada");
    awaitStart(running);

    connection.close();

    CompletableFuture<Loaded> late = begin(BY_NAME, "ada");
    assertThat(Stream.of(running, queued, late).map(JdbcSourceTest::failureOf))
        .extracting(CashewException::reason)
        .containsOnly(Reason.DRAINING);
    assertThat(time.pending()).isZero();
  }

  private DataSource source(String query) {
    return connection.source(new SourceSettings("scores-db", query), MAX_VALUE);
  }

  private CompletableFuture<Loaded> begin(String query, String key) {
    return source(query).load(new LoadRequest("g", ByteString.copyFromUtf8(key), TIMEOUT));
  }

  private Loaded load(String query, String key) throws Exception {
    return begin(query, key).get(10, SECONDS);
  }

  private Loaded load(String query, ByteString key) throws Exception {
    return source(query).load(new LoadRequest("g", key, TIMEOUT)).get(10, SECONDS);
  }

  private CashewException failureOf(String query, String key) {
    return failureOf(begin(query, key));
  }

  private static CashewException failureOf(CompletableFuture<Loaded> load) {
    Throwable failure = catchThrowable(() -> load.get(10, SECONDS));
    assertThat(failure)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CashewException.class);
    return (CashewException) failure.getCause();
  }

  /** Returns when the database has begun to run the query. */
  private void awaitStart(CompletableFuture<Loaded> endless) throws SQLException {
    try (Statement statement = database.createStatement()) {
      boolean runs = false;
      while (!runs) {
        assertThat(endless).isNotDone();
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS"
                    + " WHERE EXECUTING_STATEMENT LIKE '%SYSTEM_RANGE(1, 1000%'"
                    + " AND SESSION_ID <> SESSION_ID()")) {
          rows.next();
          runs = rows.getInt(1) > 0;
        }
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Loaded present(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }
}
