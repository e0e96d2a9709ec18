package io.cashew.proxy.admin;

import static com.google.common.collect.ImmutableSortedMap.toImmutableSortedMap;
import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.cashew.ring.Epoch;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingNode;
import io.cashew.ring.RingTarget;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an operator adds to the wishes there are.
 *
 * @param weights by node; 0: as the node registered
 * @param rollbackTo the epoch of a former ring; beats the rest
 */
record RingWish(
    ImmutableSet<NodeId> drain,
    ImmutableSet<NodeId> undrain,
    ImmutableMap<NodeId, Integer> weights,
    Optional<Long> rollbackTo) {

  boolean isEmpty() {
    return drain.isEmpty() && undrain.isEmpty() && weights.isEmpty() && rollbackTo.isEmpty();
  }

  /**
   * All wishes, with this.
   *
   * @param former rings that can be gone back to
   * @throws CashewException with {@link Reason#RING_WISH} if it cannot be granted
   */
  RingIntent addTo(
      RingIntent before, ImmutableSortedMap<NodeId, Member> members, ImmutableList<Ring> former) {
    if (rollbackTo.isPresent()) {
      return backTo(former(rollbackTo.get(), former), members);
    }
    checkKnown(members.keySet(), before);
    Set<NodeId> drained = new TreeSet<>(before.drained());
    drained.removeAll(undrain);
    drained.addAll(drain);
    checkSomeoneIsLeft(drained, members);
    TreeMap<NodeId, Integer> weighed = new TreeMap<>(before.weights());
    weights.forEach(
        (id, weight) -> {
          if (weight == 0) {
            weighed.remove(id);
          } else {
            weighed.put(id, weight);
          }
        });
    return isEmpty()
        ? before
        : new RingIntent(
            ImmutableSortedSet.copyOf(drained),
            ImmutableSortedMap.copyOf(weighed),
            Optional.empty());
  }

  private void checkKnown(Set<NodeId> members, RingIntent before) {
    Set<NodeId> wanted = new TreeSet<>(drain);
    wanted.addAll(undrain);
    wanted.addAll(weights.keySet());
    wanted.removeAll(members);
    wanted.removeIf(id -> undrain.contains(id) && before.drained().contains(id));
    if (!wanted.isEmpty()) {
      throw refused("no node is named %s; there are: %s".formatted(names(wanted), names(members)));
    }
    weights.forEach(
        (id, weight) -> {
          if (weight < 0 || weight > Member.MAX_WEIGHT) {
            throw refused(
                "weight of %s: %s (expected: 1 to %s, or 0 for its own)"
                    .formatted(id, weight, Member.MAX_WEIGHT));
          }
        });
  }

  private void checkSomeoneIsLeft(Set<NodeId> drained, ImmutableSortedMap<NodeId, Member> members) {
    boolean nobody =
        members.values().stream()
            .noneMatch(
                member -> member.intent() == Member.Intent.STAY && !drained.contains(member.id()));
    if (nobody && !drain.isEmpty()) {
      throw refused(
          "without %s no node is left to own anything: start another first"
              .formatted(names(drain)));
    }
  }

  private static Ring former(long epoch, ImmutableList<Ring> former) {
    return former.stream()
        .filter(ring -> ring.epoch() == epoch)
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    "ring %s is not kept; there are: %s"
                        .formatted(
                            Epoch.toText(epoch),
                            former.stream()
                                .map(ring -> Epoch.toText(ring.epoch()))
                                .collect(Collectors.joining(", ")))));
  }

  /** As it was: who owns what, with the weights of then, and nothing to who had nothing. */
  private static RingIntent backTo(Ring former, ImmutableSortedMap<NodeId, Member> members) {
    RingTarget target = RingTarget.of(former);
    Set<NodeId> missing = new TreeSet<>(target.owners());
    members.values().stream()
        .filter(member -> member.intent() == Member.Intent.STAY)
        .forEach(member -> missing.remove(member.id()));
    if (!missing.isEmpty()) {
      throw refused(
          "ring %s needs %s, which is no member or leaves; start it first"
              .formatted(Epoch.toText(former.epoch()), names(missing)));
    }
    Set<NodeId> owners = Set.copyOf(target.owners());
    return new RingIntent(
        members.keySet().stream()
            .filter(id -> !owners.contains(id))
            .collect(toImmutableSortedSet(naturalOrder())),
        former.nodes().stream()
            .filter(node -> owners.contains(node.id()))
            .filter(node -> isOther(node, members))
            .collect(toImmutableSortedMap(naturalOrder(), RingNode::id, RingNode::weight)),
        Optional.of(target));
  }

  private static boolean isOther(RingNode then, Map<NodeId, Member> members) {
    Member now = members.get(then.id());
    return now != null && now.weight() != then.weight();
  }

  private static String names(Set<NodeId> ids) {
    return ids.isEmpty()
        ? "none"
        : ids.stream().map(NodeId::value).collect(Collectors.joining(", "));
  }

  private static CashewException refused(String why) {
    return new CashewException(Reason.RING_WISH, why);
  }
}
