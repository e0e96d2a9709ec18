package io.cashew.node;

import com.google.common.collect.ImmutableMap;
import com.google.common.net.HostAndPort;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.admin.AdminListener;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.config.NodeSettings;
import io.cashew.health.LoopWatch;
import io.cashew.health.RingWatch;
import io.cashew.health.StoreWatch;
import io.cashew.hot.HotKeys;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.metrics.LinkMetrics;
import io.cashew.metrics.Metric;
import io.cashew.metrics.MetricSource;
import io.cashew.node.core.Node;
import io.cashew.node.core.NodeTraits;
import io.cashew.node.core.Surroundings;
import io.cashew.node.link.ExaminerService;
import io.cashew.node.link.LinkService;
import io.cashew.node.link.PeerCalls;
import io.cashew.node.link.PeerService;
import io.cashew.node.link.ProbeService;
import io.cashew.node.link.ReportService;
import io.cashew.node.load.SlowLog;
import io.cashew.node.metrics.GroupMetrics;
import io.cashew.node.metrics.NodeHealth;
import io.cashew.node.metrics.NodeMetrics;
import io.cashew.node.source.Sources;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Stores;
import io.cashew.node.term.Terms;
import io.cashew.ring.NodeId;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.RpcServer;
import io.cashew.rpc.VitalsCodec;
import io.cashew.telemetry.OperationSpans;
import io.cashew.telemetry.Span;
import io.cashew.telemetry.Tracer;
import io.cashew.time.ThreadTimers;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running storage node.
 *
 * <p>Closing takes it out of the cluster first and lets its partitions find their new owners while
 * it still answers; only then does it stop. Nothing fails meanwhile.
 */
public final class StorageNode implements Part {
  private static final Logger log = LoggerFactory.getLogger(StorageNode.class);
  private static final Metric CONNECTIONS =
      Metric.gauge("cashew_node_connections", "Connections of proxies, nodes and others.");
  private static final Metric STREAMS =
      Metric.gauge("cashew_node_link_streams", "Streams of proxies that are open.");
  private static final Duration RECLAIM_INTERVAL = Duration.ofMillis(50);
  private static final Duration RECLAIM_PAUSE = Duration.ofMillis(1);
  private static final int RECLAIM_LIMIT = 250;

  private final NodeSettings settings;
  private final Parts parts;
  private final RpcServer server;
  private final LinkService links;
  private final Membership membership;
  private final Node node;
  private final NodeHealth health;
  private final Optional<AdminListener> adminHttp;

  @GuardedBy("this")
  private boolean closed;

  private StorageNode(
      NodeSettings settings,
      Parts parts,
      RpcServer server,
      LinkService links,
      Membership membership,
      Node node,
      NodeHealth health,
      Optional<AdminListener> adminHttp) {
    this.settings = settings;
    this.parts = parts;
    this.server = server;
    this.links = links;
    this.membership = membership;
    this.node = node;
    this.health = health;
    this.adminHttp = adminHttp;
  }

  /**
   * Starts a node and registers it; returns when it is registered. The store stays the caller's to
   * close.
   *
   * @throws io.cashew.lifecycle.StartException if the address cannot be bound, the id is taken, or
   *     this JVM does not grant the node's memory
   * @throws io.cashew.cluster.ClusterStoreException if the store cannot be reached
   */
  public static StorageNode start(NodeConfig config, ClusterStore store, ClusterKeys keys) {
    return start(config, store, keys, Tracer.OFF);
  }

