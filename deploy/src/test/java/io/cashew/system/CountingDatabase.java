package io.cashew.system;

import io.cashew.config.JdbcSection;
import io.cashew.group.SourceSettings;
import io.cashew.lifecycle.Part;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A real database, asked by JDBC, that counts how often each key is asked for and can be slow. It
 * knows every key but those that begin with "absent", and fails on those that begin with "broken".
 */
public final class CountingDatabase implements Part {
  static final String NAME = "counting";

  private static final Map<String, CountingDatabase> OPEN = new ConcurrentHashMap<>();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String id = "counting" + NUMBER.incrementAndGet();
  private final Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final Connection keptOpen;
  private volatile Duration delay = Duration.ZERO;

  CountingDatabase() {
    try {
      keptOpen = DriverManager.getConnection(url(), "sa", "");
      try (Statement statement = keptOpen.createStatement()) {
        statement.execute(
            "CREATE ALIAS ASK NOBUFFER FOR '" + CountingDatabase.class.getName() + ".ask'");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    OPEN.put(id, this);
  }

  /** Called by the database for each query. */
  public static @Nullable String ask(String database, String key) {
    return OPEN.get(database).answer(key);
  }

  private @Nullable String answer(String key) {
    loads.computeIfAbsent(key, unused -> new AtomicInteger()).incrementAndGet();
    LockSupport.parkNanos(delay.toNanos());
    if (key.startsWith("broken")) {
      throw new IllegalStateException("this key is broken");
    }
    return key.startsWith("absent") ? null : values.getOrDefault(key, "value of " + key);
  }

  /** What a key's value is from now on. */
  void put(String key, String value) {
    values.put(key, value);
  }

  /** How long every query takes from now on. */
  void takeTime(Duration each) {
    delay = each;
  }

  int loadsOf(String key) {
    AtomicInteger count = loads.get(key);
    return count == null ? 0 : count.get();
  }

  JdbcSection connection() {
    return new JdbcSection(NAME, url(), "sa", "", 16);
  }

  SourceSettings source() {
    return new SourceSettings(NAME, "SELECT ASK('" + id + "', :key)");
  }

  private String url() {
    return "jdbc:h2:mem:" + id;
  }

  @Override
  public void close() {
    OPEN.remove(id);
    try {
      keptOpen.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
