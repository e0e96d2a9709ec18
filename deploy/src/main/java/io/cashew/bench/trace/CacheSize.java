package io.cashew.bench.trace;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import io.cashew.config.ByteSizes;
import io.cashew.node.store.trace.Trace;
import io.cashew.node.store.trace.Trace.Weighing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How large a cache is: so many percent of what all keys of a trace weigh, or so much whatever the
 * trace.
 */
public final class CacheSize {
  /** What people may write, for messages. */
  static final String EXPECTED =
      "a share as 5%, entries as 10000, bytes as 64MiB, or shares as 1%..50%:8";

  private static final int MOST_STEPS = 100;

  private final String text;
  private final double percent; // 0: an amount
  private final long amount;

  private CacheSize(String text, double percent, long amount) {
    this.text = text;
    this.percent = percent;
    this.amount = amount;
  }

  /**
   * Reads sizes as people write them, separated by commas. {@code 1%..50%:8} means eight shares,
   * each so many times the one before.
   *
   * @throws IllegalArgumentException if one cannot be meant; the message says what can
   */
  public static List<CacheSize> parse(String text, Weighing weighing) {
    List<CacheSize> sizes = new ArrayList<>();
    for (String part : Splitter.on(',').trimResults().split(text)) {
      int dots = part.indexOf("..");
      if (dots < 0) {
        sizes.add(parseOne(part, weighing));
      } else {
        sizes.addAll(parseRange(part, dots));
      }
    }
    return sizes;
  }

  /** What a cache of this size may hold of the trace; at least 1. */
  public long capacity(Trace trace, Weighing weighing) {
    return percent > 0
        ? Math.max(1, Math.round(trace.footprint(weighing) * percent / 100))
        : amount;
  }

  /** As people write it. */
  @Override
  public String toString() {
    return text;
  }

  private static CacheSize share(double percent) {
    String digits =
        String.format(Locale.ROOT, percent < 1 ? "%.3f" : "%.2f", percent)
            .replaceAll("\\.?0+$", "");
    return new CacheSize(digits + "%", percent, 0);
  }

  private static CacheSize parseOne(String text, Weighing weighing) {
    if (text.endsWith("%")) {
      return share(percent(text, text));
    }
    Long amount = Longs.tryParse(text);
    if (amount == null) {
      amount = bytes(text);
      checkArgument(
          weighing == Weighing.BYTES, "%s is in bytes (expected: entries, or --by bytes)", text);
    }
    checkArgument(amount > 0, "\"%s\" is no size (expected: %s)", text, EXPECTED);
    return new CacheSize(text, 0, amount);
  }

  private static List<CacheSize> parseRange(String text, int dots) {
    int colon = text.indexOf(':', dots);
    checkArgument(colon > 0, "\"%s\" is no range (expected: FROM%..TO%:STEPS)", text);
    double from = percent(text.substring(0, dots), text);
    double to = percent(text.substring(dots + 2, colon), text);
    Integer steps = Ints.tryParse(text.substring(colon + 1));
    checkArgument(
        steps != null && steps >= 2 && steps <= MOST_STEPS && from < to,
        "\"%s\" is no range (expected: FROM%..TO%:STEPS, FROM below TO, 2 to %s steps)",
        text,
        MOST_STEPS);
    List<CacheSize> sizes = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      sizes.add(share(from * Math.pow(to / from, (double) i / (steps - 1))));
    }
    return sizes;
  }

  private static double percent(String text, String whole) {
    Double percent =
        text.endsWith("%") ? Doubles.tryParse(text.substring(0, text.length() - 1)) : null;
    checkArgument(
        percent != null && percent >= 0.001 && percent <= 100,
        "\"%s\" is no share (expected: 0.001% to 100%, as in %s)",
        whole,
        "5%");
    return percent;
  }

  private static long bytes(String text) {
    try {
      return ByteSizes.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"%s\" is no size (expected: %s)".formatted(text, EXPECTED), e);
    }
  }
}
