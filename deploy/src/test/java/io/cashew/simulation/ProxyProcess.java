package io.cashew.simulation;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.config.ProxySettings;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.hash.HashSpec;
import io.cashew.health.StoreWatch;
import io.cashew.node.core.Node;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.proxy.ClusterLink;
import io.cashew.proxy.ProxyConfig;
import io.cashew.proxy.admin.ClusterView;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.coordinator.Coordinator;
import io.cashew.proxy.groups.Flushed;
import io.cashew.proxy.groups.Flushing;
import io.cashew.proxy.groups.NodeCalls;
import io.cashew.proxy.health.Pinger;
import io.cashew.proxy.health.Pong;
import io.cashew.proxy.health.Probes;
import io.cashew.proxy.health.RefusedException;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.proxy.routing.AccessLog;
import io.cashew.proxy.routing.RingFollower;
import io.cashew.proxy.routing.Router;
import io.cashew.proxy.routing.SleepWatch;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.status.Reason;
import io.cashew.time.Lanes;
import io.cashew.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A proxy: the real routing, coordinator and probes, over links that the network carries. */
final class ProxyProcess {
  private static final Duration FLUSH_TIMEOUT = Duration.ofMillis(300);
  private static final Duration LINK_GRACE = Duration.ofMillis(25);

  private final ClusterSimulation cluster;
  private final String name;
  private Life life;
  private RingFollower follower;
  private Router router;
  private Flushing flushing;
  private long newestEpoch;

  ProxyProcess(ClusterSimulation cluster, String name) {
    this.cluster = cluster;
    this.name = name;
    start();
  }

  String name() {
    return name;
  }

  Life life() {
    return life;
  }

  Optional<Ring> ring() {
    return follower.ring();
  }

  void start() {
    life = new Life(cluster.time(), cluster.chance());
    Timers control = life.thread();
    ClusterStore store = cluster.openStore(name, life);
    newestEpoch = 0;
    Alarms alarms = new Alarms(InstantSource.fixed(Instant.EPOCH));
    Coordinator coordinator =
        new Coordinator(
            name,
            store,
            cluster.keys(),
            HashSpec.of(ClusterSimulation.PARTITIONS, 0),
            control,
            life,
            InstantSource.fixed(Instant.EPOCH),
            ClusterSimulation.LEASE,
            alarms);
    Probes probes = new Probes(new Pings(life), control);
    follower =
        new RingFollower(
            store, cluster.keys(), this::linksTo, control, Optional.empty(), this::onRing);
    probes.onSuspects(follower::onSuspects);
    probes.onReturn(follower::onReturned);
    ClusterView view = new ClusterView(name, follower::ring);
    ProxyConfig config = new ProxyConfig(settings(), ClusterSimulation.LEASE);
    StoreWatch contact = new StoreWatch(life);
    ClusterLink unused =
        ClusterLink.open(
            config, store, cluster.keys(), control, view, probes, coordinator, alarms, contact);
    flushing = new Flushing(store, cluster.keys(), new FlushCalls(life), control, life);
    router =
        new Router(
            follower,
            new OneLane(),
            life,
            SleepWatch.start(control, life),
            new AccessLog(AccessLog.OFF, life),
            new RequestCounts("simulation", 1, life, group -> true));
  }

  private void onRing(Ring ring, RingFollower.Origin origin) {
    if (ring.epoch() <= newestEpoch) {
      cluster.story().violated("proxy " + name + " went back to ring " + ring);
    }
    newestEpoch = ring.epoch();
  }

  void send(Operation operation, Duration patience, Consumer<Reply> told) {
    long deadline = life.nanos() + patience.toNanos();
    life.run(() -> router.send(operation, deadline, told));
  }

  /** Nothing is told if the proxy dies. */
  void flush(
      String group,
      ByteString prefix,
      Duration patience,
      BiConsumer<? super Flushed, ? super Throwable> told) {
    Flushing asked = flushing;
    life.run(
        () -> {
          CompletableFuture<Flushed> unused =
              asked.flush(group, prefix, patience).whenComplete(told);
        });
  }

  private ProxySettings settings() {
    HostAndPort nowhere = HostAndPort.fromParts(name, 0);
    return new ProxySettings(
        name,
        nowhere,
        nowhere,
        ClusterSimulation.PARTITIONS,
        ProxySettings.DEFAULT_DEADLINE,
        AccessLog.OFF,
        Optional.empty(),
        Optional.empty());
  }

  private NodeLinks linksTo(String node, HostAndPort address) {
    return new Links(node);
  }

