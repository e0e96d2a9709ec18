package io.cashew.node.group;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.LoadSettings;
import io.cashew.group.PolicySettings;
import io.cashew.group.SourceSettings;
import io.cashew.node.load.Heritage;
import io.cashew.node.load.Instruments;
import io.cashew.node.load.SlowLog;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.SourceConnection;
import io.cashew.node.source.Sources;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Stores;
import io.cashew.node.term.RingHistory;
import io.cashew.node.term.TermTable;
import io.cashew.node.term.WaitingRoom;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.RoutedOperation;
import io.cashew.ring.NodeId;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Node a without sockets and without a cluster store: what these would bring, a test does. Its
 * groups all load from one source.
 */
final class TestNode {
  static final String GROUP = "users";
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final Duration PATIENCE = Duration.ofSeconds(1);
  static final long SINCE_FIRST_RING = 1;

  /** By default, node a owns partition 0 and node b partition 1. */
  final RingHistory history = RingHistory.beginning("a", "b");

  final TermTable table;
  final Groups groups;
  final Gatekeeper gatekeeper;
  final Audits audits;

  /** What happens when the node asks for the newest ring. */
  Runnable ringWanted = () -> {};

  /** Whether the node's registration is confirmed. */
  boolean leaseConfirmed = true;

  /** What the node's luck is, 0 to below 1. */
  DoubleSupplier random = () -> 0;

  private final Ticker ticker;

  TestNode(DataSource source, Timers timers, Ticker ticker, GroupSpec... specs) {
    this(A, source, timers, ticker, specs);
  }

