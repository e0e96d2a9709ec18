package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import java.util.List;
import java.util.Optional;

/**
 * A connection to where values come from, under the name by which groups refer to it. Does not
 * print what may be secret.
 *
 * @param url for JDBC: begins with {@code jdbc:}
 * @param user may be empty
 * @param password may be empty
 * @param poolSize connections held at the most; 1 to 1,000
 */
public record ConnectionSettings(
    String name, Type type, String url, String user, String password, int poolSize) {
  public static final int DEFAULT_POOL_SIZE = 8;

  private static final int MAX_POOL_SIZE = 1000;

  /** What speaks at the other end. */
  public enum Type {
    JDBC
  }

  public ConnectionSettings {
    checkArgument(!name.isBlank(), "a connection needs a name");
    checkNotNull(type, "type");
    checkArgument(url.startsWith("jdbc:"), "url: no JDBC URL (expected: it begins with jdbc:)");
    checkNotNull(user, "user");
    checkNotNull(password, "password");
    checkArgument(
        poolSize >= 1 && poolSize <= MAX_POOL_SIZE,
        "pool-size: %s (expected: 1 to %s)",
        poolSize,
        MAX_POOL_SIZE);
  }

  /** Reads the section {@code sources}. */
  static List<ConnectionSettings> allFrom(Settings root) {
    return root.sections("sources").stream()
        .map(source -> source.make(() -> from(source)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static ConnectionSettings from(Settings settings) {
    return new ConnectionSettings(
        settings.name(),
        settings.choice("type", Type.JDBC),
        settings.text("url"),
        settings.text("user", ""),
        settings.text("password", ""),
        settings.count("pool-size", DEFAULT_POOL_SIZE, 1, MAX_POOL_SIZE));
  }

  @Override
  public String toString() {
    return "ConnectionSettings[name=%s, type=%s, poolSize=%d]".formatted(name, type, poolSize);
  }
}
