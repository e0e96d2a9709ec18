package io.cashew.doctor;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import com.google.common.util.concurrent.Uninterruptibles;
import io.cashew.client.AdminClient;
import io.cashew.etcd.EtcdCheckup;
import io.cashew.etcd.EtcdReport;
import io.cashew.etcd.EtcdSettings;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.v1.ExamineReply;
import io.cashew.v1.ExamineRequest;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.GetStatisticsReply;
import io.cashew.v1.ListGroupsReply;
import io.cashew.v1.ProxyPlace;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Asks a cluster how it is: the proxies that are named, those they know of, every node through the
 * first proxy that answers, and etcd. Everybody at once, each within a deadline. Changes nothing.
 * For one thread.
 */
public final class Visit implements Part {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration ETCD_PATIENCE = Duration.ofSeconds(1);

  private final Parts parts = new Parts();
  private final Map<HostAndPort, AdminClient> proxies = new LinkedHashMap<>();
  private final Map<HostAndPort, String> ids = new LinkedHashMap<>(); // of those registered
  private final Map<String, String> silent = new LinkedHashMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final Optional<EtcdSettings> etcd;
  private final Duration window;

  /**
   * Not begun yet.
   *
   * @param named where proxies' admin services listen; one at least
   * @param etcd empty: it is not asked
   * @param window from the first look to the second
   */
  public Visit(List<HostAndPort> named, Optional<EtcdSettings> etcd, Duration window) {
    named.forEach(this::connect);
    this.etcd = etcd.map(settings -> settings.withRequestTimeout(ETCD_PATIENCE));
    this.window = window;
  }

  private void connect(HostAndPort admin) {
    proxies.computeIfAbsent(admin, unused -> parts.add(AdminClient.connect(admin, PATIENCE)));
  }

  /** Looks twice. Takes the window and up to four times {@code PATIENCE}; mostly the window. */
  public Snapshot look() {
    CompletableFuture<Optional<EtcdReport>> store = askEtcd();
    discover();
    long begun = System.nanoTime();
    Sample before = sample();
    Duration taken = Duration.ofNanos(System.nanoTime() - begun);
    Uninterruptibles.sleepUninterruptibly(positive(window.minus(taken)));
    Duration between = Duration.ofNanos(System.nanoTime() - begun);
    Sample after = sample();
    Optional<EtcdReport> report = store.join();
    report.ifPresent(told -> told.untold().forEach(what -> gaps.add(new Gap("etcd", what))));
    tellGaps(after);
    return new Snapshot(
        before, after, between, ImmutableMap.copyOf(silent), ImmutableList.copyOf(gaps), report);
  }

  private static Duration positive(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }

