package io.cashew.ring;

import static com.google.common.collect.ImmutableSortedMap.toImmutableSortedMap;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the ring is to become: who may own partitions, and how much.
 *
 * @param members who may own partitions, those that are about to leave included
 * @param expelled who is registered and may not own partitions, because it cannot be reached
 * @param intent what operators want
 */
public record RingGoal(
    ImmutableSortedMap<NodeId, Member> members,
    ImmutableSortedSet<NodeId> expelled,
    RingIntent intent) {

  /**
   * These members, nobody expelled, no wishes.
   *
   * @throws IllegalArgumentException if two members have one id
   */
  public static RingGoal of(Collection<Member> members) {
    return new RingGoal(
        members.stream()
            .collect(toImmutableSortedMap(naturalOrder(), Member::id, member -> member)),
        ImmutableSortedSet.of(),
        RingIntent.NONE);
  }

  /** The same with other wishes. */
  public RingGoal with(RingIntent wishes) {
    return new RingGoal(members, expelled, wishes);
  }

  /** What a member's share is proportional to, once it has one. */
  public int weight(Member member) {
    return intent.weights().getOrDefault(member.id(), member.weight());
  }

  /**
   * Who is to own partitions, with their weights. Nobody who leaves. Nobody who is drained, unless
   * that left nobody: such a wish is not obeyed. Empty if all leave.
   */
  public ImmutableSortedMap<NodeId, Integer> shares() {
    Predicate<Member> stays = member -> member.intent() == Member.Intent.STAY;
    ImmutableSortedMap<NodeId, Integer> wanted =
        weights(stays.and(member -> !intent.drained().contains(member.id())));
    return wanted.isEmpty() ? weights(stays) : wanted;
  }

  /** The former assignment to go back to, if everyone it names is to own partitions. */
  public Optional<RingTarget> target() {
    return intent.target().filter(target -> shares().keySet().containsAll(target.owners()));
  }

  private ImmutableSortedMap<NodeId, Integer> weights(Predicate<Member> chosen) {
    return members.values().stream()
        .filter(chosen)
        .collect(toImmutableSortedMap(naturalOrder(), Member::id, this::weight));
  }
}
