package io.cashew.local;

import io.cashew.config.JdbcSection;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.SourceSettings;
import io.cashew.lifecycle.StartException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * Something real to put a cache in front of: an embedded database with a few scores, and with the
 * countries, currencies and time zones of the world. The database stays open for as long as someone
 * in this process is connected to it, and no other process can open it meanwhile.
 */
public final class DemoDatabase {
  /** The name by which groups refer to it. */
  public static final String SOURCE = "demo";

  private static final String USER = "sa";
  private static final String PASSWORD = "";
  private static final Map<String, Integer> SCORES = Map.of("Tom", 630, "Jack", 589, "Sam", 567);

  /** Of H2: another process has the file. */
  private static final int LOCKED = 90020;

  private final String url;

  private DemoDatabase(String url) {
    this.url = url;
  }

  /**
   * The database of a directory, created and filled if it is not there.
   *
   * @throws StartException if the directory cannot be written, or another process has the database
   */
  public static DemoDatabase in(Path directory) {
    Path file = directory.toAbsolutePath().normalize().resolve("demo");
    DemoDatabase database = new DemoDatabase("jdbc:h2:file:" + file + ";DATABASE_TO_LOWER=TRUE");
    try {
      database.create();
      return database;
    } catch (SQLException e) {
      throw new StartException(
          e.getErrorCode() == LOCKED
              ? "the demo database in %s is in use by another process: stop that, or give another"
                      .formatted(directory)
                  + " --data directory"
              : "cannot open the demo database in %s: %s; give another --data directory"
                  .formatted(directory, firstLine(e)),
          e);
    }
  }

  /** How nodes connect to it. */
  public JdbcSection connection() {
    return new JdbcSection(SOURCE, url, USER, PASSWORD, JdbcSection.DEFAULT_POOL_SIZE);
  }

  /** Groups over its tables: {@code scores} by name, {@code world} by id. */
  public static List<GroupSpec> groups() {
    return List.of(
        group("scores", "SELECT score FROM scores WHERE name = :key"),
        group(
            "world",
            "SELECT kind, code, name, iso3, currency, digits, utc_offset FROM world"
                + " WHERE id = :key"));
  }

  private static GroupSpec group(String name, String query) {
    return new GroupSpec(name, GroupSettings.defaults().from(new SourceSettings(SOURCE, query)));
  }

  private void create() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, USER, PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS scores"
              + " (name VARCHAR(64) PRIMARY KEY, score INT NOT NULL)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS world (id VARCHAR(64) PRIMARY KEY, kind VARCHAR(8) NOT NULL,"
              + " code VARCHAR(64) NOT NULL, name VARCHAR(128) NOT NULL, iso3 CHAR(3),"
              + " currency CHAR(3), digits INT, utc_offset VARCHAR(16))");
      connection.setAutoCommit(false); // a table is full or empty, never in between
      if (isEmpty(statement, "SELECT 1 FROM scores LIMIT 1")) {
        insertScores(connection);
      }
      if (isEmpty(statement, "SELECT 1 FROM world LIMIT 1")) {
        insertWorld(connection);
      }
      connection.commit();
    }
  }

  private static boolean isEmpty(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return !rows.next();
    }
  }

  private static void insertScores(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO scores VALUES (?, ?)")) {
      for (Map.Entry<String, Integer> score : SCORES.entrySet()) {
        insert.setString(1, score.getKey());
        insert.setInt(2, score.getValue());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void insertWorld(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO world VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (World row : World.all()) {
        insert.setString(1, row.id());
        insert.setString(2, row.kind());
        insert.setString(3, row.code());
        insert.setString(4, row.name());
        insert.setObject(5, row.iso3());
        insert.setObject(6, row.currency());
        insert.setObject(7, row.digits());
        insert.setObject(8, row.utcOffset());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
