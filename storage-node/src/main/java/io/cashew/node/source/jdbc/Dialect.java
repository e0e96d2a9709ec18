package io.cashew.node.source.jdbc;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What differs between databases: how a connection to them is set up, and what their errors mean.
 * What the URL says beats what stands here.
 */
enum Dialect {
  POSTGRESQL("jdbc:postgresql:") {
    @Override
    ImmutableMap<String, String> options(Duration connectTimeout) {
      String seconds = wholeSeconds(connectTimeout);
      return ImmutableMap.<String, String>builder()
          .put("stringtype", "unspecified") // the key is taken for what it is compared with
          .put("readOnlyMode", "always")
          .put("binaryTransferDisable", ARRAYS)
          .put("maxResultBuffer", String.valueOf(MAX_ANSWER_BYTES))
          .put("connectTimeout", seconds)
          .put("loginTimeout", seconds)
          .put("cancelSignalTimeout", seconds)
          .put("tcpKeepAlive", "true")
          .put("ApplicationName", "cashew")
          .buildOrThrow();
    }

    @Override
    boolean isTooLarge(SQLException failure) {
      return String.valueOf(failure.getMessage()).contains("maxResultBuffer");
    }
  },

  MARIADB("jdbc:mariadb:") {
    @Override
    ImmutableMap<String, String> options(Duration connectTimeout) {
      return ImmutableMap.of(
          "useServerPrepStmts", "true", // the server binds the key, not the driver's quoting
          "tinyInt1isBit", "false",
          "yearIsDateType", "false",
          "connectTimeout", String.valueOf(connectTimeout.toMillis()));
    }

    @Override
    Optional<String> sessionSql() {
      return READ_ONLY;
    }

    @Override
    boolean isKeyBent(@Nullable SQLWarning warning) {
      return warnsOfTruncation(warning);
    }
  },

  MYSQL("jdbc:mysql:") {
    @Override
    ImmutableMap<String, String> options(Duration connectTimeout) {
      return ImmutableMap.of(
          "useServerPrepStmts", "true",
          "tinyInt1isBit", "false",
          "yearIsDateType", "false",
          "connectTimeout", String.valueOf(connectTimeout.toMillis()));
    }

    @Override
    Optional<String> sessionSql() {
      return READ_ONLY;
    }

    @Override
    boolean isKeyBent(@Nullable SQLWarning warning) {
      return warnsOfTruncation(warning);
    }
  },

  SQLITE("jdbc:sqlite:") {
    @Override
    ImmutableMap<String, String> options(Duration connectTimeout) {
      return ImmutableMap.of(
          "open_mode", "1", // read only
          "limit_length", String.valueOf(MAX_ANSWER_BYTES),
          "busy_timeout", String.valueOf(connectTimeout.toMillis()));
    }

    @Override
    boolean isTooLarge(SQLException failure) {
      return failure.getErrorCode() == SQLITE_TOO_BIG;
    }
  },

  OTHER("jdbc:") {
    @Override
    ImmutableMap<String, String> options(Duration connectTimeout) {
      return ImmutableMap.of();
    }
  };

  /** What one statement may answer, where the driver can be told a limit. */
  static final int MAX_ANSWER_BYTES = 8 << 20;

  private static final Optional<String> READ_ONLY =
      Optional.of("SET SESSION TRANSACTION READ ONLY");

  /** Types of PostgreSQL whose text would depend on how often the statement has run. */
  private static final String ARRAYS =
      "1000,1001,1005,1007,1009,1014,1015,1016,1021,1022,1115,1182,1183,1185,1231,1270,2951";

  private static final int SQLITE_TOO_BIG = 18;
  private static final int TRUNCATED_WRONG_VALUE = 1292;

  /**
   * SQLSTATEs by which databases refuse a key that the query compares with a number, a date or
   * text: not a valid literal (22018 in the standard, 22P02 in PostgreSQL), not a valid date, out
   * of the type's range, not valid characters.
   */
  private static final Set<String> KEY_UNFIT =
      ImmutableSet.of("22018", "22P02", "22007", "22008", "22003", "22021");

  /** PostgreSQL's and MariaDB's for a statement that was cancelled or took too long. */
  private static final Set<String> CANCELLED = ImmutableSet.of("57014", "70100");

  private final String prefix;

  Dialect(String prefix) {
    this.prefix = prefix;
  }

  static Dialect of(String url) {
    for (Dialect dialect : values()) {
      if (url.startsWith(dialect.prefix)) {
        return dialect;
      }
    }
    return OTHER;
  }

  /** What the driver is told besides the URL. */
  final Properties properties(JdbcSettings settings) {
    Properties properties = new Properties();
    options(settings.connectTimeout())
        .forEach(
            (name, value) -> {
              if (!settings.url().contains(name + "=")) {
                properties.setProperty(name, value);
              }
            });
    return properties;
  }

  abstract ImmutableMap<String, String> options(Duration connectTimeout);

  /** A statement with which every connection begins. */
  Optional<String> sessionSql() {
    return Optional.empty();
  }

  /** Whether the driver refused to read an answer because of its size. */
  boolean isTooLarge(SQLException failure) {
    return false;
  }

  /** Whether the database took the key for another one, such as {@code 7 dwarfs} for 7. */
  boolean isKeyBent(@Nullable SQLWarning warning) {
    return false;
  }

  /** Whether the database says that a key cannot be what the query compares it with. */
  static boolean isKeyUnfit(SQLException failure) {
    return failure.getSQLState() != null && KEY_UNFIT.contains(failure.getSQLState());
  }

  static boolean isTimeout(Throwable failure) {
    return failure instanceof SQLTimeoutException
        || (failure instanceof SQLException sql
            && sql.getSQLState() != null
            && CANCELLED.contains(sql.getSQLState()));
  }

  private static boolean warnsOfTruncation(@Nullable SQLWarning warning) {
    for (SQLWarning each = warning; each != null; each = each.getNextWarning()) {
      if (each.getErrorCode() == TRUNCATED_WRONG_VALUE) {
        return true;
      }
    }
    return false;
  }

  private static String wholeSeconds(Duration time) {
    return String.valueOf(time.plusNanos(999_999_999).toSeconds());
  }
}
