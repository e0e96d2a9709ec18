package io.cashew.proxy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.net.HostAndPort;
import io.cashew.admin.AdminListener;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.RingFile;
import io.cashew.config.ProxySettings;
import io.cashew.hash.HashSpec;
import io.cashew.health.LoopWatch;
import io.cashew.health.RingWatch;
import io.cashew.health.StoreWatch;
import io.cashew.hot.HotKeys;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.metrics.LinkMetrics;
import io.cashew.metrics.MetricSource;
import io.cashew.proxy.admin.AdminService;
import io.cashew.proxy.admin.ClusterView;
import io.cashew.proxy.admin.ExaminationService;
import io.cashew.proxy.admin.GroupAdmin;
import io.cashew.proxy.admin.GroupTotals;
import io.cashew.proxy.admin.NodeReports;
import io.cashew.proxy.admin.ProxyInsight;
import io.cashew.proxy.admin.RingWishes;
import io.cashew.proxy.admin.rest.AdminRoutes;
import io.cashew.proxy.admission.Admission;
import io.cashew.proxy.alarm.Alarm;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.coordinator.Coordinator;
import io.cashew.proxy.coordinator.Incarnation;
import io.cashew.proxy.door.Routed;
import io.cashew.proxy.door.grpc.CacheService;
import io.cashew.proxy.door.grpc.TraceHeaders;
import io.cashew.proxy.door.http.HttpDoor;
import io.cashew.proxy.door.resp.RespDoor;
import io.cashew.proxy.groups.Flushing;
import io.cashew.proxy.groups.GroupWishes;
import io.cashew.proxy.health.Probes;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.proxy.metrics.DoorMetrics;
import io.cashew.proxy.metrics.ProxyHealth;
import io.cashew.proxy.metrics.ProxyMetrics;
import io.cashew.proxy.ping.GrpcPinger;
import io.cashew.proxy.routing.AccessLog;
import io.cashew.proxy.routing.RingFollower;
import io.cashew.proxy.routing.Router;
import io.cashew.proxy.routing.SleepWatch;
import io.cashew.proxy.tally.Insight;
import io.cashew.proxy.tally.LastMinute;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.proxy.tally.SlowRequests;
import io.cashew.ring.Epoch;
import io.cashew.ring.Ring;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.RpcServer;
import io.cashew.rpc.VitalsCodec;
import io.cashew.tally.Traffic;
import io.cashew.telemetry.OperationSpans;
import io.cashew.telemetry.Span;
import io.cashew.telemetry.Tracer;
import io.cashew.time.ThreadTimers;
import io.cashew.time.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running proxy. Closing lets calls in flight finish, for two seconds at most. */
public final class Proxy implements Part {
  private static final Logger log = LoggerFactory.getLogger(Proxy.class);

  /** Any value; the record carries it. */
  private static final long HASH_SEED = 0x4341_5348_4557L;

  private final Parts parts;
  private final RpcServer door;
  private final RpcServer admin;
  private final ClusterView view;
  private final Admission admission;
  private final Optional<RespDoor> resp;
  private final Optional<HttpDoor> http;
  private final ProxyHealth health;
  private final Optional<AdminListener> adminHttp;

  private Proxy(
      Parts parts,
      RpcServer door,
      RpcServer admin,
      ClusterView view,
      Admission admission,
      Optional<RespDoor> resp,
      Optional<HttpDoor> http,
      ProxyHealth health,
      Optional<AdminListener> adminHttp) {
    this.parts = parts;
    this.door = door;
    this.admin = admin;
    this.view = view;
    this.admission = admission;
    this.resp = resp;
    this.http = http;
    this.health = health;
    this.adminHttp = adminHttp;
  }

  /**
   * Starts a proxy; it serves as soon as there is a ring. The store stays the caller's to close.
   *
   * @throws io.cashew.lifecycle.StartException if an address cannot be bound
   */
  public static Proxy start(ProxyConfig config, ClusterStore store, ClusterKeys keys) {
    return start(config, store, keys, Tracer.OFF);
  }

