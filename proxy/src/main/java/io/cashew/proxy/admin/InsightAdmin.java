package io.cashew.proxy.admin;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.hot.HotReport;
import io.cashew.proxy.tally.Counted;
import io.cashew.proxy.tally.Latencies;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.proxy.tally.SlowRequest;
import io.cashew.proxy.tally.SlowRequests;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.tally.Distribution;
import io.cashew.v1.CompareKeyReply;
import io.cashew.v1.CompareKeyRequest;
import io.cashew.v1.GetLatencyReply;
import io.cashew.v1.GetProxyStatisticsReply;
import io.cashew.v1.HotKey;
import io.cashew.v1.HotKeys;
import io.cashew.v1.Latency;
import io.cashew.v1.ListHotKeysReply;
import io.cashew.v1.ListHotKeysRequest;
import io.cashew.v1.ListSlowReply;
import io.cashew.v1.ListSlowRequest;
import io.cashew.v1.NodeFailure;
import io.cashew.v1.NodeRoundTrips;
import io.cashew.v1.ProbeNodesReply;
import io.cashew.v1.ProbeNodesRequest;
import io.cashew.v1.RefusalCount;
import io.cashew.v1.RequestCount;
import io.cashew.v1.SampleKeysReply;
import io.cashew.v1.SampleKeysRequest;
import io.cashew.v1.SlowOperation;
import io.cashew.v1.SlowStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What people ask about what goes on in a cluster: at this proxy, and by it at the nodes. */
final class InsightAdmin {
  private static final int HOT_KEYS = 20;
  private static final int MAX_HOT_KEYS = 1_000;
  private static final int MAX_PROBES = 100;
  private static final int MAX_SAMPLE = 10_000;

  private final String proxy;
  private final NodeReports nodes;
  private final EveryNode everyNode;
  private final ProxyInsight own;

  InsightAdmin(String proxy, NodeReports nodes, EveryNode everyNode, ProxyInsight own) {
    this.proxy = proxy;
    this.nodes = nodes;
    this.everyNode = everyNode;
    this.own = own;
  }

  CompletableFuture<ListHotKeysReply> hotKeys(ListHotKeysRequest request) {
    int limit = request.getLimit() == 0 ? HOT_KEYS : Math.min(request.getLimit(), MAX_HOT_KEYS);
    if (request.getAtProxy()) {
      return CompletableFuture.completedFuture(
          ListHotKeysReply.newBuilder().addNodes(here(request.getGroup(), limit)).build());
    }
    ListHotKeysRequest bounded = request.toBuilder().setLimit(limit).build();
    return everyNode
        .ask(
            node -> nodes.hotKeys(node, bounded),
            (id, why) -> HotKeys.newBuilder().setNode(id.value()).setFailure(why).build())
        .thenApply(all -> ListHotKeysReply.newBuilder().addAllNodes(all).build());
  }

  private HotKeys here(String group, int limit) {
    io.cashew.hot.HotKeys hot = own.insight().hot();
    HotReport report = hot.report(group, limit);
    HotKeys.Builder message =
        HotKeys.newBuilder()
            .setNode(proxy)
            .setOneIn(hot.oneIn())
            .setOperationsPerSecond(report.perSecond());
    report
        .keys()
        .forEach(
            key ->
                message.addKeys(
                    HotKey.newBuilder()
                        .setGroup(key.group())
                        .setKey(key.key())
                        .setOperationsPerSecond(key.perSecond())
                        .setErrorPerSecond(key.error())));
    return message.build();
  }

  CompletableFuture<ListSlowReply> slow(ListSlowRequest request) {
    return everyNode
        .ask(
            node -> nodes.slow(node, request),
            (id, why) -> ListSlowReply.newBuilder().addFailures(failure(id.value(), why)).build())
        .thenApply(
            all -> {
              List<SlowOperation> slow = new ArrayList<>(slowHere(request.getGroup()));
              ListSlowReply.Builder reply = ListSlowReply.newBuilder();
              for (ListSlowReply each : all) {
                slow.addAll(each.getOperationsList());
                reply.addAllFailures(each.getFailuresList());
              }
              slow.sort(Comparator.comparingLong(SlowOperation::getAgeMs));
              return reply.addAllOperations(slow).build();
            });
  }

  private ImmutableList<SlowOperation> slowHere(String group) {
    SlowRequests requests = own.insight().slow();
    ImmutableList.Builder<SlowOperation> slow = ImmutableList.builder();
    for (SlowRequest each : requests.last()) {
      if (group.isEmpty() || group.equals(each.group())) {
        slow.add(
            SlowOperation.newBuilder()
                .setAt(proxy)
                .setGroup(each.group())
                .setKey(each.key())
                .setHash(everyNode.hash(each.group(), each.key()))
                .setWhat(each.method())
                .setOutcome(each.outcome())
                .setAgeMs(requests.age(each).toMillis())
                .addStages(stage("proxy", each.inProxy()))
                .addStages(stage("node", each.atNode()))
                .build());
      }
    }
    return slow.build();
  }

