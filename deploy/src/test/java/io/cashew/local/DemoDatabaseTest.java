package io.cashew.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.config.JdbcSection;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DemoDatabaseTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"Tom,630", "Jack,589", "Sam,567"})
  void scores_areThere(String name, int score) throws SQLException {
    DemoDatabase database = DemoDatabase.in(directory);

    assertThat(one(database, "SELECT score FROM scores WHERE name = '" + name + "'"))
        .isEqualTo(score);
  }

  @ParameterizedTest
  @CsvSource({
    "country:DE,name,Germany",
    "country:DE,iso3,DEU",
    "country:DE,currency,EUR",
    "currency:JPY,digits,0",
    "currency:EUR,name,Euro",
    "zone:Europe/Berlin,utc_offset,+01:00"
  })
  void world_isThere(String id, String column, String value) throws SQLException {
    DemoDatabase database = DemoDatabase.in(directory);

    assertThat(one(database, "SELECT %s FROM world WHERE id = '%s'".formatted(column, id)))
        .hasToString(value);
  }

  @Test
  void in_aDirectoryThatHasIt_keepsWhatIsThere() throws SQLException {
    DemoDatabase first = DemoDatabase.in(directory);
    try (Connection connection = connect(first);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE scores SET score = 1 WHERE name = 'Tom'");
    }

    DemoDatabase second = DemoDatabase.in(directory);

    assertThat(one(second, "SELECT score FROM scores WHERE name = 'Tom'")).isEqualTo(1);
    assertThat(one(second, "SELECT COUNT(*) FROM scores")).isEqualTo(3L);
  }

  private static Object one(DemoDatabase database, String query) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getObject(1);
    }
  }

  private static Connection connect(DemoDatabase database) throws SQLException {
    JdbcSection settings = database.connection();
    return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
  }
}
