package io.cashew.ring;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many partitions each node is due: its weighted share, rounded down or up so that all add up.
 *
 * <p>Rounding up goes first to nodes that would else have to hand a partition over, then to the
 * largest remainders (Hamilton's method), then to the first in line.
 */
final class Quotas {
  private Quotas() {}

  /**
   * The quotas, node by node.
   *
   * @param weights of the nodes, at least one
   * @param held how many partitions the nodes have now
   */
  static int[] of(int partitions, int[] weights, int[] held) {
    long total = Arrays.stream(weights).asLongStream().sum();
    int[] quotas = new int[weights.length];
    long[] remainders = new long[weights.length];
    for (int node = 0; node < weights.length; node++) {
      long exact = (long) partitions * weights[node];
      quotas[node] = (int) (exact / total);
      remainders[node] = exact % total;
    }
    int spare = partitions - Arrays.stream(quotas).sum();
    int[] roundedUp =
        IntStream.range(0, weights.length)
            .filter(node -> remainders[node] > 0) // an exact quota stays exact
            .boxed()
            .sorted(
                comparing((Integer node) -> held[node] <= quotas[node]) // false comes first
                    .thenComparing(comparingLong((Integer node) -> remainders[node]).reversed()))
            .limit(spare)
            .mapToInt(Integer::intValue)
            .toArray();
    for (int node : roundedUp) {
      quotas[node]++;
    }
    return quotas;
  }
}