  private static SlowStage stage(String name, Duration took) {
    return SlowStage.newBuilder().setName(name).setMicros(took.toNanos() / 1_000).build();
  }

  private static NodeFailure failure(String node, String why) {
    return NodeFailure.newBuilder().setNode(node).setFailure(why).build();
  }

  GetLatencyReply latency() {
    Latencies lately = own.lastMinute().read();
    GetLatencyReply.Builder reply =
        GetLatencyReply.newBuilder()
            .setProxy(proxy)
            .setWindowMs(lately.window().toMillis())
            .setOneIn(RequestCounts.TIMED_ONE_IN)
            .setAll(message(lately.all()));
    lately
        .latencies()
        .forEach(
            each ->
                reply.addLatencies(
                    message(each.times())
                        .setDoor(each.door())
                        .setMethod(each.method())
                        .setOutcome(each.outcome())));
    return reply.build();
  }

  private static Latency.Builder message(Distribution times) {
    return Latency.newBuilder()
        .setTimed(times.count())
        .setP50Micros(times.quantile(0.5))
        .setP90Micros(times.quantile(0.9))
        .setP99Micros(times.quantile(0.99))
        .setP999Micros(times.quantile(0.999))
        .setMaxMicros(times.quantile(1));
  }

  CompletableFuture<ProbeNodesReply> probe(ProbeNodesRequest request) {
    int count = Math.min(request.getCount(), MAX_PROBES);
    if (count == 0) {
      return CompletableFuture.completedFuture(
          ProbeNodesReply.newBuilder().setProxy(proxy).build());
    }
    return everyNode
        .named(
            (id, node) ->
                nodes
                    .echo(node) // first: perhaps it has to connect
                    .thenCompose(
                        unused ->
                            echo(node, NodeRoundTrips.newBuilder().setNode(id.value()), count)),
            (id, why) -> NodeRoundTrips.newBuilder().setNode(id.value()).setFailure(why).build())
        .thenApply(all -> ProbeNodesReply.newBuilder().setProxy(proxy).addAllNodes(all).build());
  }

  private CompletableFuture<NodeRoundTrips> echo(
      HostAndPort node, NodeRoundTrips.Builder trips, int left) {
    if (left == 0) {
      return CompletableFuture.completedFuture(trips.build());
    }
    long sent = own.ticker().nanos();
    return nodes
        .echo(node)
        .thenCompose(
            reply -> {
              trips.addMicros((own.ticker().nanos() - sent) / 1_000);
              return echo(node, trips, left - 1);
            });
  }

  GetProxyStatisticsReply statistics() {
    GetProxyStatisticsReply.Builder reply =
        GetProxyStatisticsReply.newBuilder()
            .setProxy(proxy)
            .setOperationsInFlight(Math.max(0, own.admission().operations()))
            .setBytesInFlight(Math.max(0, own.admission().bytes()));
    for (RequestCounts door : own.doors()) {
      for (Counted counted : door.counted()) {
        reply.addRequests(
            RequestCount.newBuilder()
                .setDoor(counted.door())
                .setMethod(counted.method())
                .setGroup(counted.group())
                .setOutcome(counted.outcome())
                .setReason(counted.reason())
                .setCount(counted.count()));
      }
      door.refused()
          .forEach(
              (reason, count) ->
                  reply.addRefusals(
                      RefusalCount.newBuilder()
                          .setDoor(door.door())
                          .setReason(reason.name())
                          .setCount(count)));
    }
    return reply.build();
  }

  CompletableFuture<SampleKeysReply> sample(SampleKeysRequest request) {
    int wanted = Math.min(Math.max(1, request.getCount()), MAX_SAMPLE);
    int parts = Math.max(1, everyNode.count());
    SampleKeysRequest each = request.toBuilder().setCount((wanted + parts - 1) / parts).build();
    return everyNode
        .ask(
            node -> nodes.sample(node, each),
            (id, why) -> SampleKeysReply.newBuilder().addFailures(failure(id.value(), why)).build())
        .thenApply(
            all -> {
              SampleKeysReply.Builder reply = SampleKeysReply.newBuilder();
              all.forEach(reply::mergeFrom);
              return reply.build();
            });
  }

  /** Has a key's owner compare it with the source. */
  CompletableFuture<CompareKeyReply> compare(
      CompareKeyRequest request, Ring ring, Duration patience) {
    long hash = ring.keyHash().hash(request.getGroup(), request.getKey());
    int partition = ring.keyHash().partition(request.getGroup(), request.getKey(), hash);
    RingNode owner = ring.nodes().get(ring.ownerIndex(partition));
    return nodes
        .compare(owner.address(), request.getGroup(), request.getKey(), patience)
        .handle(
            (comparison, failure) -> {
              if (failure == null) {
                return CompareKeyReply.newBuilder()
                    .setNode(owner.id().value())
                    .setComparison(comparison)
                    .build();
              }
              CashewException known = StatusCodec.fromStatus(failure);
              throw new CashewException(
                  known.reason(), "node %s: %s".formatted(owner.id().value(), known.getMessage()));
            });
  }
}