  TestNode(NodeId id, DataSource source, Timers timers, Ticker ticker, GroupSpec... specs) {
    this.ticker = ticker;
    this.table = new TermTable(id);
    WaitingRoom room = new WaitingRoom(timers, ticker);
    table.onChange(terms -> room.callAll());
    SourceConnection connection = new OneSource(source);
    Sources sources = new Sources(ImmutableMap.of("db", connection));
    Stores stores = new Stores(MemoryPlan.of(16 << 20, 1), ticker, 1);
    this.groups =
        new Groups(
            new GroupOpener(
                id.value(),
                stores,
                sources,
                table,
                () -> leaseConfirmed,
                Heritage.NONE,
                new Instruments(
                    timers,
                    ticker,
                    () -> random.getAsDouble(),
                    new SlowLog(Duration.ZERO, ticker))),
            stores.reservableBytes());
    groups.apply(byName(specs));
    table.learned();
    this.gatekeeper =
        new Gatekeeper(
            table,
            groups,
            room,
            ticker,
            () -> ringWanted.run(),
            new SlowLog(Duration.ZERO, ticker));
    this.audits = new Audits(table, groups, ticker, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** A node that has applied the first ring, with one group. */
  static TestNode owner(DataSource source, Timers timers, Ticker ticker) {
    return owner(source, timers, ticker, settings(s -> s));
  }

  static TestNode owner(DataSource source, Timers timers, Ticker ticker, GroupSettings settings) {
    TestNode node = new TestNode(source, timers, ticker, new GroupSpec(GROUP, settings));
    node.table.apply(node.history.current());
    return node;
  }

  static GroupSettings settings(Function<Settings, Settings> change) {
    return change.apply(new Settings()).group();
  }

  static Map<String, GroupSpec> byName(GroupSpec... specs) {
    return Arrays.stream(specs).collect(Collectors.toMap(GroupSpec::name, spec -> spec));
  }

  Answer get(String key) {
    return get(key, SINCE_FIRST_RING, PATIENCE);
  }

  Answer get(String key, Duration patience) {
    return get(key, SINCE_FIRST_RING, patience);
  }

  Answer get(String key, long since, Duration patience) {
    return ask(new Operation.Get(GROUP, bytes(key), Want.VALUE), 0, since, patience);
  }

  Answer set(String key, String value) {
    return ask(
        new Operation.Set(GROUP, bytes(key), bytes(value), Operation.GROUP_TTL),
        0,
        SINCE_FIRST_RING,
        PATIENCE);
  }

  Answer delete(String key) {
    return delete(key, SINCE_FIRST_RING);
  }

  Answer delete(String key, long since) {
    return ask(new Operation.Delete(GROUP, bytes(key)), 0, since, PATIENCE);
  }

  Answer ask(Operation operation, int partition, long since, Duration patience) {
    Answer answer = new Answer();
    gatekeeper.handle(
        routed(operation, partition, since), ticker.nanos() + patience.toNanos(), answer);
    return answer;
  }

  static RoutedOperation routed(Operation operation, int partition, long since) {
    long hash = operation.group().hashCode() * 31L + operation.key().hashCode();
    return new RoutedOperation(operation, partition, since, hash);
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /** What tests change of a group's settings. */
  static final class Settings {
    private long memoryBytes = 16 << 20;
    private long reservedBytes = 0;
    private PolicySettings policy = PolicySettings.DEFAULT;
    private Duration ttl = Duration.ofMinutes(10);
    private Duration negativeTtl = Duration.ofSeconds(5);
    private long maxValueBytes = 1 << 20;
    private Duration loadTimeout = Duration.ofSeconds(5);
    private int loadConcurrency = 64;
    private String query = "";
    private UnaryOperator<Freshness> freshness = UnaryOperator.identity();
    private int breakerFailures = LoadSettings.DEFAULT.breakerFailures();

    Settings memoryBytes(long changed) {
      memoryBytes = changed;
      return this;
    }

    Settings reservedBytes(long changed) {
      reservedBytes = changed;
      return this;
    }

    Settings policy(PolicySettings changed) {
      policy = changed;
      return this;
    }

    Settings ttl(Duration changed) {
      ttl = changed;
      return this;
    }

    Settings negativeTtl(Duration changed) {
      negativeTtl = changed;
      return this;
    }

    Settings maxValueBytes(long changed) {
      maxValueBytes = changed;
      return this;
    }

    Settings loadTimeout(Duration changed) {
      loadTimeout = changed;
      return this;
    }

    Settings loadConcurrency(int changed) {
      loadConcurrency = changed;
      return this;
    }

    Settings query(String changed) {
      query = changed;
      return this;
    }

    Settings staleWhileRevalidate(Duration changed) {
      return fresh(
          f ->
              new Freshness(
                  f.ttl(),
                  f.ttlJitterPercent(),
                  f.negativeTtl(),
                  changed,
                  f.staleIfError(),
                  f.refreshAheadPercent(),
                  f.holdOff()));
    }

    Settings staleIfError(Duration changed) {
      return fresh(
          f ->
              new Freshness(
                  f.ttl(),
                  f.ttlJitterPercent(),
                  f.negativeTtl(),
                  f.staleWhileRevalidate(),
                  changed,
                  f.refreshAheadPercent(),
                  f.holdOff()));
    }

    Settings refreshAhead(int percent) {
      return fresh(
          f ->
              new Freshness(
                  f.ttl(),
                  f.ttlJitterPercent(),
                  f.negativeTtl(),
                  f.staleWhileRevalidate(),
                  f.staleIfError(),
                  percent,
                  f.holdOff()));
    }

    Settings jitter(int percent) {
      return fresh(
          f ->
              new Freshness(
                  f.ttl(),
                  percent,
                  f.negativeTtl(),
                  f.staleWhileRevalidate(),
                  f.staleIfError(),
                  f.refreshAheadPercent(),
                  f.holdOff()));
    }

    Settings holdOff(Duration changed) {
      return fresh(
          f ->
              new Freshness(
                  f.ttl(),
                  f.ttlJitterPercent(),
                  f.negativeTtl(),
                  f.staleWhileRevalidate(),
                  f.staleIfError(),
                  f.refreshAheadPercent(),
                  changed));
    }

    private Settings fresh(UnaryOperator<Freshness> change) {
      UnaryOperator<Freshness> before = freshness;
      freshness = f -> change.apply(before.apply(f));
      return this;
    }

    Settings breakerFailures(int changed) {
      breakerFailures = changed;
      return this;
    }

    GroupSettings group() {
      LoadSettings loads = LoadSettings.DEFAULT;
      return new GroupSettings(
          memoryBytes,
          reservedBytes,
          policy,
          maxValueBytes,
          freshness.apply(Freshness.exactly(ttl, negativeTtl)),
          new LoadSettings(
              loadTimeout, loadConcurrency, loads.queue(), loads.retries(), breakerFailures),
          Consistency.AVAILABLE,
          Optional.of(new SourceSettings("db", query)));
    }
  }

  private record OneSource(DataSource source) implements SourceConnection {
    @Override
    public DataSource source(SourceSettings settings, long maxValueBytes) {
      return source;
    }

    @Override
    public void close() {}
  }
}
