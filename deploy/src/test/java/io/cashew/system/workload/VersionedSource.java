package io.cashew.system.workload;

import io.cashew.etcd.FreePort;
import io.cashew.lifecycle.Part;
import io.cashew.system.history.Key;
import io.cashew.system.history.Load;
import io.cashew.system.history.Recorder;
import io.cashew.system.history.Value;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.tools.Server;

/**
 * A real database, on a port of the loopback, that knows every key, in some version. Each answer
 * says which, and carries a number that no other answer has; every answer is recorded. Thread-safe.
 */
public final class VersionedSource implements Part {
  private static final Map<String, VersionedSource> OPEN = new ConcurrentHashMap<>();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String id = "versioned" + NUMBER.incrementAndGet();
  private final Map<String, AtomicLong> versions = new ConcurrentHashMap<>();
  private final AtomicLong nonces = new AtomicLong();
  private final Connection keptOpen;
  private final Server server;
  private volatile Recorder recorder = new Recorder();

  /** Listens from now on. */
  public VersionedSource() {
    System.setProperty("h2.bindAddress", "127.0.0.1");
    try {
      keptOpen = DriverManager.getConnection("jdbc:h2:mem:" + id, "sa", "");
      try (Statement statement = keptOpen.createStatement()) {
        statement.execute(
            "CREATE ALIAS ASK NOBUFFER FOR '" + VersionedSource.class.getName() + ".ask'");
      }
      server =
          Server.createTcpServer(
                  "-tcpPort", Integer.toString(FreePort.next()), "-tcpDaemon", "-ifExists")
              .start();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    OPEN.put(id, this);
  }

  /** Called by the database for each query. */
  public static String ask(String database, String key) {
    return OPEN.get(database).answer(key);
  }

  private String answer(String key) {
    long version = versionOf(key).get();
    long at = System.nanoTime(); // not sooner: what is older than this was looked up before this
    long nonce = nonces.incrementAndGet();
    Key asked = new Key(Key.Space.SOURCED, Integer.parseInt(key.substring(1)));
    recorder.add(new Load(asked, version, nonce, at));
    return new Value(key, version, nonce).text();
  }

  /** Where the loads are written down from now on. */
  public void recordTo(Recorder next) {
    recorder = next;
  }

  /** Changes a key; returns the version it has from now on. */
  public long bump(Key key) {
    return versionOf(key.text()).incrementAndGet();
  }

  private AtomicLong versionOf(String key) {
    return versions.computeIfAbsent(key, unused -> new AtomicLong(1));
  }

  /** How many answers it has given. */
  public long loads() {
    return nonces.get();
  }

  public String url() {
    return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:" + id;
  }

  /** The query of a group whose values come from here. */
  public String query() {
    return "SELECT ASK('" + id + "', :key)";
  }

  @Override
  public void close() {
    OPEN.remove(id);
    server.stop();
    try {
      keptOpen.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
