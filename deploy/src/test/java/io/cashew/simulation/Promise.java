package io.cashew.simulation;

import com.google.protobuf.ByteString;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Cashew promises, checked as clients see it: a get that starts after a delete or set was
 * acknowledged never finds a value older than what that followed. Values are numbers that grow with
 * every change. What a stand-in answers may lag by its time to live.
 */
final class Promise {
  /** A stand-in keeps for a second what a load brought; either may come after a short sleep. */
  private static final Duration GUTTER_LAG =
      Duration.ofSeconds(1).plus(Clients.LOAD_TIMEOUT).plus(ClusterSimulation.LEASE.dividedBy(2));

  private final Story story;

  /** By key, which version was acknowledged when. */
  private final Map<ByteString, TreeMap<Long, Long>> acknowledged = new HashMap<>();

  int gets;
  int hits;
  int standIns;
  int acknowledgements;

  Promise(Story story) {
    this.story = story;
  }

  /** A change of a key to a version was acknowledged. */
  void acknowledge(ByteString key, long version, long now) {
    acknowledgements++;
    acknowledged.computeIfAbsent(key, unused -> new TreeMap<>()).merge(now, version, Math::max);
  }

  /** The least version that a get may find that starts now. */
  long floor(ByteString key, long now) {
    TreeMap<Long, Long> history = acknowledged.get(key);
    Map.Entry<Long, Long> last = history == null ? null : history.floorEntry(now);
    return last == null ? 0 : last.getValue();
  }

  /** A get has ended. */
  void got(ByteString key, long started, Reply reply) {
    if (!(reply instanceof Reply.Found found)) {
      return;
    }
    gets++;
    if (found.outcome() == Outcome.HIT) {
      hits++;
    }
    long start = started;
    if (found.outcome() == Outcome.GUTTER) {
      standIns++;
      start = started - GUTTER_LAG.toNanos();
    }
    long floor = floor(key, start);
    long version = Database.version(found.value());
    if (version < floor) {
      story.violated(
          key,
          "%s %d, although %d was acknowledged before the get began at %s"
              .formatted(found.outcome(), version, floor, Story.at(started)));
    }
  }
}
