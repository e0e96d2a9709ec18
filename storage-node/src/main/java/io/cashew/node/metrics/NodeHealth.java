package io.cashew.node.metrics;

import com.google.common.collect.ImmutableList;
import io.cashew.health.Health;
import io.cashew.health.StoreWatch;
import io.cashew.node.core.Node;
import io.cashew.node.load.LoadStatistics.BreakerState;
import io.cashew.node.term.Terms;
import java.util.List;
import java.util.function.Supplier;

/** Whether a node can serve, and what is not as it should be. Thread-safe. */
public final class NodeHealth implements Supplier<Health> {
  private final Node node;
  private final StoreWatch store;
  private volatile Phase phase = Phase.JOINING;

  private enum Phase {
    JOINING,
    SERVING,
    LEAVING
  }

  /** Of a node that has not joined its cluster yet. */
  public NodeHealth(Node node, StoreWatch store) {
    this.node = node;
    this.store = store;
  }

  /** It has registered. */
  public void joined() {
    phase = Phase.SERVING;
  }

  /** It lets its partitions find other owners, and stops. */
  public void leaves() {
    phase = Phase.LEAVING;
  }

  @Override
  public Health get() {
    Terms terms = node.terms();
    return Health.of(obstacles(terms), troubles(terms));
  }

  private List<String> obstacles(Terms terms) {
    if (terms.epoch() == 0) {
      return List.of("no ring yet: a proxy plans it once this node has registered");
    }
    return switch (phase) {
      case JOINING -> List.of("it has not joined the cluster yet");
      case SERVING -> List.of();
      case LEAVING -> List.of("it is stopping");
    };
  }

  private List<String> troubles(Terms terms) {
    ImmutableList.Builder<String> troubles = ImmutableList.builder();
    store.trouble().ifPresent(troubles::add);
    if (!terms.isSure()) {
      troubles.add("it slept, and reads the ring before it answers from memory again");
    }
    if (!terms.isSettled()) {
      troubles.add("it waits for the word of a previous owner of some partitions");
    }
    node.groups()
        .loadStatistics()
        .forEach(
            (group, loads) -> {
              if (loads.breaker() == BreakerState.OPEN) {
                troubles.add(
                    "the source of group %s fails: it is asked once a second".formatted(group));
              }
            });
    return troubles.build();
  }
}
