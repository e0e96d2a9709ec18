package io.cashew.proxy.coordinator;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps nodes that were expelled out of the ring until they have been well for a while: a second
 * the first time, then twice as long each time up to ten. After ten minutes without being expelled
 * a node is as good as new.
 *
 * <p>Not thread-safe. What it knows is lost with the process; a successor sees in the ring who is
 * expelled, and begins to count anew.
 */
public final class Quarantine {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration MEMORY = Duration.ofMinutes(10);

  private final Ticker ticker;
  private final Map<NodeId, Stay> stays = new HashMap<>();
  private ImmutableSet<NodeId> expelled = ImmutableSet.of();

  public Quarantine(Ticker ticker) {
    this.ticker = ticker;
  }

  /** This is the ring now: whom it expels anew stays out for longer. */
  public void onRing(Ring ring) {
    ImmutableSet<NodeId> expelledNow =
        ring.nodes().stream()
            .filter(node -> node.state() == RingNode.State.EXPELLED)
            .map(RingNode::id)
            .collect(toImmutableSet());
    expelledNow.stream()
        .filter(id -> !expelled.contains(id))
        .forEach(id -> stays.computeIfAbsent(id, first -> new Stay()).begin(ticker.nanos()));
    expelled = expelledNow;
  }

  /**
   * Who must not own partitions now: those that are condemned, and those that were and have not
   * been well for long enough since.
   *
   * @param registered who can be well at all
   */
  public ImmutableSortedSet<NodeId> keptOut(Set<NodeId> condemned, Set<NodeId> registered) {
    long now = ticker.nanos();
    ImmutableSortedSet.Builder<NodeId> out = ImmutableSortedSet.naturalOrder();
    out.addAll(condemned);
    stays.forEach(
        (id, stay) -> {
          boolean well = registered.contains(id) && !condemned.contains(id);
          stay.wellSince = !well ? null : stay.wellSince == null ? (Long) now : stay.wellSince;
          if (stay.ends(now)) {
            stay.out = false;
          } else if (stay.out) {
            out.add(id);
          }
        });
    stays.values().removeIf(stay -> stay.isForgotten(now));
    return out.build();
  }

  /** When the next of those that are well may be taken back; empty if nobody is. */
  public Optional<Duration> untilNextRelease() {
    long now = ticker.nanos();
    return stays.values().stream()
        .filter(stay -> stay.out && stay.wellSince != null)
        .map(stay -> stay.left(now))
        .min(Duration::compareTo);
  }

  /** What is remembered of one node. */
  private static final class Stay {
    private boolean out;
    private int times;
    private long begun;
    private @Nullable Long wellSince;

    void begin(long now) {
      out = true;
      times++;
      begun = now;
      wellSince = null;
    }

    boolean ends(long now) {
      return out && wellSince != null && left(now).compareTo(Duration.ZERO) <= 0;
    }

    Duration left(long now) {
      Duration wellFor = wellSince == null ? Duration.ZERO : Duration.ofNanos(now - wellSince);
      return probation().minus(wellFor);
    }

    private Duration probation() {
      Duration doubled = FIRST.multipliedBy(1L << Math.min(times - 1, 10));
      return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    boolean isForgotten(long now) {
      return !out && now - begun >= MEMORY.toNanos();
    }
  }
}
