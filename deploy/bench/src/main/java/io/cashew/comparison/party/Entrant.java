package io.cashew.comparison.party;

import io.cashew.comparison.process.Processes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One who can take part in a comparison. */
public interface Entrant {
  /** As it is chosen by, and as tables call it. */
  String name();

  /** What keeps it from taking part here, and what to do about it; empty: nothing does. */
  Optional<String> missing(Site site);

  /** Starts it, empty, and waits until it answers. */
  Party start(Site site) throws IOException;

  /** All there are, ours first. */
  static List<Entrant> all() {
    return List.of(
        new CashewEntrant(2),
        new RedisEntrant(),
        new TwemproxyEntrant(),
        new MemcachedEntrant(),
        new HazelcastEntrant(),
        new InfinispanEntrant(),
        new NaiveEntrant());
  }

  /** Clusters of ours with more and more nodes. */
  static List<Entrant> growing() {
    return List.of(
        new CashewEntrant(1), new CashewEntrant(2), new CashewEntrant(4), new CashewEntrant(8));
  }

  /** Missing unless a program is installed. */
  static Optional<String> unlessInstalled(String program, String debianPackage) {
    return Processes.find(program).isPresent()
        ? Optional.empty()
        : Optional.of(
            "%s is not installed. Debian, Ubuntu: sudo apt-get install %s"
                .formatted(program, debianPackage));
  }
}