  /** The same, with spans of a tracer for what proxies trace; {@link Tracer#OFF}: without. */
  public static StorageNode start(
      NodeConfig config, ClusterStore store, ClusterKeys keys, Tracer tracer) {
    NodeSettings settings = config.node();
    DirectMemory.ofThisJvm().check(settings.memoryBytes());
    Parts parts = new Parts();
    try {
      NodeId self = new NodeId(settings.id());
      long instance = ThreadLocalRandom.current().nextLong();
      Ticker ticker = Ticker.system();
      ThreadTimers control = parts.add(new ThreadTimers(settings.id() + "-control"));
      ThreadTimers timers = parts.add(new ThreadTimers(settings.id() + "-timers"));
      EventLoops loops =
          parts.add(
              EventLoops.start(
                  settings.id() + "-io", settings.loops().count(), settings.loops().busyPoll()));

      PeerCalls peers = parts.add(new PeerCalls(self, keys.cluster(), loops));
      Sources sources =
          new Connections(config.node().drivers(), timers, ticker).open(config.sources(), parts);
      Stores stores = stores(settings.memoryBytes(), ticker);
      StoreWatch contact = new StoreWatch(ticker);
      Membership membership = parts.add(new Membership(config, store, keys, control, contact));
      Node node =
          parts.add(
              new Node(
                  new NodeTraits(self, config.lease(), settings.handoverBytesPerSecond()),
                  new Surroundings(
                      control,
                      timers,
                      ticker,
                      stores,
                      sources,
                      peers,
                      membership,
                      () -> ThreadLocalRandom.current().nextDouble(),
                      new SlowLog(settings.slowLog(), ticker))));
      membership.learn(node);
      HotKeys hot = new HotKeys(settings.hotKeys(), loops.count(), ticker);
      LinkService links = new LinkService(node, loops, ticker, spans(tracer, settings), hot);
      LoopWatch watch = LoopWatch.start(loops, ticker);
      VitalsCodec vitals = new VitalsCodec(watch, contact, InstantSource.system());
      RpcServer server =
          parts.add(
              RpcServer.start(
                  loops,
                  settings.listen(),
                  List.of(
                      links,
                      new PeerService(node, keys.cluster(), timers),
                      new ProbeService(node, instance),
                      new ReportService(node, timers, hot),
                      new ExaminerService(node, vitals, timers))));
      reclaim(stores, timers);
      NodeHealth health = new NodeHealth(node, contact);
      RingWatch ring = new RingWatch(InstantSource.system());
      Runnable look =
          () -> {
            ring.follows(node.terms().epoch());
            if (health.get().isReady()) {
              server.announceReady();
            }
          };
      node.onTerms(changed -> look.run());
      Optional<AdminListener> adminHttp =
          settings
              .adminHttp()
              .map(
                  address ->
                      parts.add(
                          AdminListener.start(
                              settings.id(),
                              address,
                              "node.admin-http",
                              metrics(node, server, links, contact, ring),
                              watch,
                              health,
                              UnaryOperator.identity())));
      HostAndPort address = settings.advertise().orElse(server.address());
      membership.join(node, address, instance);
      health.joined();
      control.soon(look);
      log.info("node {} serves {} as {}", settings.id(), server.address(), address);
      adminHttp.ifPresent(
          listener ->
              log.info("node {} tells how it is at http://{}", settings.id(), listener.address()));
      return new StorageNode(settings, parts, server, links, membership, node, health, adminHttp);
    } catch (RuntimeException e) {
      parts.close(); // a node that half started leaves nothing running
      throw e;
    }
  }

  private static MetricSource metrics(
      Node node, RpcServer server, LinkService links, StoreWatch contact, RingWatch ring) {
    return MetricSource.all(
        new NodeMetrics(node),
        new GroupMetrics(node.groups()),
        new LinkMetrics(links.traffic()),
        contact,
        ring,
        sheet -> sheet.put(CONNECTIONS, server.connections()),
        sheet -> sheet.put(STREAMS, links.streams()));
  }

  private static OperationSpans spans(Tracer tracer, NodeSettings settings) {
    return new OperationSpans(
        tracer, "cashew.node", Span.Kind.SERVER, ImmutableMap.of("cashew.node", settings.id()));
  }

  private static Stores stores(long bytes, Ticker ticker) {
    return new Stores(
        MemoryPlan.of(bytes, Runtime.getRuntime().availableProcessors()),
        ticker,
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
  }

  /** In short steps, one soon after another while there is much: the thread watches deadlines. */
  private static void reclaim(Stores stores, Timers timers) {
    Duration pause = RECLAIM_INTERVAL;
    try {
      pause = stores.reclaim(RECLAIM_LIMIT) ? RECLAIM_PAUSE : RECLAIM_INTERVAL;
    } finally { // should this step fail, there is another
      timers.after(pause, () -> reclaim(stores, timers));
    }
  }

  /** Where it listens, with the port it got. */
  public HostAndPort address() {
    return server.address();
  }

  /** Where it tells by HTTP how it is, with the port it got; empty: nowhere. */
  public Optional<HostAndPort> adminHttpAddress() {
    return adminHttp.map(AdminListener::address);
  }

  /** What it owns at this moment. */
  public Terms terms() {
    return node.terms();
  }

  /** A second close waits for the first and does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.announceStop();
    health.leaves();
    membership.leave(node, settings.drain());
    links.endAll();
    parts.close();
  }
}
