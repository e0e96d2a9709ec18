package io.cashew.ring;

import static java.util.Comparator.comparingInt;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Who gets which partition: told who has what, then balanced. Used once, by one thread. */
final class Allotment {
  private static final int FREE = -1;

  private final ImmutableList<NodeId> sharers; // by id
  private final int[] weights; // by place in sharers
  private final int[] owners; // places in sharers, or FREE

  /** Everything is free. */
  Allotment(int partitions, ImmutableSortedMap<NodeId, Integer> shares) {
    sharers = shares.keySet().asList();
    weights = shares.values().stream().mapToInt(Integer::intValue).toArray();
    owners = new int[partitions];
    Arrays.fill(owners, FREE);
  }

  /** Who is to own a partition. Only after {@link #balance}. */
  NodeId owner(int partition) {
    return sharers.get(owners[partition]);
  }

  /** Whoever has a share keeps what it has, the rest is free. */
  void keep(Ring ring) {
    int[] places = new int[ring.nodes().size()];
    for (int node = 0; node < places.length; node++) {
      places[node] = place(ring.nodes().get(node).id());
    }
    for (int p = 0; p < owners.length; p++) {
      owners[p] = places[ring.ownerIndex(p)];
    }
  }

  /** Frees what is above a sharer's quota and deals out what is free. */
  void balance() {
    int[] held = new int[sharers.size()];
    IntStream.of(owners).filter(place -> place != FREE).forEach(place -> held[place]++);
    int[] quotas = Quotas.of(owners.length, weights, held);

    PriorityQueue<Need> needs = new PriorityQueue<>(Need.LARGEST_FIRST);
    for (int place = 0; place < held.length; place++) {
      if (held[place] > quotas[place]) {
        release(place, held[place] - quotas[place]);
      } else if (held[place] < quotas[place]) {
        needs.add(new Need(place, quotas[place] - held[place]));
      }
    }
    for (int p = 0; p < owners.length; p++) {
      if (owners[p] == FREE) {
        Need need = needs.remove();
        owners[p] = need.place;
        if (need.partitions > 1) {
          needs.add(new Need(need.place, need.partitions - 1));
        }
      }
    }
  }

  /** Frees some of a sharer's partitions, evenly spaced among all it has. */
  private void release(int place, int surplus) {
    int[] had = IntStream.range(0, owners.length).filter(p -> owners[p] == place).toArray();
    for (int i = 0; i < surplus; i++) {
      owners[had[(int) ((2L * i + 1) * had.length / (2L * surplus))]] = FREE;
    }
  }

  private int place(NodeId id) {
    int place = sharers.indexOf(id);
    return place < 0 ? FREE : place;
  }

  /** Partitions that a sharer still lacks. */
  private record Need(int place, int partitions) {
    static final Comparator<Need> LARGEST_FIRST =
        comparingInt(Need::partitions).reversed().thenComparingInt(Need::place);
  }
}
