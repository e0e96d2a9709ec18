package io.cashew.bench.workload;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import io.cashew.node.store.trace.Trace;
import io.cashew.node.store.trace.Trace.Weighing;
import io.cashew.operation.Limits;
import java.util.List;

/** How large the value of each key is: always the same for the same key. Immutable. */
public sealed interface ValueSizes {
  /** Bytes of the value of a key. */
  int of(long number);

  /** Bytes of the largest there may be. */
  int longest();

  /**
   * Reads {@code 100}, {@code 10..1000} (all equally likely) or {@code 100:9,5000:1} (by weights).
   *
   * @throws IllegalArgumentException if it is none of these; the message says what is expected
   */
  static ValueSizes parse(String text) {
    int dots = text.indexOf("..");
    if (dots >= 0) {
      return new Between(
          bytes(text, text.substring(0, dots)), bytes(text, text.substring(dots + 2)));
    }
    return text.contains(":") ? Weighted.parse(text) : new Fixed(bytes(text, text));
  }

  private static int bytes(String text, String part) {
    Integer bytes = Ints.tryParse(part);
    checkArgument(
        bytes != null && bytes >= 0 && bytes <= Limits.VALUE_BYTES,
        "value: \"%s\" (expected: bytes up to 1 MiB, as 100, 10..1000 or 100:9,5000:1)",
        text);
    return bytes;
  }

  /** All the same. */
  record Fixed(int bytes) implements ValueSizes {
    @Override
    public int of(long number) {
      return bytes;
    }

    @Override
    public int longest() {
      return bytes;
    }

    @Override
    public String toString() {
      return bytes + " B";
    }
  }

  /** All sizes of a range equally likely. */
  record Between(int least, int greatest) implements ValueSizes {
    public Between {
      checkArgument(
          least <= greatest, "value: %s..%s (expected: the smaller first)", least, greatest);
    }

    @Override
    public int of(long number) {
      return least + Scatter.below(greatest - least + 1, number);
    }

    @Override
    public int longest() {
      return greatest;
    }

    @Override
    public String toString() {
      return least + " to " + greatest + " B";
    }
  }

  /** Some sizes, each with a weight. */
  final class Weighted implements ValueSizes {
    private final String text;
    private final int[] sizes;
    private final int[] ends; // of each one's share of all weights

    private Weighted(String text, int[] sizes, int[] ends) {
      this.text = text;
      this.sizes = sizes;
      this.ends = ends;
    }

    private static Weighted parse(String text) {
      List<String> parts = Splitter.on(',').splitToList(text);
      int[] sizes = new int[parts.size()];
      int[] ends = new int[parts.size()];
      int total = 0;
      for (int i = 0; i < sizes.length; i++) {
        String part = parts.get(i);
        int colon = part.indexOf(':');
        checkArgument(colon > 0, "value: \"%s\" (expected: such as 100:9,5000:1)", text);
        sizes[i] = bytes(text, part.substring(0, colon));
        total += weight(text, part.substring(colon + 1));
        ends[i] = total;
      }
      return new Weighted(text, sizes, ends);
    }

    private static int weight(String text, String part) {
      Integer weight = Ints.tryParse(part);
      checkArgument(
          weight != null && weight >= 1 && weight <= 1_000_000,
          "value: \"%s\" (expected: weights of 1 to 1,000,000, such as 100:9,5000:1)",
          text);
      return weight;
    }

    @Override
    public int of(long number) {
      int at = Scatter.below(ends[ends.length - 1], number);
      int index = 0;
      while (at >= ends[index]) {
        index++;
      }
      return sizes[index];
    }

    @Override
    public int longest() {
      return Ints.max(sizes);
    }

    @Override
    public String toString() {
      return text + " B by weight";
    }
  }

  /** As the trace tells; none is larger than a value may be. */
  record Recorded(Trace trace) implements ValueSizes {
    @Override
    public int of(long number) {
      return (int) Math.min(trace.weight((int) number, Weighing.BYTES), Limits.VALUE_BYTES);
    }

    @Override
    public int longest() {
      int longest = 0;
      for (int key = 0; key < trace.keys(); key++) {
        longest = Math.max(longest, of(key));
      }
      return longest;
    }

    @Override
    public String toString() {
      return "sizes of the trace";
    }
  }
}
