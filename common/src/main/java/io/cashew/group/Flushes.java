package io.cashew.group;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;

/**
 * All flushes that a group has had, as far as anybody needs to know: how many, and which of them
 * somebody has missed who has carried out only so many. Immutable.
 *
 * @param generation how many flushes there have been
 * @param whole who has not carried out this one flushes the whole group
 * @param prefixes later flushes of keys that begin with something, oldest first, {@link
 *     #MAX_PREFIXES} at most
 */
public record Flushes(long generation, long whole, ImmutableList<Prefix> prefixes) {
  /** The prefix of all keys. */
  public static final ByteString EVERYTHING = ByteString.EMPTY;

  /** Who misses more flushes of prefixes than this flushes the whole group. */
  public static final int MAX_PREFIXES = 64;

  /** Nothing was ever flushed. */
  public static final Flushes NONE = new Flushes(0, 0, ImmutableList.of());

  public Flushes {
    checkArgument(
        whole >= 0 && whole <= generation, "whole: %s (expected: 0 to %s)", whole, generation);
    checkNotNull(prefixes, "prefixes");
    long last = whole;
    for (Prefix prefix : prefixes) {
      checkArgument(
          prefix.generation() > last && prefix.generation() <= generation,
          "prefix of generation %s (expected: %s to %s)",
          prefix.generation(),
          last + 1,
          generation);
      last = prefix.generation();
    }
  }

  /** A flush of the keys that begin with something. */
  public record Prefix(ByteString prefix, long generation) {
    public Prefix {
      checkArgument(!prefix.isEmpty(), "prefix: empty (expected: at least a byte)");
    }
  }

  /** One flush more, of the keys that begin with a prefix. */
  public Flushes plus(ByteString prefix) {
    long next = generation + 1;
    if (prefix.isEmpty()) {
      return new Flushes(next, next, ImmutableList.of());
    }
    ImmutableList.Builder<Prefix> kept = ImmutableList.builder();
    prefixes.stream().filter(each -> !each.prefix().startsWith(prefix)).forEach(kept::add);
    ImmutableList<Prefix> all = kept.add(new Prefix(prefix, next)).build();
    int tooMany = Math.max(0, all.size() - MAX_PREFIXES);
    long floor = tooMany == 0 ? whole : all.get(tooMany - 1).generation();
    return new Flushes(next, floor, all.subList(tooMany, all.size()));
  }

  /**
   * A flush of everything, later than one that somebody has carried out and nobody remembers: the
   * cluster store was restored from a backup.
   */
  public static Flushes after(long forgotten) {
    return new Flushes(forgotten + 1, forgotten + 1, ImmutableList.of());
  }

  /**
   * What is to be flushed by who has carried out so many, oldest first; {@link #EVERYTHING} alone
   * if that is needed.
   */
  public ImmutableList<ByteString> missedBy(long carriedOut) {
    if (carriedOut < whole) {
      return ImmutableList.of(EVERYTHING);
    }
    return prefixes.stream()
        .filter(each -> each.generation() > carriedOut)
        .map(Prefix::prefix)
        .collect(ImmutableList.toImmutableList());
  }
}
