package io.cashew.cli;

import com.google.common.net.HostAndPort;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.etcd.EtcdProcess;
import io.cashew.etcd.FreePort;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.local.RealProcesses;
import io.cashew.system.process.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Two proxies and three nodes over a real etcd, set up as somebody in a hurry might have: with
 * faults in its configuration, and with links that can be broken. For one thread.
 */
final class SickCluster implements Part {
  private static final String QUERY = "SELECT v FROM things WHERE k = :key";

  private static final String CONFIGURATION =
      """
      cluster: sick
      etcd: {lease: 2s}
      proxy: {access-log: 0, state: none, admin-http: none}
      node: {memory: 64MiB, drain: 0s, admin-http: none}
      sources:
        db: {type: jdbc, url: "%1$s", user: sa, pool-size: 4}
      %2$s
      groups:
        things: {source: {connection: db, query: %4$s}}
        kept: {ttl: 0s}
      %3$s
        tiny: {memory: 64KiB, ttl: 0s}
        forgetful: {negative-ttl: 0s, source: {connection: db, query: %4$s}}
        eternal: {ttl: 0s, source: {connection: db, query: %4$s}}
        greedy: {memory: 64MiB, reserved: 60MiB}
      """;

  private final Path directory;
  private final Parts parts = new Parts();
  private final EtcdProcess etcd = parts.add(EtcdProcess.start());
  private final String url = "jdbc:h2:mem:sick" + UUID.randomUUID().toString().substring(0, 8);
  private final Connection database;
  private final Map<String, FaultProxy> toEtcd = new LinkedHashMap<>();
  private final Map<String, FaultProxy> toNode = new LinkedHashMap<>();
  private final Map<String, Part> processes = new LinkedHashMap<>();
  private final Map<String, HostAndPort> addresses = new LinkedHashMap<>();
  private final Map<String, HostAndPort> admins = new LinkedHashMap<>();

  SickCluster(Path directory) {
    this.directory = directory;
    try {
      database = DriverManager.getConnection(url, "sa", "");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    healSource();
    startProxy("p1");
    startProxy("p2");
    startNode("n1", "64MiB");
    startNode("n2", "64MiB");
    startNode("n3", "16MiB");
  }

  EtcdProcess etcd() {
    return etcd;
  }

  /** Where a proxy's admin service listens. */
  HostAndPort admin(String proxy) {
    return admins.get(proxy);
  }

  /** Where clients of a proxy connect. */
  HostAndPort address(String proxy) {
    return addresses.get(proxy);
  }

  FaultProxy linkToEtcd(String process) {
    return toEtcd.get(process);
  }

  FaultProxy linkToNode(String node) {
    return toNode.get(node);
  }

  void healLinks() {
    toEtcd.values().forEach(FaultProxy::heal);
    toNode.values().forEach(FaultProxy::heal);
  }

  void stop(String process) {
    processes.remove(process).close();
  }

  /** For the first time, or again on the same addresses. */
  void startProxy(String id) {
    HostAndPort listen = addresses.computeIfAbsent(id, unused -> anyAddress());
    HostAndPort admin = admins.computeIfAbsent(id, unused -> anyAddress());
    CashewConfig config =
        config(id, "proxy.id=" + id, "proxy.listen=" + listen, "proxy.admin=" + admin);
    processes.put(id, new RealProcesses().proxy(config));
  }

  private void startNode(String id, String memory) {
    HostAndPort listen = anyAddress();
    FaultProxy link = parts.add(FaultProxy.to(listen));
    toNode.put(id, link);
    CashewConfig config =
        config(
            id,
            "node.id=" + id,
            "node.listen=" + listen,
            "node.advertise=" + link.address(),
            "node.memory=" + memory);
    processes.put(id, new RealProcesses().node(config));
  }

  private CashewConfig config(String id, String... settings) {
    FaultProxy link =
        toEtcd.computeIfAbsent(
            id, unused -> parts.add(FaultProxy.to(HostAndPort.fromString(etcd.endpoint()))));
    List<Flag> flags = new ArrayList<>();
    flags.add(new Flag("--etcd", "etcd.endpoints", link.address().toString()));
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      flags.add(new Flag("--set", setting.substring(0, equals), setting.substring(equals + 1)));
    }
    return CashewConfig.from(Settings.read(Optional.of(file(id)), flags, Map.of()));
  }

  /** One node has a configuration of before: a source and the group over it are missing. */
  private Path file(String id) {
    boolean old = id.equals("n2");
    String source = old ? "" : "  other: {type: jdbc, url: \"%s\", user: sa}".formatted(url);
    String group =
        old ? "" : "  orphans: {source: {connection: other, query: %s}}".formatted(QUERY);
    try {
      return Files.writeString(
          directory.resolve(id + ".yaml"), CONFIGURATION.formatted(url, source, group, QUERY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every query fails from now on. */
  void breakSource() {
    execute("DROP TABLE things");
  }

  /** Queries are answered: the value of every key from key0 to key99 is known. */
  void healSource() {
    execute("CREATE TABLE IF NOT EXISTS things (k VARCHAR(64) PRIMARY KEY, v VARCHAR(64))");
    for (int i = 0; i < 100; i++) {
      execute("MERGE INTO things VALUES ('key%d', 'value')".formatted(i));
    }
  }

  private void execute(String sql) {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HostAndPort anyAddress() {
    return HostAndPort.fromParts("127.0.0.1", FreePort.next());
  }

  @Override
  public void close() {
    List.copyOf(processes.keySet()).forEach(this::stop);
    parts.close();
    try {
      database.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
