package io.cashew.simulation;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Which keys have had a value in their owner's memory ever since it was set, for want of anything
 * that could have taken it away: nobody tried to delete the key, no node died or began anew, and
 * none heard of another ring or flushed anything; nothing expires where this is asked, and nothing
 * is evicted in a simulation. Then a set that is to be executed only if there is no value must not
 * be.
 */
final class Kept {
  /** By then, a delete that failed is not executed any more. */
  private static final long LATE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Story story;
  private final Supplier<List<Object>> cluster;
  private final Map<ByteString, List<Object>> setAt = new HashMap<>();
  private final Map<ByteString, Long> doubtfulUntil = new HashMap<>();

  /** How often it could be told that a value was still there. */
  int refusals;

  /** {@code cluster}: equals what it was if no node lost its memory or heard of a ring. */
  Kept(Story story, Supplier<List<Object>> cluster) {
    this.story = story;
    this.cluster = cluster;
  }

  List<Object> now() {
    return cluster.get();
  }

  void deleting(ByteString key) {
    setAt.remove(key);
  }

  void deleteFailed(ByteString key, long now) {
    doubtfulUntil.put(key, now + LATE_NANOS);
  }

  /** A set was executed; {@code before}: the cluster when it was asked for. */
  void stored(ByteString key, List<Object> before, long begun) {
    if (begun > doubtfulUntil.getOrDefault(key, Long.MIN_VALUE)) {
      setAt.put(key, before);
    }
  }

  /** A set says that there was no value. */
  void foundNone(ByteString key) {
    if (now().equals(setAt.get(key))) {
      story.violated(key, "had no value in memory, although it was set and nothing took it away");
    }
  }

  /** A set says that there was a value. */
  void foundSome(ByteString key) {
    if (now().equals(setAt.get(key))) {
      refusals++;
    }
  }
}
