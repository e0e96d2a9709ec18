package io.cashew.cli;

import io.cashew.v1.NodeWeight;
import io.cashew.v1.RingWishes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is wanted of the ring. */
final class WishOptions {
  @Option(
      names = "--drain",
      paramLabel = "ID",
      description = "A node that is to own nothing. May be given again.")
  private List<String> drain = new ArrayList<>();

  @Option(
      names = "--undrain",
      paramLabel = "ID",
      description = "A node that is to own its share again. May be given again.")
  private List<String> undrain = new ArrayList<>();

  @Option(
      names = "--weight",
      paramLabel = "ID=N",
      description =
          "A node's share, relative to other nodes, 1 to 1000; 0: what it registered with. May be"
              + " given again.")
  private Map<String, Integer> weights = new LinkedHashMap<>();

  RingWishes wishes() {
    RingWishes.Builder wishes = RingWishes.newBuilder().addAllDrain(drain).addAllUndrain(undrain);
    weights.forEach(
        (node, weight) ->
            wishes.addWeights(NodeWeight.newBuilder().setNode(node).setWeight(checked(weight))));
    return wishes.build();
  }

  private static int checked(int weight) {
    if (weight < 0) {
      throw new UsageException("--weight: %d (expected: 0 to 1000)".formatted(weight));
    }
    return weight;
  }
}
