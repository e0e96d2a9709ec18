package io.cashew.proxy.health;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableSortedSet;
import io.cashew.cluster.ProxyReport;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import java.util.Collection;
import java.util.Map;

/** What the proxies that are alive think of the members, by majority. */
public final class Vote {
  private Vote() {}

  /**
   * The members that more than half of the proxies suspect, each in the life it is registered in.
   */
  public static ImmutableSortedSet<NodeId> condemned(
      Map<String, ProxyReport> proxies, Collection<Member> members) {
    return members.stream()
        .filter(member -> isMajority(against(member, proxies.values()), proxies.size()))
        .map(Member::id)
        .collect(toImmutableSortedSet(naturalOrder()));
  }

  /** Whether at least half of the proxies there are reach a node, in whichever of its lives. */
  public static boolean isTrusted(Collection<ProxyReport> reports, NodeId node) {
    long against = reports.stream().filter(report -> report.suspects().containsKey(node)).count();
    return !reports.isEmpty() && !isMajority(against, reports.size());
  }

  private static long against(Member member, Collection<ProxyReport> reports) {
    return reports.stream()
        .filter(report -> report.suspects(member.id(), member.instance()))
        .count();
  }

  private static boolean isMajority(long votes, int voters) {
    return 2 * votes > voters;
  }
}
