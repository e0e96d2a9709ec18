package io.cashew.simulation;

import io.cashew.etcd.SimulatedEtcd;
import io.cashew.group.Consistency;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What goes wrong, by chance: nodes leave, die, sleep and come back; proxies die and sleep; links
 * are cut, one way or both; etcd freezes and forgets its watches; operators change their minds.
 *
 * <p>A group that is {@code available} is promised nothing while a node and a proxy are both cut
 * off from etcd, or asleep: there at most one side is at any time, with a moment between.
 */
final class Chaos {
  /** After this long, whoever was cut off or asleep has caught up. */
  private static final Duration RECOVERY = Duration.ofSeconds(4);

  /** How long a watch is trusted. */
  private static final Duration WATCH_ROUND = Duration.ofSeconds(10);

  private final ClusterSimulation cluster;
  private final SimulatedEtcd etcd;
  private final FakeTime time;
  private final Chance chance;
  private final Story story;
  private final Set<String> impaired = new HashSet<>();
  private boolean over;
  int crashes;
  int faults;

  Chaos(ClusterSimulation cluster, SimulatedEtcd etcd) {
    this.cluster = cluster;
    this.etcd = etcd;
    this.time = cluster.time();
    this.chance = cluster.chance();
    this.story = cluster.story();
  }

  void begin() {
    next();
  }

  /** Everything is mended; what is dead comes back. */
  void end() {
    over = true;
    story.tell("peace");
    cluster.network().healAll();
    etcd.thaw();
    cluster.database().getWell();
    cluster.nodes().forEach(node -> node.life().goOn());
    cluster.proxies().forEach(proxy -> proxy.life().goOn());
    cluster.nodes().forEach(this::bringBack);
    cluster.proxies().stream().filter(proxy -> proxy.life().isDead()).forEach(this::restart);
  }

  private void bringBack(NodeProcess node) {
    if (node.life().isDead()) {
      restart(node);
    } else if (node.isLeaving()) {
      time.after(Duration.ofMillis(200), () -> bringBack(node));
    }
  }

  private void next() {
    if (over) {
      return;
    }
    faults++;
    NodeProcess node = chance.oneOf(cluster.nodes());
    ProxyProcess proxy = chance.oneOf(cluster.proxies());
    switch (chance.below(16)) {
      case 0, 1 -> crash(node);
      case 2, 3 -> leave(node);
      case 4 -> sleep(node);
      case 5 -> sleep(proxy);
      case 6 -> cutOffFromEtcd(node.id().value(), Side.NODE);
      case 7 -> cutOffFromEtcd(proxy.name(), Side.PROXY);
      case 8 -> cut(proxy.name(), node.id().value());
      case 9 -> cut(node.id().value(), chance.oneOf(cluster.nodes()).id().value());
      case 10 -> freezeEtcd();
      case 11 -> {
        if (mayImpair(Side.PROXY)) { // who is not told is as good as cut off, until it lists again
          story.tell("etcd forgets its watches");
          etcd.forgetWatches();
          impair("all", Side.PROXY, WATCH_ROUND);
        }
      }
      case 12 -> {
        story.tell("etcd ends its watches");
        etcd.endWatches();
      }
      case 13 -> crash(proxy);
      default -> cluster.changeWishes();
    }
    time.after(chance.oneIn(3) ? chance.between(5, 60) : chance.between(60, 900), this::next);
  }

  private void crash(NodeProcess node) {
    boolean others =
        cluster.nodes().stream().anyMatch(other -> other != node && !other.life().isDead());
    if (node.life().isDead() || !others) {
      return;
    }
    crashes++;
    story.tell("node %s dies", node.id());
    node.life().kill();
    time.after(
        chance.oneIn(3) ? chance.between(10, 200) : chance.between(200, 4_000),
        () -> restart(node));
  }

  private void restart(NodeProcess node) {
    if (node.life().isDead()) {
      story.tell("node %s starts", node.id());
      node.start();
    }
  }

