package io.cashew.proxy.coordinator;

import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.cashew.cluster.ProxyReport;
import io.cashew.proxy.health.NodeHealth;
import io.cashew.proxy.health.Pong;
import io.cashew.proxy.health.Suspicion.Verdict;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.Rings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rule R19. */
final class BrakeTest {
  private static final Duration HOLD = Duration.ofSeconds(5);
  private static final Ring RING = Rings.ring(64, "a", "b", "c", "d", "e", "f");

  private final Brake brake = new Brake(HOLD);
  private final Map<NodeId, NodeHealth> found = new TreeMap<>();
  private final Map<String, ProxyReport> proxies = new TreeMap<>();

  @Test
  void threeOfSixVanishAndAnswer_holdsForAsLongAsTheyDo() {
    find(Verdict.WELL, "d", "e", "f");

    assertThat(check(0, members("a", "b", "c"))).isPresent();
    assertThat(check(3_600, members("a", "b", "c"))).isPresent();
    find(Verdict.SUSPECT, "d", "e", "f");

    assertThat(check(3_601, members("a", "b", "c"))).isEmpty();
  }

  @Test
  void threeOfSixVanishTogether_theLastToComeBackIsWaitedForToo() {
    find(Verdict.WELL, "d", "e", "f");

    assertThat(check(0, members("a", "b", "c"))).isPresent();
    assertThat(check(1, members("a", "b", "c", "d", "e"))).contains(HOLD.minusSeconds(1));
    assertThat(check(5, members("a", "b", "c", "d", "e"))).isEmpty();
  }

  @Test
  void threeOfSixVanishAndDoNotAnswer_doesNotHold() {
    find(Verdict.SUSPECT, "d", "e", "f");

    assertThat(check(0, members("a", "b", "c"))).isEmpty();
  }

  @Test
  void threeOfSixVanishAndOnlyWeDoNotReachThem_holds() {
    find(Verdict.SUSPECT, "d", "e", "f");
    proxies.put("p1", new ProxyReport(suspects("d", "e", "f")));
    proxies.put("p2", ProxyReport.ALL_WELL);

    assertThat(check(0, members("a", "b", "c"))).isPresent();
  }

  @Test
  void twoOfSixVanishAndAnswer_doesNotHold() {
    find(Verdict.WELL, "e", "f");

    assertThat(check(0, members("a", "b", "c", "d"))).isEmpty();
  }

  @Test
  void noProbeSaysAnything_holdsForTheHold() {
    assertThat(check(0, members("a", "b", "c"))).contains(HOLD);
    assertThat(check(2, members("a", "b", "c"))).contains(HOLD.minusSeconds(2));
    assertThat(check(5, members("a", "b", "c"))).isEmpty();
  }

  @Test
  void nodesThatSaidTheyLeave_areNotHeldWhenTheyAreGone() {
    find(Verdict.WELL, "d", "e", "f");
    TreeMap<NodeId, Member> leaving = new TreeMap<>(members("a", "b", "c", "d", "e", "f"));
    for (String id : new String[] {"d", "e", "f"}) {
      leaving.computeIfPresent(new NodeId(id), (key, member) -> member.leaving());
    }

    assertThat(check(0, leaving)).isEmpty();
    assertThat(check(1, members("a", "b", "c"))).isEmpty();
  }

  @Test
  void atOnce_takesAThirdOfTheActiveNodesAtMost() {
    assertThat(brake.atOnce(RING, ids("b", "c", "d", "x"))).isEqualTo(ids("b", "c", "x"));
    assertThat(brake.atOnce(RING, ids("f"))).isEqualTo(ids("f"));
  }

  @Test
  void atOnce_twoNodes_takesOne() {
    assertThat(brake.atOnce(Rings.ring(64, "a", "b"), ids("a", "b"))).isEqualTo(ids("a"));
  }

  @Test
  void atOnce_othersHaveVanishedAndMayBeAlive_takesFewer() {
    find(Verdict.WELL, "f");
    check(0, members("a", "b", "c", "d", "e"));

    assertThat(brake.atOnce(RING, ids("b", "c"))).isEqualTo(ids("b"));
  }

  private Optional<Duration> check(long second, Map<NodeId, Member> members) {
    return brake.check(RING, members, found, proxies, Duration.ofSeconds(second).toNanos());
  }

  private void find(Verdict verdict, String... ids) {
    for (String id : ids) {
      found.put(new NodeId(id), new NodeHealth(1, verdict, Pong.BARE));
    }
  }

  private static ImmutableSortedSet<NodeId> ids(String... ids) {
    return Stream.of(ids)
        .map(NodeId::new)
        .collect(ImmutableSortedSet.toImmutableSortedSet(naturalOrder()));
  }

  private static ImmutableSortedMap<NodeId, Long> suspects(String... ids) {
    return Stream.of(ids)
        .map(NodeId::new)
        .collect(ImmutableSortedMap.toImmutableSortedMap(naturalOrder(), id -> id, id -> 1L));
  }

  private static ImmutableSortedMap<NodeId, Member> members(String... ids) {
    return Stream.of(ids)
        .map(Rings::member)
        .collect(
            ImmutableSortedMap.toImmutableSortedMap(naturalOrder(), Member::id, member -> member));
  }
}
