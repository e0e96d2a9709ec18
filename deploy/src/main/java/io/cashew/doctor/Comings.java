package io.cashew.doctor;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Iterables;
import io.cashew.v1.RingChangeInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** When nodes came and went, by the reasons that the ring's last changes give. Immutable. */
final class Comings {
  private final ImmutableListMultimap<String, Event> events; // oldest first

  /** {@code ago}: by the clocks of whoever changed the ring and of the proxy that tells. */
  record Event(String why, Duration ago) {
    /** It went, and not in good order. */
    boolean isRemoval() {
      return why.endsWith(" expelled") || why.endsWith(" left");
    }
  }

  private Comings(ImmutableListMultimap<String, Event> events) {
    this.events = events;
  }

  static Comings of(Snapshot snapshot) {
    ImmutableListMultimap.Builder<String, Event> events = ImmutableListMultimap.builder();
    long now =
        snapshot.after().proxies().stream()
            .mapToLong(proxy -> proxy.itself().getVitals().getNowMs())
            .findFirst()
            .orElse(0);
    for (RingChangeInfo change : snapshot.ring().getChangesList()) {
      Duration ago = Duration.ofMillis(Math.max(0, now - change.getAtMs()));
      for (String why : Splitter.on(", ").split(change.getWhy())) {
        int end = why.indexOf(' ');
        if (end > 0) { // else it is of no node
          events.put(why.substring(0, end), new Event(why, ago));
        }
      }
    }
    return new Comings(events.build());
  }

  Set<String> nodes() {
    return events.keySet();
  }

  Optional<Event> last(String node) {
    return Optional.ofNullable(Iterables.getLast(events.get(node), null));
  }

  long removals(String node, Duration within) {
    return events.get(node).stream()
        .filter(event -> event.isRemoval() && event.ago().compareTo(within) < 0)
        .count();
  }
}
