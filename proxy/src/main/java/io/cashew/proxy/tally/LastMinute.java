package io.cashew.proxy.tally;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.tally.Bounds;
import io.cashew.tally.Distribution;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;

/**
 * How long requests of all doors took during the last minute: what was counted until now, less what
 * was counted a minute ago. Looks at the counts every ten seconds, so that the minute has 50 to 60
 * seconds. Thread-safe.
 */
public final class LastMinute {
  static final Duration STEP = Duration.ofSeconds(10);
  private static final int STEPS = 6;

  private final ImmutableList<RequestCounts> doors;
  private final Timers timers;
  private final Ticker ticker;

  @GuardedBy("this")
  private final Deque<Look> looks = new ArrayDeque<>(); // the oldest first

  private LastMinute(ImmutableList<RequestCounts> doors, Timers timers, Ticker ticker) {
    this.doors = doors;
    this.timers = timers;
    this.ticker = ticker;
  }

  /** Looks for as long as the timers run. */
  public static LastMinute of(ImmutableList<RequestCounts> doors, Timers timers, Ticker ticker) {
    LastMinute minute = new LastMinute(doors, timers, ticker);
    minute.step();
    return minute;
  }

  private void step() {
    Timers.Timer unused =
        timers.after(STEP, this::step); // first: should this fail, there is another
    Look now = look();
    synchronized (this) {
      looks.addLast(now);
      if (looks.size() > STEPS) {
        looks.removeFirst();
      }
    }
  }

  private Look look() {
    TreeMap<Name, Distribution> times = new TreeMap<>();
    for (RequestCounts door : doors) {
      door.forEachTime(
          (name, method, outcome, read) ->
              times.merge(new Name(name, method, outcome), read, Distribution::plus));
    }
    return new Look(ticker.nanos(), ImmutableMap.copyOf(times));
  }

  /** Until now. */
  public Latencies read() {
    Look now = look();
    Look then;
    synchronized (this) {
      then = looks.getFirst();
    }
    ImmutableList.Builder<Latency> all = ImmutableList.builder();
    now.times()
        .forEach(
            (name, times) -> {
              Distribution lately =
                  times.since(
                      then.times().getOrDefault(name, Distribution.empty(Bounds.FINE_TIMES)));
              if (lately.count() > 0) {
                all.add(new Latency(name.door(), name.method(), name.outcome(), lately));
              }
            });
    return new Latencies(Duration.ofNanos(now.at() - then.at()), all.build());
  }

  /** What was counted until then. */
  private record Look(long at, ImmutableMap<Name, Distribution> times) {}

  private record Name(String door, String method, String outcome) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int byDoor = door.compareTo(other.door);
      int byMethod = byDoor != 0 ? byDoor : method.compareTo(other.method);
      return byMethod != 0 ? byMethod : outcome.compareTo(other.outcome);
    }
  }
}
