package io.cashew.node.store;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * Flushes of a group's entries in one shard by the beginning of their keys: an entry that is as old
 * as a flush and whose key begins with its prefix is a miss. Guarded by the shard's lock.
 *
 * <p>A rule is made in no time however many entries it concerns. Who sweeps looks at all places of
 * the shard, round and round, and a rule is forgotten when every place that was there when it was
 * made has been looked at since: an entry that comes later is newer than the rule.
 */
final class FlushRules {
  /** Rules there may be at a time: each look at an old entry asks them all. */
  static final int MAX_RULES = 64;

  private static final Rule[] NONE = {};

  private Rule[] rules = NONE;
  private int place; // the next to be swept
  private long swept; // places, since the shard was made

  /** Whether no entry is concerned. The question of every read, and all it costs. */
  boolean isEmpty() {
    return rules.length == 0;
  }

  boolean isFull() {
    return rules.length == MAX_RULES;
  }

  /** Nothing that begins with the prefix and is no newer than a version is there any more. */
  void add(ByteString prefix, long version, int places) {
    Rule[] more = new Rule[rules.length + 1];
    int count = 0;
    for (Rule rule : rules) {
      if (!rule.prefix.startsWith(prefix)) {
        more[count++] = rule;
      }
    }
    more[count++] = new Rule(prefix, version, swept + places);
    rules = Arrays.copyOf(more, count);
  }

  /** Whether an entry was flushed. */
  boolean cover(ByteString key, long version) {
    for (Rule rule : rules) {
      if (version <= rule.version && key.startsWith(rule.prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an entry may have been flushed, for who does not know its key yet. */
  boolean mayCover(long version) {
    for (Rule rule : rules) {
      if (version <= rule.version) {
        return true;
      }
    }
    return false;
  }

  /** The place to be swept next, of so many; it counts as swept. */
  int sweep(int places) {
    if (place >= places) {
      place = 0;
    }
    swept++;
    return place++;
  }

  /** Forgets the rules that every entry has been held against; says whether any are left. */
  boolean forgetSwept() {
    int count = 0;
    for (Rule rule : rules) {
      if (rule.sweptAt > swept) {
        count++;
      }
    }
    if (count < rules.length) {
      Rule[] left = new Rule[count];
      int next = 0;
      for (Rule rule : rules) {
        if (rule.sweptAt > swept) {
          left[next++] = rule;
        }
      }
      rules = left;
    }
    return count > 0;
  }

  /** {@code sweptAt}: how many places will have been swept when every entry was looked at. */
  private record Rule(ByteString prefix, long version, long sweptAt) {}
}
