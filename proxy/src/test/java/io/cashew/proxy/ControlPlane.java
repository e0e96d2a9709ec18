package io.cashew.proxy;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.cluster.AckCodec;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeaseListener;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.cluster.FormerRings;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.IntentFeed;
import io.cashew.cluster.InterruptibleClusterStore;
import io.cashew.cluster.MemberCodec;
import io.cashew.cluster.RingCodec;
import io.cashew.cluster.RingFeed;
import io.cashew.cluster.StoredIntent;
import io.cashew.config.ProxySettings;
import io.cashew.hash.HashSpec;
import io.cashew.health.StoreWatch;
import io.cashew.proxy.admin.ClusterView;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.coordinator.Coordinator;
import io.cashew.proxy.health.Pinger;
import io.cashew.proxy.health.Pong;
import io.cashew.proxy.health.Probes;
import io.cashew.proxy.health.RefusedException;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingNode;
import io.cashew.ring.Rings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The control plane of some proxies on a fake clock, over nodes that do what the test says. */
final class ControlPlane {
  static final Duration LEASE = Duration.ofSeconds(5);
  static final int PARTITIONS = 128;

  private static final ClusterKeys KEYS = new ClusterKeys("test");
  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);

  final FakeTime time = new FakeTime();
  private final InMemoryClusterStore memory = InMemoryClusterStore.on(time);
  private final Map<NodeId, Node> nodes = new HashMap<>();
  private final List<PlanningProxy> proxies = new ArrayList<>();

  /** Every ring there ever was, oldest first. */
  final List<Ring> rings = new ArrayList<>();

  ControlPlane() {
    RingFeed unused = new RingFeed(memory, KEYS, rings::add);
  }

  /** A proxy over a store of its own making. */
  PlanningProxy startProxy(UnaryOperator<ClusterStore> store) {
    PlanningProxy proxy = new PlanningProxy("p" + (proxies.size() + 1), store);
    proxies.add(proxy);
    return proxy;
  }

  PlanningProxy startProxy() {
    return startProxy(store -> store);
  }

  void startNodes(String... ids) {
    for (String id : ids) {
      Node node = new Node(Rings.member(id));
      nodes.put(node.member.id(), node);
      node.start();
    }
  }

  Node node(String id) {
    Node node = nodes.get(new NodeId(id));
    if (node == null) {
      throw new AssertionError(id);
    }
    return node;
  }

  PlanningProxy proxy(int index) {
    return proxies.get(index);
  }

  void advance(Duration by) {
    time.advance(by);
  }

  Ring ring() {
    return rings.get(rings.size() - 1);
  }

  /** The ids of the active nodes that own something. */
  Set<String> owners() {
    Set<String> owners = new HashSet<>();
    ring()
        .shares()
        .forEach(
            (id, share) -> {
              if (share > 0) {
                owners.add(id.value());
              }
            });
    return owners;
  }

  Optional<RingNode.State> state(String id) {
    return ring().node(new NodeId(id)).map(RingNode::state);
  }

  StoredIntent intent() {
    return ask(IntentFeed.read(memory, KEYS));
  }

  void wish(RingIntent wishes) {
    ask(IntentFeed.replace(memory, KEYS, intent(), wishes)).orElseThrow();
  }

  List<Ring> history() {
    return ask(new FormerRings(memory, KEYS).list());
  }

  /** Somebody else's record in the place of the ring's. */
  void putRing(ByteString record) {
    long revision = ask(memory.read(KEYS.ring())).orElseThrow().revision();
    ask(memory.compareAndPut(KEYS.ring(), revision, record)).orElseThrow();
  }

  static ByteString record(Ring ring) {
    return RingCodec.encode(ring.draft());
  }

  <T> T ask(CompletableFuture<T> future) {
    time.advance(Duration.ZERO);
    return future.getNow(null);
  }

  /** How a node is doing. */
  enum Condition {
    WELL,
    /** Its process does not run. */
    DEAD,
    /** Its process stands still. */
    FROZEN,
    /** Proxies do not reach it; it reaches the store. */
    CUT_OFF
  }

  /** A node that registers and acknowledges, as far as it is well. */
  final class Node {
    private Member member;
    private Condition condition = Condition.WELL;
    private boolean acknowledges = true;
    private @Nullable LeasedKey registration;
    private @Nullable LeasedKey ack;
    private long applied;

    Node(Member member) {
      this.member = member;
      RingFeed unused = new RingFeed(memory, KEYS, this::apply);
    }

    void start() {
      ack = lease(KEYS.ack(member.id().value()), AckCodec.encode(applied));
      registration = lease(KEYS.member(member.id().value()), MemberCodec.encode(member));
    }

    private void apply(Ring ring) {
      if (acknowledges && (condition == Condition.WELL || condition == Condition.CUT_OFF)) {
        applied = ring.epoch();
        if (ack != null) {
          ack.update(AckCodec.encode(applied));
        }
      }
    }

    /** The store hears of it no longer; its lease ends later. */
    void die() {
      condition = Condition.DEAD;
      loseLeaseLater();
    }

    void freeze() {
      condition = Condition.FROZEN;
      loseLeaseLater();
    }

    private void loseLeaseLater() {
      LeasedKey itsRegistration = registration;
      LeasedKey itsAck = ack;
      time.after(
          LEASE,
          () -> {
            itsRegistration.close();
            itsAck.close();
          });
    }

    /** It has fences to wait for. */
    void stopAcknowledging() {
      acknowledges = false;
    }

    void cutOff() {
      condition = Condition.CUT_OFF;
    }

    void recover() {
      condition = Condition.WELL;
    }

    void leave() {
      member = member.leaving();
      registration.update(MemberCodec.encode(member));
    }

    void loseLease() {
      registration.close();
      ack.close();
    }

    /** A new process with the same id. */
    void restart() {
      loseLease();
      member =
          new Member(
              member.id(),
              member.address(),
              member.zone(),
              member.weight(),
              member.instance() + 1,
              Member.Intent.STAY);
      condition = Condition.WELL;
      applied = rings.isEmpty() ? 0 : ring().epoch();
      start();
    }

    CompletableFuture<Pong> ping() {
      return switch (condition) {
        case WELL ->
            CompletableFuture.completedFuture(
                new Pong(member.id().value(), member.instance(), applied, 0, 0));
        case DEAD ->
            CompletableFuture.failedFuture(
                new RefusedException("refused", new IllegalStateException()));
        case FROZEN, CUT_OFF -> new CompletableFuture<>();
      };
    }
  }

  /** What of a proxy is no request. */
  final class PlanningProxy {
    final InterruptibleClusterStore link = new InterruptibleClusterStore(memory);
    final Alarms alarms = new Alarms(InstantSource.fixed(Instant.EPOCH));
    private final Set<NodeId> unreachable = new HashSet<>();
    private final Probes probes;
    private final ClusterLink cluster;

    PlanningProxy(String id, UnaryOperator<ClusterStore> wrapper) {
      ClusterStore store = wrapper.apply(link);
      Pinger pinger =
          (node, address) ->
              unreachable.contains(node)
                  ? new CompletableFuture<>()
                  : ControlPlane.this.node(node.value()).ping();
      probes = new Probes(pinger, time);
      Coordinator coordinator =
          new Coordinator(
              id,
              store,
              KEYS,
              HashSpec.of(PARTITIONS, 7),
              time,
              time,
              InstantSource.fixed(Instant.EPOCH),
              LEASE,
              alarms);
      ProxyConfig config =
          new ProxyConfig(
              new ProxySettings(
                  id,
                  HostAndPort.fromParts("127.0.0.1", 1),
                  ANY_PORT,
                  PARTITIONS,
                  Duration.ofSeconds(1),
                  0,
                  Optional.empty(),
                  Optional.empty()),
              LEASE);
      cluster =
          ClusterLink.open(
              config,
              store,
              KEYS,
              time,
              new ClusterView(id, Optional::empty),
              probes,
              coordinator,
              alarms,
              new StoreWatch(time));
    }

    /** Its own network does not reach a node. */
    void doesNotReach(String id) {
      unreachable.add(new NodeId(id));
    }

    /** It says and hears nothing more; its leases end later. */
    void die() {
      link.cut();
      probes.close();
      time.after(LEASE, link::expireLeases);
    }

    void stop() {
      probes.close();
      cluster.close();
    }
  }

  private LeasedKey lease(String key, ByteString value) {
    return memory.lease(
        key,
        value,
        LEASE,
        Claim.OVERWRITE,
        new LeaseListener() {
          @Override
          public void onHeld() {}

          @Override
          public void onLost() {}
        });
  }
}
