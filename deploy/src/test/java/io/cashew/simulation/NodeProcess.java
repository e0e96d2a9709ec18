package io.cashew.simulation;

import com.google.common.collect.ImmutableMap;
import com.google.common.net.HostAndPort;
import io.cashew.cluster.AckCodec;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeaseListener;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.cluster.MapFeed;
import io.cashew.cluster.MemberCodec;
import io.cashew.cluster.RingFeed;
import io.cashew.group.Flushes;
import io.cashew.group.SourceSettings;
import io.cashew.node.core.ClusterView;
import io.cashew.node.core.Node;
import io.cashew.node.core.NodeTraits;
import io.cashew.node.core.Surroundings;
import io.cashew.node.load.SlowLog;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.SourceConnection;
import io.cashew.node.source.Sources;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Stores;
import io.cashew.node.term.Terms;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.proxy.health.Pong;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A storage node through all its lives: the real node, registered in the simulated etcd. */
final class NodeProcess {
  private static final long HANDOVER_RATE = 1 << 20;
  private static final Duration RETRY = Duration.ofMillis(100);

  private final ClusterSimulation cluster;
  private final NodeId id;
  private final HostAndPort address;
  private Life life;
  private Node node;
  private @Nullable LeasedKey registration;
  private @Nullable LeasedKey ack;
  private @Nullable Member member;
  private boolean leaving;
  private long newestEpoch;

  /** What this or a former life applied last. */
  private Optional<Ring> lastRing = Optional.empty();

  NodeProcess(ClusterSimulation cluster, String name) {
    this.cluster = cluster;
    this.id = new NodeId(name);
    this.address = HostAndPort.fromParts(name, 7410);
    start();
  }

  NodeId id() {
    return id;
  }

  Life life() {
    return life;
  }

  Node node() {
    return node;
  }

  boolean isLeaving() {
    return leaving;
  }

  /** A new life: learns, then registers. */
  void start() {
    life = new Life(cluster.time(), cluster.chance());
    leaving = false;
    member = null;
    registration = null;
    ack = null;
    newestEpoch = 0;
    Start start = new Start(life);
    Node begun = node;
    life.withEpoch(() -> begun.terms().epoch());
    start.begin();
  }

  /** What it says to a probe. */
  Pong pong() {
    return new Pong(
        id.value(),
        member == null ? 0 : member.instance(),
        node.terms().epoch(),
        node.handovers().giving(),
        node.handovers().taking());
  }

  void handle(RoutedOperation operation, long deadline, Consumer<Reply> replies) {
    node.observe(life.nanos());
    node.handle(operation, deadline, replies);
  }

  /** SIGTERM: hands over what it has, deregisters, ends. */
  void leave() {
    if (registration == null || member == null || leaving) {
      return;
    }
    leaving = true;
    registration.update(MemberCodec.encode(member.leaving()));
    awaitTheEnd(life, 100);
  }

  private void awaitTheEnd(Life leaver, int patience) {
    leaver.after(
        Duration.ofMillis(50),
        () -> {
          if (patience > 0 && (!node.terms().isEmpty() || node.handovers().giving() > 0)) {
            awaitTheEnd(leaver, patience - 1);
            return;
          }
          close(registration);
          leaver.after(
              Duration.ofMillis(1_000),
              () -> {
                close(ack);
                leaver.after(Duration.ofMillis(20), leaver::kill);
              });
        });
  }

  /** As the process's own close does: the lease is revoked, if etcd can be reached. */
  private void close(@Nullable LeasedKey key) {
    if (key != null) {
      cluster.release(key);
    }
  }

  /** One start, up to the registration. Everything waits for the store, as long as it takes. */
  private final class Start {
    private final Life self;
    private final Timers control;
    private final ClusterStore store;
    private final RingFeed rings;
    private final Node started;

    Start(Life self) {
      this.self = self;
      this.control = self.thread();
      this.store = cluster.openStore(id.value(), self);
      this.started =
          new Node(new NodeTraits(id, ClusterSimulation.LEASE, HANDOVER_RATE), surroundings());
      node = started;
      this.rings =
          new RingFeed(store, cluster.keys(), ring -> control.soon(() -> started.apply(ring)));
    }

    void begin() {
      started.onTerms(this::onTerms);
      control.soon(started::beat);
      control.soon(() -> started.applyGroups(cluster.groups()));
      MapFeed<String, Flushes> unused =
          MapFeed.flushes(
              store, cluster.keys(), flushes -> control.soon(() -> started.applyFlushes(flushes)));
      Optional<Ring> remembered = lastRing;
      if (remembered.isPresent() && mayGoByMemory()) {
        control.soon(() -> learned(remembered));
      } else {
        learn();
      }
    }

    /** Rule R11: what a former life knew counts for nothing. */
    private boolean mayGoByMemory() {
      return false;
    }

    private void learn() {
      CompletableFuture<Void> unused =
          rings
              .read()
              .handle(
                  (ring, failure) -> {
                    if (failure != null) {
                      self.after(RETRY, this::learn);
                    } else {
                      control.soon(() -> learned(ring));
                    }
                    return null;
                  });
    }

    private void learned(Optional<Ring> ring) {
      started.learn(ring);
      MapFeed<NodeId, Member> unused =
          MapFeed.members(
              store, cluster.keys(), members -> control.soon(() -> started.applyMembers(members)));
      ack =
          store.lease(
              cluster.keys().ack(id.value()),
              AckCodec.encode(started.terms().settledEpoch()),
              ClusterSimulation.LEASE,
              Claim.OVERWRITE,
              new Unheard());
      Member joining =
          new Member(id, address, "", 1, cluster.chance().anyLong(), Member.Intent.STAY);
      member = joining;
      registration =
          store.lease(
              cluster.keys().member(id.value()),
              MemberCodec.encode(joining),
              ClusterSimulation.LEASE,
              Claim.OVERWRITE,
              new Unheard());
    }

    private void onTerms(Terms terms) {
      if (terms.epoch() < newestEpoch) {
        cluster.story().violated("node " + id + " went back to epoch " + terms.epoch());
      }
      newestEpoch = terms.epoch();
      lastRing = terms.ring();
      if (ack != null && terms.settledEpoch() > 0) {
        ack.update(AckCodec.encode(terms.settledEpoch()));
      }
    }

    private Surroundings surroundings() {
      DataSource source = cluster.database().seenBy(self);
      return new Surroundings(
          control,
          self,
          self,
          new Stores(MemoryPlan.of(16 << 20, 1), self, 1),
          new Sources(ImmutableMap.of("db", new OneSource(source))),
          cluster.peersOf(id, self),
          new View(),
          () -> cluster.chance().below(1 << 20) / (double) (1 << 20),
          new SlowLog(Duration.ZERO, self));
    }

    private final class View implements ClusterView {
      @Override
      public CompletableFuture<Optional<Ring>> readRing() {
        return rings.read();
      }

      @Override
      public CompletableFuture<? extends Map<String, Flushes>> readFlushes() {
        return MapFeed.readFlushes(store, cluster.keys());
      }

      @Override
      public CompletableFuture<Boolean> isRegistered(RingNode other) {
        return store.read(cluster.keys().member(other.id().value())).thenApply(Optional::isPresent);
      }

      @Override
      public boolean isLeaseConfirmed() {
        return registration != null && registration.held();
      }
    }
  }

  private static final class Unheard implements LeaseListener {
    @Override
    public void onHeld() {}

    @Override
    public void onLost() {}
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