  /** The same, with spans of a tracer for what is asked of it; {@link Tracer#OFF}: without. */
  public static Proxy start(
      ProxyConfig config, ClusterStore store, ClusterKeys keys, Tracer tracer) {
    ProxySettings settings = config.proxy();
    Parts parts = new Parts();
    try {
      Ticker ticker = Ticker.system();
      ThreadTimers control = parts.add(new ThreadTimers(settings.id() + "-control"));
      EventLoops loops =
          parts.add(
              EventLoops.start(
                  settings.id() + "-io", settings.loops().count(), settings.loops().busyPoll()));
      Alarms alarms = new Alarms(InstantSource.system());
      Probes probes = parts.add(new Probes(parts.add(new GrpcPinger(loops)), control));
      Coordinator coordinator =
          new Coordinator(
              settings.id(),
              store,
              keys,
              HashSpec.of(settings.partitions(), HASH_SEED),
              control,
              ticker,
              InstantSource.system(),
              config.lease(),
              alarms);
      RingWatch ringWatch = new RingWatch(InstantSource.system());
      CompletableFuture<Void> firstRing = new CompletableFuture<>();
      ImmutableList<Traffic> traffic = Traffic.of(loops.count());
      RingFollower follower =
          parts.add(
              new RingFollower(
                  store,
                  keys,
                  NodeLinks.streams(loops, ticker, traffic),
                  control,
                  file(settings, keys),
                  (ring, origin) -> {
                    ringWatch.follows(ring.epoch());
                    tell(alarms, ring, origin);
                    firstRing.complete(null);
                  }));
      probes.onSuspects(follower::onSuspects);
      probes.onReturn(follower::onReturned);
      ClusterView view = new ClusterView(settings.id(), follower::ring);
      NodeReports reports = parts.add(new NodeReports(loops));
      RingWishes wishes =
          new RingWishes(
              store,
              keys,
              view,
              new Incarnation(settings.id(), store, keys, InstantSource.system()));
      Flushing flushing = new Flushing(store, keys, reports, control, ticker);
      GroupAdmin groups =
          new GroupAdmin(
              new GroupWishes(store, keys, reports, flushing, control, ticker), flushing);
      RequestCounts grpcCounts = counts("grpc", loops, ticker, view);
      RequestCounts respCounts = counts("resp", loops, ticker, view);
      RequestCounts httpCounts = counts("http", loops, ticker, view);
      ImmutableList<RequestCounts> counted = ImmutableList.of(grpcCounts, respCounts, httpCounts);
      StoreWatch contact = new StoreWatch(ticker);
      LoopWatch watch = LoopWatch.start(loops, ticker);
      SleepWatch sleep = SleepWatch.start(control, ticker);
      AccessLog accessLog = new AccessLog(settings.accessLog(), ticker);
      Insight insight =
          new Insight(
              new HotKeys(settings.insight().hotKeys(), loops.count(), ticker),
              SlowRequests.above(settings.insight().slowLog(), control, ticker));
      Admission admission = new Admission(settings.limits(), loops.count());
      ProxyInsight known =
          new ProxyInsight(
              insight, counted, LastMinute.of(counted, control, ticker), admission, ticker);
      AdminService adminService =
          new AdminService(view, reports, wishes, groups, alarms, probes::found, known);
      RpcServer admin =
          parts.add(
              RpcServer.start(
                  loops,
                  settings.admin(),
                  List.of(
                      adminService,
                      new ExaminationService(
                          view,
                          reports,
                          ringWatch,
                          new VitalsCodec(watch, contact, InstantSource.system()),
                          counted,
                          InstantSource.system()))));
      admin.announceReady();
      BiFunction<String, RequestCounts, Router> routers =
          (name, counts) ->
              new Router(
                  follower,
                  loops,
                  ticker,
                  sleep,
                  accessLog,
                  counts,
                  spans(tracer, settings, name),
                  insight);
      Router router = routers.apply("grpc", grpcCounts);
      CacheService cache =
          new CacheService(
              router,
              loops,
              ticker,
              settings.defaultDeadline(),
              admission,
              grpcCounts,
              tracer == Tracer.OFF ? TraceHeaders.IGNORED : TraceHeaders.READ);
      RpcServer door =
          parts.add(
              RpcServer.start(
                  loops, settings.listen(), List.of(cache), List.of(cache.connections())));
      CompletableFuture<Void> unused = firstRing.thenRun(door::announceReady);
      Optional<RespDoor> resp =
          settings
              .resp()
              .map(
                  wanted ->
                      parts.add(
                          RespDoor.open(
                              wanted,
                              loops,
                              routers.apply("resp", respCounts),
                              ticker,
                              settings.defaultDeadline(),
                              new GroupTotals(view, reports, flushing),
                              admission,
                              respCounts)));
      resp.ifPresent(opened -> view.onGroupNames(opened::onGroups));
      Optional<HttpDoor> http =
          settings
              .http()
              .map(
                  wanted ->
                      parts.add(
                          HttpDoor.open(
                              wanted,
                              loops,
                              new Routed(routers.apply("http", httpCounts)),
                              ticker,
                              settings.defaultDeadline(),
                              admission,
                              httpCounts)));
      ProxyHealth health = new ProxyHealth(view, probes, alarms, contact);
      MetricSource metrics =
          MetricSource.all(
              new ProxyMetrics(view, probes, alarms),
              doors(door, admin, resp, http),
              grpcCounts,
              respCounts,
              httpCounts,
              new LinkMetrics(traffic),
              contact,
              ringWatch);
      Optional<AdminListener> adminHttp =
          settings
              .adminHttp()
              .map(
                  address ->
                      parts.add(
                          AdminListener.start(
                              settings.id(),
                              address,
                              "proxy.admin-http",
                              metrics,
                              watch,
                              health,
                              new AdminRoutes(adminService)::addTo)));
      parts.add( // last: first to be closed
          ClusterLink.open(
              config.boundTo(admin.address()),
              store,
              keys,
              control,
              view,
              probes,
              coordinator,
              alarms,
              contact));
      log.info("proxy {} serves {}, admin {}", settings.id(), door.address(), admin.address());
      resp.ifPresent(
          opened ->
              log.info("proxy {} serves Redis clients at {}", settings.id(), opened.address()));
      http.ifPresent(
          opened ->
              log.info(
                  "proxy {} serves HTTP clients at http://{}", settings.id(), opened.address()));
      adminHttp.ifPresent(
          listener ->
              log.info("proxy {} tells how it is at http://{}", settings.id(), listener.address()));
      return new Proxy(parts, door, admin, view, admission, resp, http, health, adminHttp);
    } catch (RuntimeException e) {
      parts.close(); // a proxy that half started leaves nothing running
      throw e;
    }
  }