  private CompletableFuture<Optional<EtcdReport>> askEtcd() {
    if (etcd.isEmpty()) {
      gaps.add(new Gap("etcd itself", "it was not named: --etcd HOST:PORT, or --config FILE"));
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return parts.add(new EtcdCheckup(etcd.get())).ask().thenApply(Optional::of);
  }

  /** Adds the proxies that those named know of. */
  private void discover() {
    Map<HostAndPort, CompletableFuture<ExamineReply>> answers = new LinkedHashMap<>();
    proxies.forEach(
        (admin, client) -> answers.put(admin, client.examine(ExamineRequest.getDefaultInstance())));
    Map<String, String> known = new LinkedHashMap<>(); // where each is registered to listen
    Map<String, HostAndPort> reached = new LinkedHashMap<>();
    answers.forEach(
        (admin, answer) -> {
          try {
            ExamineReply reply = answer.join();
            reached.put(reply.getProxy(), admin);
            ids.put(admin, reply.getProxy());
            for (ProxyPlace place : reply.getProxiesList()) {
              known.put(place.getId(), place.getAdmin());
            }
          } catch (CompletionException e) {
            silence(admin, e);
            proxies.remove(admin);
          }
        });
    boolean local = reached.values().stream().allMatch(Visit::isLoopback);
    known.forEach(
        (id, address) -> {
          if (!reached.containsKey(id)) {
            add(id, address, local);
          }
        });
  }

  private void add(String id, String address, boolean local) {
    if (silent.containsKey(address)) {
      return; // it was named, and does not answer
    }
    if (address.isEmpty()) {
      gaps.add(new Gap("proxy " + id, "it does not say where its admin service listens"));
      return;
    }
    HostAndPort admin = HostAndPort.fromString(address);
    if (isAny(admin) || (isLoopback(admin) && !local)) {
      gaps.add(
          new Gap(
              "proxy " + id,
              "its admin service listens on %s, which says nothing from here: name it with --admin"
                  .formatted(address)));
      return;
    }
    ids.put(admin, id);
    connect(admin);
  }

  private static boolean isLoopback(HostAndPort address) {
    return address.getHost().equals("localhost")
        || parsed(address).filter(InetAddress::isLoopbackAddress).isPresent();
  }

  private static boolean isAny(HostAndPort address) {
    return parsed(address).filter(InetAddress::isAnyLocalAddress).isPresent();
  }

  private static Optional<InetAddress> parsed(HostAndPort address) {
    return InetAddresses.isInetAddress(address.getHost())
        ? Optional.of(InetAddresses.forString(address.getHost()))
        : Optional.empty();
  }

  private Sample sample() {
    Map<HostAndPort, CompletableFuture<ProxySight>> sights = new LinkedHashMap<>();
    proxies.forEach((admin, client) -> sights.put(admin, sight(admin, client)));
    // asked beside the others, in the hope that the first one answers
    Optional<ClusterAnswer> cluster = proxies.values().stream().findFirst().map(ClusterAnswer::new);
    ImmutableList.Builder<ProxySight> answered = ImmutableList.builder();
    sights.forEach(
        (admin, sight) -> {
          try {
            answered.add(sight.join());
          } catch (CompletionException e) {
            silence(admin, e);
            proxies.remove(admin);
          }
        });
    try {
      return cluster.isPresent() ? cluster.get().with(answered.build()) : Sample.EMPTY;
    } catch (CompletionException e) {
      return proxies.isEmpty() ? Sample.EMPTY : sample(); // the next one speaks for the cluster
    }
  }

  private void silence(HostAndPort admin, CompletionException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    silent.put(ids.getOrDefault(admin, admin.toString()), String.valueOf(cause.getMessage()));
  }

  private static CompletableFuture<ProxySight> sight(HostAndPort admin, AdminClient client) {
    long asked = System.currentTimeMillis();
    return client
        .examine(ExamineRequest.getDefaultInstance())
        .thenApply(itself -> clocked(admin, itself, asked, System.currentTimeMillis()))
        .thenCombine(
            client.ring(GetRingRequest.getDefaultInstance()), (sight, ring) -> sight.with(ring))
        .thenCombine(client.nodes(), ProxySight::with);
  }

  private static ProxySight clocked(
      HostAndPort admin, ExamineReply itself, long asked, long answered) {
    long middle = asked + (answered - asked) / 2;
    return ProxySight.of(
        admin, itself, itself.getVitals().getNowMs() - middle, Math.max(0, answered - asked));
  }

  private void tellGaps(Sample sample) {
    if (sample.proxies().isEmpty()) {
      gaps.add(new Gap("nodes, groups and the ring", "no proxy answers that could tell"));
    }
    sample.nodes().stream()
        .filter(node -> !node.getFailure().isEmpty())
        .forEach(
            node ->
                gaps.add(
                    new Gap(
                        "node %s: its process, memory and groups".formatted(node.getNode()),
                        node.getFailure())));
  }

  /** What one proxy is asked for all of them. */
  private static final class ClusterAnswer {
    private final CompletableFuture<ListGroupsReply> groups;
    private final CompletableFuture<GetStatisticsReply> statistics;
    private final CompletableFuture<ExamineReply> nodes;

    ClusterAnswer(AdminClient proxy) {
      this.groups = proxy.groups();
      this.statistics = proxy.statistics("");
      this.nodes = proxy.examine(ExamineRequest.newBuilder().setWithNodes(true).build());
    }

    /** Throws {@link CompletionException} if the proxy did not answer. */
    Sample with(ImmutableList<ProxySight> sights) {
      return new Sample(
          sights,
          ImmutableList.copyOf(groups.join().getGroupsList()),
          ImmutableList.copyOf(statistics.join().getNodesList()),
          nodes.join().getNodesList().stream().collect(toImmutableList()));
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
