package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.group.SourceSettings;

/**
 * A database. Does not print what may be secret.
 *
 * @param url begins with {@code jdbc:}
 * @param user may be empty
 * @param password may be empty
 * @param poolSize connections held at the most; 1 to 1,000
 */
public record JdbcSection(String name, String url, String user, String password, int poolSize)
    implements ConnectionSettings {
  public static final int DEFAULT_POOL_SIZE = 8;

  private static final int MAX_POOL_SIZE = 1000;

  public JdbcSection {
    ConnectionSettings.checkName(name);
    checkArgument(url.startsWith("jdbc:"), "url: no JDBC URL (expected: it begins with jdbc:)");
    checkNotNull(user, "user");
    checkNotNull(password, "password");
    checkArgument(
        poolSize >= 1 && poolSize <= MAX_POOL_SIZE,
        "pool-size: %s (expected: 1 to %s)",
        poolSize,
        MAX_POOL_SIZE);
  }

  static JdbcSection from(Settings settings) {
    return new JdbcSection(
        settings.name(),
        settings.text("url"),
        settings.text("user", ""),
        settings.text("password", ""),
        settings.count("pool-size", DEFAULT_POOL_SIZE, 1, MAX_POOL_SIZE));
  }

  @Override
  public Type type() {
    return Type.JDBC;
  }

  @Override
  public void check(SourceSettings source) {
    ConnectionSettings.checkUnset("path", source.path(), "query");
    checkArgument(!source.query().isBlank(), "query: missing (expected: a statement with :key)");
  }

  @Override
  public String toString() {
    return "JdbcSection[name=%s, poolSize=%d]".formatted(name, poolSize);
  }
}
