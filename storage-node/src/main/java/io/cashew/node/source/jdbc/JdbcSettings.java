package io.cashew.node.source.jdbc;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import java.time.Duration;

/**
 * How to reach a database. Holds a secret, which {@link #toString} leaves out together with the
 * URL, where drivers accept secrets as well.
 *
 * @param name by which groups refer to it
 * @param url as the driver wants it, beginning with {@code jdbc:}
 * @param user empty if the URL says all
 * @param poolSize connections, and loads that run at once, 1 to 1,000
 * @param connectTimeout how long opening a connection may take, 250 ms to 60 s
 * @param queueLength loads that may wait for a connection, 1 to 100,000; more are refused
 */
public record JdbcSettings(
    String name,
    String url,
    String user,
    String password,
    int poolSize,
    Duration connectTimeout,
    int queueLength) {
  public static final int DEFAULT_POOL_SIZE = 8;
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(2);
  public static final int DEFAULT_QUEUE_LENGTH = 1_024;

  public JdbcSettings {
    checkArgument(!name.isBlank(), "name: empty (expected: the name of a source)");
    checkArgument(url.startsWith("jdbc:"), "url of source \"%s\" does not begin with jdbc:", name);
    checkNotNull(user, "user");
    checkNotNull(password, "password");
    checkArgument(
        poolSize >= 1 && poolSize <= 1_000, "pool-size: %s (expected: 1 to 1,000)", poolSize);
    checkArgument(
        connectTimeout.compareTo(Duration.ofMillis(250)) >= 0
            && connectTimeout.compareTo(Duration.ofSeconds(60)) <= 0,
        "connect-timeout: %s (expected: 250 ms to 60 s)",
        connectTimeout);
    checkArgument(
        queueLength >= 1 && queueLength <= 100_000,
        "queue-length: %s (expected: 1 to 100,000)",
        queueLength);
  }

  /** Everything else at its default. */
  public static JdbcSettings of(String name, String url, String user, String password) {
    return new JdbcSettings(
        name,
        url,
        user,
        password,
        DEFAULT_POOL_SIZE,
        DEFAULT_CONNECT_TIMEOUT,
        DEFAULT_QUEUE_LENGTH);
  }

  @Override
  public String toString() {
    return "JdbcSettings[name=%s, poolSize=%s, connectTimeout=%s, queueLength=%s]"
        .formatted(name, poolSize, connectTimeout, queueLength);
  }
}
