package io.cashew.node.source.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.HostileKeys;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.time.FakeTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a group may expect of a JDBC source, whatever database is behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class DatabaseContract {
  static final long MAX_VALUE = 1_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final String NUMBERED = "SELECT name FROM numbered WHERE id = :key";
  private static final String NAMED = "SELECT name FROM named WHERE id = :key";
  private static final String RAW = "SELECT name FROM raw WHERE id = :key_bytes";

  /** A column type: an expression of it, what it is alone, and what in a JSON object. */
  record Sample(String expression, ByteString alone, String json) {
    static Sample text(String expression, String text) {
      return new Sample(expression, ByteString.copyFromUtf8(text), '"' + text + '"');
    }

    static Sample plain(String expression, String text) {
      return new Sample(expression, ByteString.copyFromUtf8(text), text);
    }

    static Sample bytes(String expression, ByteString bytes, String base64) {
      return new Sample(expression, bytes, '"' + base64 + '"');
    }

    @Override
    public String toString() {
      return expression;
    }
  }

  private FakeTime time;
  private Connection database;
  private JdbcConnection connection;

  abstract String url();

  abstract String bytesType();

  /** An expression of a text of so many letters. */
  abstract String text(int length);

  abstract Stream<Sample> samples();

  /** A query that would change the database, were it let. */
  abstract String change();

  /** A query that runs for minutes; can be cancelled. */
  abstract String endless();

  /** A query that finds a million rows or more. */
  abstract String million();

  @BeforeAll
  void create() throws SQLException {
    database = DriverManager.getConnection(url());
    execute("DROP TABLE IF EXISTS numbered");
    execute("DROP TABLE IF EXISTS named");
    execute("DROP TABLE IF EXISTS raw");
    execute("CREATE TABLE numbered (id BIGINT PRIMARY KEY, name VARCHAR(100))");
    execute("CREATE TABLE named (id VARCHAR(700) PRIMARY KEY, name VARCHAR(100))");
    execute("CREATE TABLE raw (id " + bytesType() + " PRIMARY KEY, name VARCHAR(100))");
  }

  @AfterAll
  void disconnect() throws SQLException {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void fill() throws SQLException {
    time = new FakeTime();
    execute("DELETE FROM numbered");
    execute("INSERT INTO numbered VALUES (0, 'zero'), (1, 'one'), (7, 'seven'), (-3, NULL)");
    execute("DELETE FROM named");
    execute("INSERT INTO named VALUES ('ada', 'Ada'), ('bob', 'Bob'), ('nil', NULL)");
    execute("DELETE FROM raw");
    connection =
        JdbcConnection.open(
            new JdbcSettings("db", url(), "", "", 1, Duration.ofSeconds(10), 1_024),
            Drivers.of(Optional.empty()),
            time,
            time);
  }

  @AfterEach
  void shutDown() {
    connection.close();
  }

  // Columns

  @ParameterizedTest
  @MethodSource("samples")
  void load_ofOneColumn_answersItsBytes(Sample sample) throws Exception {
    DataSource source = source("SELECT " + sample.expression() + " AS v WHERE :key = 'k'");

    for (int i = 0; i < 8; i++) { // drivers go over to binary after some executions
      assertThat(load(source, "k")).isEqualTo(Loaded.Present.of(sample.alone()));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void load_ofSeveralColumns_answersJson(Sample sample) throws Exception {
    DataSource source =
        source("SELECT " + sample.expression() + " AS v, NULL AS n WHERE :key = 'k'");

    for (int i = 0; i < 8; i++) {
      Loaded loaded = load(source, "k");
      assertThat(((Loaded.Present) loaded).value().toStringUtf8())
          .isEqualToIgnoringCase("{\"v\":" + sample.json() + ",\"n\":null}");
    }
  }

  @Test
  void load_ofMoreThanTheGroupAllows_failsAndTheNextIsFine() throws Exception {
    DataSource tooLarge = source("SELECT " + text(1_001) + " WHERE :key = 'k'");
    DataSource farTooLarge = source("SELECT " + text(9 << 20) + " WHERE :key = 'k'");

    assertThat(failureOf(begin(tooLarge, "k")).reason()).isEqualTo(Reason.VALUE_TOO_LARGE);
    assertThat(failureOf(begin(farTooLarge, "k")).reason()).isEqualTo(Reason.VALUE_TOO_LARGE);
    assertThat(load(source(NAMED), "ada")).isEqualTo(present("Ada"));
  }

  @Test
  void load_ofManyRows_failsSoonAndTheNextIsFine() throws Exception {
    CashewException failure = failureOf(begin(source(million()), "k"));

    assertThat(failure.reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(failure).hasMessageContaining("several rows");
    assertThat(load(source(NAMED), "ada")).isEqualTo(present("Ada"));
  }

  // Keys

  static Stream<ByteString> bytes() {
    return HostileKeys.bytes();
  }

  @ParameterizedTest
  @MethodSource("bytes")
  void load_byBytes_reachesTheSourceExactly(ByteString key) throws Exception {
    try (PreparedStatement insert = database.prepareStatement("INSERT INTO raw VALUES (?, 'x')")) {
      insert.setBytes(1, key.toByteArray());
      insert.execute();
    }

    assertThat(load(source(RAW), key)).isEqualTo(present("x"));
    assertThat(load(source(RAW), key.concat(ByteString.copyFromUtf8("\0"))))
        .isEqualTo(Loaded.Absent.ABSENT);
  }

  static Stream<String> sql() {
    return HostileKeys.sql();
  }

  @ParameterizedTest
  @MethodSource("sql")
  void load_ofKeyThatLooksLikeSql_isOnlyAKey(String key) throws Exception {
    assertThat(load(source(NAMED), key)).isEqualTo(Loaded.Absent.ABSENT);
    assertThat(load(source(NUMBERED), key)).isEqualTo(Loaded.Absent.ABSENT);
    assertThat(load(source(RAW), key)).isEqualTo(Loaded.Absent.ABSENT);
    assertThat(load(source(NAMED), "ada")).isEqualTo(present("Ada"));
    assertThat(load(source(NUMBERED), "1")).isEqualTo(present("one"));
  }

  @ParameterizedTest
  @MethodSource("bytes")
  void load_byNumberOfAnyBytes_answersAbsence(ByteString key) throws Exception {
    assertThat(load(source(NUMBERED), key)).isEqualTo(Loaded.Absent.ABSENT);
  }

  // Batches

  /** Keys that are there, that are not, and that databases take for others. */
  private static List<ByteString> allSorts() {
    Stream<String> texts =
        Stream.of(
            "ada",
            "bob",
            "nil",
            "eve",
            "ADA",
            "Ada",
            "ada ",
            " ada",
            "ádá",
            "0",
            "1",
            "7",
            "007",
            "7.0",
            "7 ",
            " 7",
            "+7",
            "-3",
            "-0",
            "7e0",
            "0x7",
            "1 OR 1=1",
            "99999999999999999999",
            "true",
            "");
    return Stream.of(
            texts.map(ByteString::copyFromUtf8),
            HostileKeys.sql().map(ByteString::copyFromUtf8),
            HostileKeys.bytes())
        .flatMap(keys -> keys)
        .distinct()
        .toList();
  }

  static Stream<SourceSettings> batches() {
    return Stream.of(
        new SourceSettings(
            "db",
            NUMBERED,
            "SELECT id AS cashew_key, name FROM numbered WHERE id IN (:keys)",
            1_000),
        new SourceSettings(
            "db", NAMED, "SELECT id AS cashew_key, name FROM named WHERE id IN (:keys)", 1_000),
        new SourceSettings(
            "db", RAW, "SELECT id AS cashew_key, name FROM raw WHERE id IN (:keys_bytes)", 1_000));
  }

  @ParameterizedTest
  @MethodSource("batches")
  void loadMany_ofAllSortsOfKeys_answersEachAsALoadOfItsOwn(SourceSettings settings)
      throws Exception {
    execute("INSERT INTO raw SELECT " + cast("'ada'") + ", 'Ada'");
    DataSource source = connection.source(settings, MAX_VALUE);
    List<ByteString> keys = allSorts();
    List<Loaded> singly = new ArrayList<>();
    for (ByteString key : keys) {
      singly.add(load(source, key));
    }

    assertThat(loadMany(source, keys)).isEqualTo(singly);
    for (int from = 0; from + 5 < keys.size(); from += 5) {
      assertThat(loadMany(source, keys.subList(from, from + 5)))
          .isEqualTo(singly.subList(from, from + 5));
    }
  }

  String cast(String text) {
    return "CAST(" + text + " AS " + bytesType() + ")";
  }

  @Test
  void loadMany_ofKeysThatAreThere_asksOnce() throws Exception {
    String once =
        "SELECT id AS cashew_key, name FROM named WHERE id IN (:keys)"; // and no query for one key
    DataSource source =
        connection.source(
            new SourceSettings("db", "SELECT nonsense FROM nowhere WHERE id = :key", once, 10),
            MAX_VALUE);

    assertThat(loadMany(source, keys("ada", "bob", "nil")))
        .isEqualTo(List.of(present("Ada"), present("Bob"), Loaded.Absent.ABSENT));
    assertThat(loadMany(source, keys("eve", "eva"))).containsOnly(Loaded.Absent.ABSENT);
  }

  @Test
  void loadMany_ofOneThatIsTooLarge_failsThatAlone() throws Exception {
    execute("INSERT INTO named VALUES ('big', 'big')");
    String value = "CASE WHEN id = 'big' THEN " + text(1_001) + " ELSE name END AS v";
    DataSource source =
        connection.source(
            new SourceSettings(
                "db",
                "SELECT " + value + " FROM named WHERE id = :key",
                "SELECT id AS cashew_key, " + value + " FROM named WHERE id IN (:keys)",
                10),
            MAX_VALUE);

    List<CompletableFuture<Loaded>> loads = source.loadMany(requests(keys("ada", "big", "bob")));

    assertThat(loads.get(0).get(20, SECONDS)).isEqualTo(present("Ada"));
    assertThat(failureOf(loads.get(1)).reason()).isEqualTo(Reason.VALUE_TOO_LARGE);
    assertThat(loads.get(2).get(20, SECONDS)).isEqualTo(present("Bob"));
  }

  @Test
  void loadMany_ofMoreThanAnAnswerMayBe_answersAll() throws Exception {
    execute("DELETE FROM named");
    List<String> names = IntStream.range(0, 10).mapToObj(i -> "key" + i).toList();
    for (String name : names) {
      execute("INSERT INTO named VALUES ('" + name + "', 'x')");
    }
    DataSource source =
        connection.source(
            new SourceSettings(
                "db",
                "SELECT " + text(1_000_000) + " AS v FROM named WHERE id = :key",
                "SELECT id AS cashew_key, "
                    + text(1_000_000)
                    + " AS v FROM named"
                    + " WHERE id IN (:keys)",
                10),
            1 << 20);

    List<Loaded> answers = loadMany(source, keys(names.toArray(String[]::new)));

    assertThat(answers).hasSize(10).containsOnly(present("x".repeat(1_000_000)));
  }

  @Test
  void loadMany_byAQueryThatFails_asksForEachByItself() throws Exception {
    for (String broken :
        List.of(
            "SELECT id, name FROM named WHERE id IN (:keys)",
            "SELECT id AS cashew_key FROM named WHERE id IN (:keys)",
            "SELECT id AS cashew_key, name FROM nowhere WHERE id IN (:keys)")) {
      DataSource source = connection.source(new SourceSettings("db", NAMED, broken, 10), MAX_VALUE);

      assertThat(loadMany(source, keys("ada", "eve", "bob")))
          .isEqualTo(List.of(present("Ada"), Loaded.Absent.ABSENT, present("Bob")));
    }
  }

  // Harm

  @Test
  void load_thatWouldChangeTheDatabase_fails() throws Exception {
    execute("DELETE FROM numbered WHERE id = 99");

    assertThat(failureOf(begin(source(change()), "99")).reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(load(source(NUMBERED), "99")).isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void load_thatTheDatabaseRefuses_tellsNothingOfIt() {
    CashewException failure =
        failureOf(begin(source("SELECT hush FROM hush WHERE id = :key"), "k"));

    assertThat(failure.reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(failure)
        .hasMessageMatching("source \"db\" failed \\(id [0-9a-f]{8} in the node's log\\)")
        .hasNoCause();
  }

  // Time

  @Test
  void load_beyondItsTimeout_failsAndFreesTheConnection() throws Exception {
    CompletableFuture<Loaded> slow = begin(source(endless()), "k");
    awaitRunning();

    time.advance(TIMEOUT);

    assertThat(failureOf(slow).reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(load(source(NAMED), "ada")).isEqualTo(present("Ada"));
  }

  @Test
  void cancel_ofRunningLoad_freesTheConnection() throws Exception {
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Loaded> slow = begin(source(endless()), "k");
      awaitRunning();

      slow.cancel(false);

      assertThat(load(source(NAMED), "ada")).isEqualTo(present("Ada"));
    }
    assertThat(time.pending()).isZero();
  }

  @Test
  void cancel_ofOneOfABatch_sparesTheOthers() throws Exception {
    DataSource source =
        connection.source(
            new SourceSettings(
                "db", NAMED, "SELECT id AS cashew_key, name FROM named WHERE id IN (:keys)", 10),
            MAX_VALUE);
    CompletableFuture<Loaded> slow = begin(source(endless()), "k"); // has the one connection
    List<CompletableFuture<Loaded>> loads = source.loadMany(requests(keys("ada", "bob")));

    loads.get(0).cancel(false);
    slow.cancel(false);

    assertThat(loads.get(1).get(20, SECONDS)).isEqualTo(present("Bob"));
    assertThat(loads.get(0)).isCancelled();
  }

  @Test
  void cancel_ofAllOfABatch_freesTheConnection() throws Exception {
    String many = endless().replace(":key", ":keys");
    DataSource source = connection.source(new SourceSettings("db", NAMED, many, 10), MAX_VALUE);
    List<CompletableFuture<Loaded>> loads = source.loadMany(requests(keys("ada", "bob")));
    awaitRunning();
    loads.get(0).cancel(false);
    assertThat(loads.get(1)).isNotDone();

    loads.get(1).cancel(false);

    assertThat(load(source(NAMED), "ada")).isEqualTo(present("Ada"));
  }

  @Test
  void close_inMidLoad_endsIt() {
    CompletableFuture<Loaded> slow = begin(source(endless()), "k");
    awaitRunning();

    connection.close();

    assertThat(failureOf(slow).reason()).isEqualTo(Reason.DRAINING);
  }

  /** Long enough for a statement to be sent; which is no condition of what is then asserted. */
  private static void awaitRunning() {
    Await.pass(Duration.ofMillis(100));
  }

  DataSource source(String query) {
    return connection.source(new SourceSettings("db", query), MAX_VALUE);
  }

  static CompletableFuture<Loaded> begin(DataSource source, String key) {
    return source.load(request(ByteString.copyFromUtf8(key)));
  }

  static Loaded load(DataSource source, String key) throws Exception {
    return load(source, ByteString.copyFromUtf8(key));
  }

  static Loaded load(DataSource source, ByteString key) throws Exception {
    return source.load(request(key)).get(20, SECONDS);
  }

  private static List<Loaded> loadMany(DataSource source, List<ByteString> keys) throws Exception {
    List<Loaded> answers = new ArrayList<>();
    for (CompletableFuture<Loaded> load : source.loadMany(requests(keys))) {
      answers.add(load.get(20, SECONDS));
    }
    return answers;
  }

  private static ImmutableList<ByteString> keys(String... keys) {
    return Stream.of(keys).map(ByteString::copyFromUtf8).collect(ImmutableList.toImmutableList());
  }

  private static List<LoadRequest> requests(List<ByteString> keys) {
    return keys.stream().map(DatabaseContract::request).toList();
  }

  private static LoadRequest request(ByteString key) {
    return new LoadRequest("g", key, TIMEOUT);
  }

  static CashewException failureOf(CompletableFuture<Loaded> load) {
    Throwable failure = catchThrowable(() -> load.get(20, SECONDS));
    assertThat(failure).hasCauseInstanceOf(CashewException.class);
    return (CashewException) failure.getCause();
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  static Loaded present(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }
}