  private void leave(NodeProcess node) {
    long staying =
        cluster.nodes().stream()
            .filter(other -> !other.life().isDead() && !other.isLeaving())
            .count();
    if (node.life().isDead() || node.isLeaving() || staying < 2) {
      return;
    }
    story.tell("node %s leaves", node.id());
    node.leave();
    comeBack(node);
  }

  private void comeBack(NodeProcess node) {
    time.after(
        chance.between(100, 1_500),
        () -> {
          if (node.life().isDead()) {
            restart(node);
          } else if (!over && node.isLeaving()) {
            comeBack(node);
          }
        });
  }

  private void crash(ProxyProcess proxy) {
    if (proxy.life().isDead()) {
      return;
    }
    story.tell("proxy %s dies", proxy.name());
    proxy.life().kill();
    time.after(chance.between(10, 1_500), () -> restart(proxy));
  }

  private void restart(ProxyProcess proxy) {
    if (proxy.life().isDead()) {
      story.tell("proxy %s starts", proxy.name());
      proxy.start();
    }
  }

  private void sleep(NodeProcess node) {
    Duration length = anyLength();
    if (node.life().isDead() || node.life().isStopped() || !mayImpair(Side.NODE)) {
      return;
    }
    story.tell("node %s sleeps for %d ms", node.id(), length.toMillis());
    Life sleeper = node.life();
    sleeper.stop();
    impair(node.id().value(), Side.NODE, length);
    time.after(
        length,
        () -> {
          story.tell("node %s wakes", node.id());
          sleeper.goOn();
        });
  }

  private void sleep(ProxyProcess proxy) {
    Duration length = anyLength();
    if (proxy.life().isDead() || proxy.life().isStopped() || !mayImpair(Side.PROXY)) {
      return;
    }
    story.tell("proxy %s sleeps for %d ms", proxy.name(), length.toMillis());
    Life sleeper = proxy.life();
    sleeper.stop();
    impair(proxy.name(), Side.PROXY, length);
    time.after(
        length,
        () -> {
          story.tell("proxy %s wakes", proxy.name());
          sleeper.goOn();
        });
  }

  private void cutOffFromEtcd(String process, Side side) {
    Duration length = anyLength();
    if (!mayImpair(side)) {
      return;
    }
    impair(process, side, length);
    cut(process, Network.ETCD, length);
  }

  private void cut(String one, String other) {
    if (!one.equals(other)) {
      cut(one, other, anyLength());
    }
  }

  private void cut(String one, String other, Duration length) {
    int ways = chance.below(3);
    story.tell(
        "%s %s %s cut for %d ms",
        one, ways == 0 ? "->" : ways == 1 ? "<-" : "<->", other, length.toMillis());
    if (ways != 1) {
      cluster.network().cut(one, other);
    }
    if (ways != 0) {
      cluster.network().cut(other, one);
    }
    time.after(
        length,
        () -> {
          cluster.network().heal(one, other);
          cluster.network().heal(other, one);
        });
  }

  private void freezeEtcd() {
    Duration length = anyLength();
    story.tell("etcd freezes for %d ms", length.toMillis());
    etcd.freeze();
    time.after(
        length,
        () -> {
          story.tell("etcd thaws");
          etcd.thaw();
        });
  }

  private Duration anyLength() {
    return chance.oneIn(2) ? chance.between(20, 700) : chance.between(700, 5_000);
  }

  private enum Side {
    NODE,
    PROXY
  }

  private boolean mayImpair(Side side) {
    Side opposite = side == Side.NODE ? Side.PROXY : Side.NODE;
    return cluster.consistency() == Consistency.STRICT
        || impaired.stream().noneMatch(each -> each.startsWith(opposite.name()));
  }

  private void impair(String process, Side side, Duration length) {
    String name = side.name() + " " + process + " " + time.nanos();
    impaired.add(name);
    time.after(length.plus(RECOVERY), () -> impaired.remove(name));
  }
}