  private static RequestCounts counts(
      String door, EventLoops loops, Ticker ticker, ClusterView view) {
    return new RequestCounts(
        door, loops.count(), ticker, group -> view.groups().containsKey(group));
  }

  private static OperationSpans spans(Tracer tracer, ProxySettings settings, String door) {
    return new OperationSpans(
        tracer,
        "cashew.proxy",
        Span.Kind.SERVER,
        ImmutableMap.of("cashew.proxy", settings.id(), "cashew.door", door));
  }

  private static DoorMetrics doors(
      RpcServer door, RpcServer admin, Optional<RespDoor> resp, Optional<HttpDoor> http) {
    ImmutableMap.Builder<String, LongSupplier> connections = ImmutableMap.builder();
    ImmutableMap.Builder<String, LongSupplier> turnedAway = ImmutableMap.builder();
    connections.put("grpc", door::connections);
    connections.put("admin", admin::connections);
    resp.ifPresent(
        opened -> {
          connections.put("resp", opened::clients);
          turnedAway.put("resp", opened::turnedAway);
        });
    http.ifPresent(
        opened -> {
          connections.put("http", opened::clients);
          turnedAway.put("http", opened::turnedAway);
        });
    return new DoorMetrics(connections.buildOrThrow(), turnedAway.buildOrThrow());
  }

  private static void tell(Alarms alarms, Ring ring, RingFollower.Origin origin) {
    switch (origin) {
      case STORE -> alarms.clear(Alarm.Kind.RING_FROM_DISK);
      case DISK ->
          alarms.raise(
              Alarm.Kind.RING_FROM_DISK,
              "etcd has not answered since this proxy started: requests are routed by ring %s, kept on disk from before. Look at etcd."
                  .formatted(Epoch.toText(ring.epoch())));
    }
  }

  /** Where a proxy keeps its last ring. */
  public static Optional<RingFile> file(ProxySettings settings, ClusterKeys keys) {
    return settings
        .state()
        .map(
            directory ->
                new RingFile(
                    directory.resolve("%s.%s.ring".formatted(keys.cluster(), settings.id()))));
  }

  /** Where clients connect, with the port it got. */
  public HostAndPort address() {
    return door.address();
  }

  /** Where Redis clients connect, with the port it got; empty: nowhere. */
  public Optional<HostAndPort> respAddress() {
    return resp.map(RespDoor::address);
  }

  /** Where HTTP clients connect, with the port it got; empty: nowhere. */
  public Optional<HostAndPort> httpAddress() {
    return http.map(HttpDoor::address);
  }

  /** Where the admin service listens, with the port it got. */
  public HostAndPort adminAddress() {
    return admin.address();
  }

  /** Where it tells by HTTP how it is, with the port it got; empty: nowhere. */
  public Optional<HostAndPort> adminHttpAddress() {
    return adminHttp.map(AdminListener::address);
  }

  /** What this proxy knows of the cluster. */
  public ClusterView view() {
    return view;
  }

  /** What its clients have in flight. */
  public Admission admission() {
    return admission;
  }

  @Override
  public void close() {
    door.announceStop();
    health.stops();
    parts.close();
  }
}
