package io.cashew.proxy.tally;

import com.google.common.collect.ImmutableList;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.tally.Bounds;
import io.cashew.tally.Distribution;
import io.cashew.tally.Histogram;
import io.cashew.time.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one door on one lane.
 *
 * <p>A group's row is found by its name's length and ends, and one comparison: there are few
 * groups. Names that are no group's, which anybody may think of, share a row, and so do the groups
 * after the first {@value #MAX_GROUPS}.
 *
 * <p>Threads: the lane counts; any may read.
 */
final class LaneRequests {
  static final int MAX_GROUPS = 100;
  static final String OTHER = "other";

  /** One request in so many is timed, on average; a power of two. */
  static final int TIMED_ONE_IN = 64;

  static final long NOT_TIMED = Long.MIN_VALUE;

  private static final int SLOTS = 64;

  private final Ticker ticker;
  private final Predicate<String> isGroup;
  private final @Nullable String[] names = new String[SLOTS];
  private final @Nullable GroupRow[] rows = new GroupRow[SLOTS];
  private final Map<String, GroupRow> byName = new HashMap<>();
  private final GroupRow other = new GroupRow(OTHER);
  private final ImmutableList<Histogram> times;
  private final LaneTimes fineTimes = new LaneTimes();
  private volatile ImmutableList<GroupRow> all = ImmutableList.of(other);
  private int untilTimed = 1;
  private int random;

  /** {@code seed}: not 0; {@code isGroup}: whether there is a group of this name. */
  LaneRequests(Ticker ticker, Predicate<String> isGroup, int seed) {
    this.ticker = ticker;
    this.isGroup = isGroup;
    this.random = seed;
    ImmutableList.Builder<Histogram> histograms = ImmutableList.builder();
    for (Method unused : Method.values()) {
      histograms.add(new Histogram(Bounds.TIMES));
    }
    this.times = histograms.build();
  }

  /** A request begins: the time if it is to be timed. By the lane. */
  long begin() {
    if (--untilTimed > 0) {
      return NOT_TIMED;
    }
    untilTimed = 1 + (nextRandom() & (2 * TIMED_ONE_IN - 1)); // no stride that requests may have
    return ticker.nanos();
  }

  private int nextRandom() { // Marsaglia's xorshift
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return random;
  }

  /** It has been answered. By the lane. */
  @SuppressWarnings("EnumOrdinal") // within this process; stored nowhere
  void end(Operation operation, Reply reply, long begun) {
    row(operation.group()).count(operation, reply);
    if (begun != NOT_TIMED) {
      long took = ticker.nanos() - begun;
      Method method = Method.of(operation);
      times.get(method.ordinal()).record(took);
      fineTimes.record(method, reply, took);
    }
  }

  private GroupRow row(String group) {
    int last = group.length() - 1;
    int slot = (last + 31 * (group.charAt(0) + 31 * group.charAt(last))) & (SLOTS - 1);
    GroupRow row = rows[slot];
    return row != null && group.equals(names[slot]) ? row : sought(group, slot);
  }

  private GroupRow sought(String group, int slot) {
    GroupRow row = byName.get(group);
    if (row == null) {
      if (!isGroup.test(group)) {
        return other; // and is asked about again: it may become one
      }
      row = byName.size() < MAX_GROUPS ? added(group) : other;
      byName.put(group, row);
    }
    names[slot] = group;
    rows[slot] = row;
    return row;
  }

  private GroupRow added(String group) {
    GroupRow row = new GroupRow(group);
    all = ImmutableList.<GroupRow>builder().addAll(all).add(row).build();
    return row;
  }

  /** Any thread. */
  ImmutableList<GroupRow> rows() {
    return all;
  }

  /** The same, by outcome too and finer. Any thread. */
  LaneTimes fineTimes() {
    return fineTimes;
  }

  /** How long requests of a method took. Any thread. */
  @SuppressWarnings("EnumOrdinal") // within this process; stored nowhere
  Distribution times(Method method) {
    return times.get(method.ordinal()).read();
  }
}
