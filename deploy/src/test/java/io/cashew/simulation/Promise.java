package io.cashew.simulation;

import com.google.protobuf.ByteString;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Cashew promises, checked as clients see it: a get that starts after a delete or set was
 * acknowledged never finds a value older than what that followed. Values are numbers that grow with
 * every change. What a stand-in answers may lag by its time to live. What a change brings of memory
 * is judged as what a get finds. A get that asks no source finds what is in memory or nothing; and
 * what was said not to be stored is never found.
 */
final class Promise {
  /** A stand-in keeps for a second what a load brought; either may come after a short sleep. */
  private static final Duration GUTTER_LAG =
      Duration.ofSeconds(1).plus(Clients.LOAD_TIMEOUT).plus(ClusterSimulation.LEASE.dividedBy(2));

  private final Story story;

  /** By key, which version was acknowledged when. */
  private final Map<ByteString, TreeMap<Long, Long>> acknowledged = new HashMap<>();

  /** By key, which versions were said not to be stored. */
  private final Map<ByteString, Set<Long>> refused = new HashMap<>();

  int gets;
  int notLoaded;
  int refusals;
  int brought;
  int hits;
  int standIns;
  int stale;
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

  /** A set to a version was said not to be executed. */
  void refused(ByteString key, long version) {
    refusals++;
    refused.computeIfAbsent(key, unused -> new HashSet<>()).add(version);
  }

  /** A get has ended. */
  void got(ByteString key, long started, Reach reach, Reply reply) {
    if (reply instanceof Reply.Absent && reach != Reach.SOURCE) {
      notLoaded++;
    }
    if (!(reply instanceof Reply.Found found)) {
      return;
    }
    gets++;
    if (reach != Reach.SOURCE && found.outcome() != Outcome.HIT) {
      story.violated(key, "%s, asked of memory alone".formatted(found.outcome()));
    }
    if (found.outcome() == Outcome.HIT) {
      hits++;
    }
    if (found.outcome() == Outcome.STALE) {
      stale++; // past its time, but never older than what a change followed
    }
    long start = started;
    if (found.outcome() == Outcome.GUTTER) {
      standIns++;
      start = started - GUTTER_LAG.toNanos();
    }
    check(key, start, started, found.outcome().name(), found.value());
  }

  /** A change has brought a value; null: it has not. */
  void brought(ByteString key, long started, @Nullable ByteString value) {
    if (value != null) {
      brought++;
      check(key, started, started, "brought", value);
    }
  }

  private void check(ByteString key, long from, long started, String how, ByteString value) {
    long floor = floor(key, from);
    long version = Database.version(value);
    if (version < floor) {
      story.violated(
          key,
          "%s %d, although %d was acknowledged before it began at %s"
              .formatted(how, version, floor, Story.at(started)));
    }
    if (Database.wasSet(value) && refused.getOrDefault(key, Set.of()).contains(version)) {
      story.violated(key, "%s %d, which was said not to be stored".formatted(how, version));
    }
  }
}
