package io.cashew.hot;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.cashew.time.Ticker;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys that are asked for most at a process: what its threads have seen, put together. The
 * lanes' counts are mergeable (Agarwal and others, "Mergeable summaries", PODS 2012): a key that a
 * lane does not list may have come there as often as the least of those it lists. Thread-safe.
 */
public final class HotKeys {
  /** Look at no operation. */
  public static final int OFF = 0;

  public static final int DEFAULT_ONE_IN = 128;
  public static final int MAX_ONE_IN = 1 << 16;

  private final int oneIn;
  private final ImmutableList<HotLane> lanes;

  /**
   * Watches from now on.
   *
   * @param oneIn looks at one operation in so many, on average; {@link #OFF}: at none
   */
  public HotKeys(int oneIn, int lanes, Ticker ticker) {
    checkOneIn(oneIn);
    this.oneIn = oneIn;
    ImmutableList.Builder<HotLane> all = ImmutableList.builder();
    for (int i = 0; i < lanes; i++) {
      all.add(new HotLane(oneIn, 0x5EED + 77 * i, ticker));
    }
    this.lanes = all.build();
  }

  /** Throws unless one in so many operations can be looked at. */
  public static void checkOneIn(int oneIn) {
    checkArgument(
        oneIn >= OFF && oneIn <= MAX_ONE_IN, "hot-keys: %s (expected: 0 to %s)", oneIn, MAX_ONE_IN);
  }

  /** For the thread of one lane. */
  public HotLane lane(int index) {
    return lanes.get(index);
  }

  /** One operation in so many is looked at. */
  public int oneIn() {
    return oneIn;
  }

  /**
   * What is hot now. A key of whose count less than half is certain is not told: where no key is
   * hot, none is listed.
   *
   * @param group only this group's; empty: all
   */
  public HotReport report(String group, int limit) {
    ImmutableList<HotLane.Rates> each =
        lanes.stream().map(HotLane::rates).collect(toImmutableList());
    double all = each.stream().mapToDouble(HotLane.Rates::all).sum();
    double floor = each.stream().mapToDouble(HotLane.Rates::floor).sum();
    Map<Name, Sum> sums = new HashMap<>();
    for (HotLane.Rates rates : each) {
      for (HotKey key : rates.keys()) {
        if (group.isEmpty() || group.equals(key.group())) {
          sums.computeIfAbsent(new Name(key.group(), key.key()), name -> new Sum(floor))
              .add(key, rates.floor());
        }
      }
    }
    return new HotReport(
        all,
        sums.entrySet().stream()
            .map(sum -> sum.getValue().of(sum.getKey()))
            .filter(key -> key.error() <= key.perSecond() / 2)
            .sorted(Comparator.comparingDouble(HotKey::perSecond).reversed())
            .limit(limit)
            .collect(toImmutableList()));
  }

  private record Name(String group, ByteString key) {}

  /** Of a key over lanes: at first as if none listed it. */
  private static final class Sum {
    private double perSecond;
    private double error;

    Sum(double floor) {
      perSecond = floor;
      error = floor;
    }

    void add(HotKey key, double floor) {
      perSecond += key.perSecond() - floor;
      error += key.error() - floor;
    }

    HotKey of(Name name) {
      return new HotKey(name.group(), name.key(), perSecond, Math.max(0, error));
    }
  }
}
