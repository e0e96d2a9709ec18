package io.cashew.simulation;

import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Carries messages between places. They come late, each on its own, and so out of order; over a
 * link that is cut they do not come at all. Links are cut one way.
 */
final class Network {
  static final String ETCD = "etcd";

  private final FakeTime time;
  private final Chance chance;
  private final Set<Link> cut = new HashSet<>();

  Network(FakeTime time, Chance chance) {
    this.time = time;
    this.chance = chance;
  }

  private record Link(String from, String to) {}

  void send(String from, String to, Runnable message) {
    Duration delay = chance.oneIn(25) ? chance.between(10, 80) : chance.between(0, 3);
    time.after(
        delay,
        () -> {
          if (!cut.contains(new Link(from, to))) {
            message.run();
          }
        });
  }

  boolean isCut(String from, String to) {
    return cut.contains(new Link(from, to));
  }

  void cut(String from, String to) {
    cut.add(new Link(from, to));
  }

  void heal(String from, String to) {
    cut.remove(new Link(from, to));
  }

  void healAll() {
    cut.clear();
  }
}
