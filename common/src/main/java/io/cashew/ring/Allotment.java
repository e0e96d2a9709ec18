package io.cashew.ring;

import static java.util.Comparator.comparingInt;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Who gets which partition: told who has what, then balanced. Used once, by one thread. */
final class Allotment {
  private static final int FREE = -1;

  private final ImmutableList<Member> members; // by id
  private final int[] owners; // places in members, or FREE

  /** Everything is free. */
  Allotment(int partitions, Collection<Member> membersById) {
    members = ImmutableList.copyOf(membersById);
    owners = new int[partitions];
    Arrays.fill(owners, FREE);
  }

  /** Who is to own a partition. Only after {@link #balance}. */
  NodeId owner(int partition) {
    return members.get(owners[partition]).id();
  }

  /** Each member keeps what it has, the rest is free. */
  void keep(Ring ring) {
    int[] places = new int[ring.nodes().size()];
    for (int node = 0; node < places.length; node++) {
      places[node] = place(ring.nodes().get(node).id());
    }
    for (int p = 0; p < owners.length; p++) {
      owners[p] = places[ring.ownerIndex(p)];
    }
  }

  /** Frees what is above a member's quota and deals out what is free. */
  void balance() {
    int[] held = new int[members.size()];
    IntStream.of(owners).filter(place -> place != FREE).forEach(place -> held[place]++);
    int[] weights = members.stream().mapToInt(Member::weight).toArray();
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

  /** Frees some of a member's partitions, evenly spaced among all it has. */
  private void release(int place, int surplus) {
    int[] had = IntStream.range(0, owners.length).filter(p -> owners[p] == place).toArray();
    for (int i = 0; i < surplus; i++) {
      owners[had[(int) ((2L * i + 1) * had.length / (2L * surplus))]] = FREE;
    }
  }

  private int place(NodeId id) {
    for (int place = 0; place < members.size(); place++) {
      if (members.get(place).id().equals(id)) {
        return place;
      }
    }
    return FREE;
  }

  /** Partitions that a member still lacks. */
  private record Need(int place, int partitions) {
    static final Comparator<Need> LARGEST_FIRST =
        comparingInt(Need::partitions).reversed().thenComparingInt(Need::place);
  }
}