  /** What nodes are told of flushes, carried by the network. */
  private final class FlushCalls implements NodeCalls {
    private final Life owner;

    FlushCalls(Life owner) {
      this.owner = owner;
    }

    @Override
    public CompletableFuture<Progress> flush(
        HostAndPort address, String group, Flushes flushes, long epoch) {
      CompletableFuture<Progress> answer = new CompletableFuture<>();
      owner.after(
          FLUSH_TIMEOUT, () -> answer.completeExceptionally(new IllegalStateException("silent")));
      String to = address.getHost();
      cluster
          .network()
          .send(
              name,
              to,
              () -> {
                Life receiver = cluster.node(to).life();
                receiver.run(
                    () -> {
                      CompletableFuture<Void> unused =
                          cluster
                              .node(to)
                              .node()
                              .flush(group, flushes, epoch)
                              .thenAccept(done -> back(to, receiver, answer, done));
                    });
              });
      return answer;
    }

    private void back(
        String from, Life sender, CompletableFuture<Progress> answer, Node.Flushed done) {
      if (!sender.isDead()) {
        Progress progress = new Progress(done.generation(), done.settledEpoch());
        cluster
            .network()
            .send(
                from,
                name,
                () ->
                    owner.run(
                        () -> {
                          boolean unused = answer.complete(progress);
                        }));
      }
    }

    @Override
    public CompletableFuture<Optional<String>> refusal(HostAndPort node, GroupSpec group) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Optional<GroupSettings>> settings(HostAndPort node, String group) {
      throw new UnsupportedOperationException();
    }
  }

  /** Probes, carried by the network. */
  private final class Pings implements Pinger {
    private final Life owner;

    Pings(Life owner) {
      this.owner = owner;
    }

    @Override
    public CompletableFuture<Pong> ping(NodeId node, HostAndPort address) {
      CompletableFuture<Pong> answer = new CompletableFuture<>();
      String to = node.value();
      NodeProcess target = cluster.node(to);
      cluster
          .network()
          .send(
              name,
              to,
              () -> {
                Life receiver = target.life();
                if (receiver.isDead()) {
                  back(to, () -> answer.completeExceptionally(refused()));
                } else {
                  receiver.run(() -> back(to, () -> answer.complete(target.pong())));
                }
              });
      return answer;
    }

    private void back(String from, Runnable message) {
      cluster.network().send(from, name, () -> owner.run(message));
    }

    private static RefusedException refused() {
      return new RefusedException("refused", new IllegalStateException());
    }
  }

  /** All that the proxy does for requests, it does on one thread. */
  private final class OneLane implements Lanes {
    @Override
    public int count() {
      return 1;
    }

    @Override
    public int current() {
      return 0;
    }

    @Override
    public Timers timers(int lane) {
      return life;
    }
  }

  /** A link over the network. A message that is lost shows when the deadline has passed. */
  private final class Links implements NodeLinks {
    private final String node;
    private final Life owner = life;

    Links(String node) {
      this.node = node;
    }

    @Override
    public void send(
        int lane, RoutedOperation operation, long deadline, Consumer<? super Reply> replies) {
      Answer answer = new Answer(replies);
      NodeProcess target = cluster.node(node);
      long left = deadline - owner.nanos();
      owner.after(
          Duration.ofNanos(left).plus(LINK_GRACE),
          () -> answer.give(new Reply.Failed(Reason.OWNER_SLOW, "no answer")));
      if (target.life().isDead() && !cluster.network().isCut(name, node)) {
        owner.after(cluster.chance().between(0, 2), () -> answer.give(new Reply.Unsent("refused")));
        return;
      }
      Life receiver = target.life();
      long sent = receiver.nanos();
      cluster
          .network()
          .send(
              name,
              node,
              () -> {
                if (receiver.isDead()) {
                  owner.run(
                      () -> answer.give(new Reply.Failed(Reason.OWNER_UNREACHABLE, "broken")));
                } else {
                  receiver.run(
                      () ->
                          target.handle(
                              operation,
                              sent + left,
                              reply ->
                                  cluster
                                      .network()
                                      .send(
                                          node, name, () -> owner.run(() -> answer.give(reply)))));
                }
              });
    }

    @Override
    public void reconnect() {}

    @Override
    public void retire() {}

    @Override
    public void close() {}
  }

  /** The first answer counts. */
  private static final class Answer {
    private final Consumer<? super Reply> replies;
    private boolean given;

    Answer(Consumer<? super Reply> replies) {
      this.replies = replies;
    }

    void give(Reply reply) {
      if (!given) {
        given = true;
        replies.accept(reply);
      }
    }
  }
}
