package io.cashew.proxy.health;

import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;
import io.cashew.proxy.health.Suspicion.Verdict;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Rings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbesTest {
  private static final NodeId A = new NodeId("a");

  private final FakeTime time = new FakeTime();
  private final FakePinger pinger = new FakePinger(time);
  private final Probes probes = new Probes(pinger, time);
  private final List<ImmutableSet<NodeId>> suspects = new ArrayList<>();
  private final List<NodeId> returned = new ArrayList<>();

  ProbesTest() {
    probes.onSuspects(suspects::add);
    probes.onReturn(returned::add);
  }

  @Test
  void nodeThatAnswers_isAskedTwiceASecond() {
    members(Rings.member("a"));

    time.advance(Duration.ofMillis(1_999));

    assertThat(pinger.asked).extracting(Duration::toMillis).containsExactly(0L, 500L, 1000L, 1500L);
    assertThat(verdict("a")).isEqualTo(Verdict.WELL);
    assertThat(suspects).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 250, 349, 499})
  void nodeThatFallsSilent_isSuspectWithin1300msOfItsLastAnswer(long silentAfterMillis) {
    members(Rings.member("a"));
    time.advance(Duration.ofSeconds(2)); // answers at 2,000
    time.advance(Duration.ofMillis(silentAfterMillis));
    pinger.silence("a");

    time.advance(Duration.ofMillis(1_300 - silentAfterMillis));

    assertThat(verdict("a")).isEqualTo(Verdict.SUSPECT);
    assertThat(suspects).containsExactly(ImmutableSet.of(A));
  }

  @Test
  void nodeThatRefuses_isSuspectAtTheNextProbe() {
    members(Rings.member("a"));
    time.advance(Duration.ofMillis(100));
    pinger.refuse("a");

    time.advance(Duration.ofMillis(400));

    assertThat(verdict("a")).isEqualTo(Verdict.SUSPECT);
  }

  @Test
  void suspect_thatAnswersTwice_isTrustedAgain() {
    pinger.silence("a");
    members(Rings.member("a"));
    time.advance(Duration.ofSeconds(5));
    pinger.restore("a");

    time.advance(Duration.ofMillis(500));

    assertThat(verdict("a")).isEqualTo(Verdict.WELL);
    assertThat(suspects).containsExactly(ImmutableSet.of(A), ImmutableSet.of());
  }

  @Test
  void suspect_thatStaysSilent_isAskedNoMoreThanTwiceASecond() {
    pinger.silence("a");
    members(Rings.member("a"));
    time.advance(Duration.ofSeconds(2));
    int before = pinger.asked.size();

    time.advance(Duration.ofSeconds(10));

    assertThat(pinger.asked.size() - before).isEqualTo(20);
  }

  @Test
  void probeAnsweredTooLate_hasFailed() {
    pinger.answer("a", Pong.BARE);
    Probes late =
        new Probes(
            (node, address) -> {
              CompletableFuture<Pong> pong = new CompletableFuture<>();
              time.after(Probes.TIMEOUT.plusMillis(1), () -> pong.complete(Pong.BARE));
              return pong;
            },
            time);
    late.onMembers(byId(Rings.member("a")));

    time.advance(Duration.ofSeconds(3));

    assertThat(late.found().get(A)).extracting(NodeHealth::verdict).isEqualTo(Verdict.SUSPECT);
  }

  @Test
  void anotherNodeOrAnotherLifeAnswers_isSuspect() {
    pinger.answer("a", new Pong("a", 2, 0, 0, 0));
    pinger.answer("b", new Pong("x", 1, 0, 0, 0));
    pinger.answer("c", new Pong("c", 1, 0, 3, 4));

    members(Rings.member("a"), Rings.member("b"), Rings.member("c")); // all of instance 1
    time.advance(Duration.ZERO);

    assertThat(verdict("a")).isEqualTo(Verdict.SUSPECT);
    assertThat(verdict("b")).isEqualTo(Verdict.SUSPECT);
    assertThat(verdict("c")).isEqualTo(Verdict.WELL);
    assertThat(probes.found().get(new NodeId("c")).last().giving()).isEqualTo(3);
  }

  @Test
  void nodeThatRegistersAgain_isJudgedAnew() {
    pinger.silence("a");
    members(Rings.member("a"));
    time.advance(Duration.ofSeconds(5));
    pinger.restore("a");

    members(again(Rings.member("a")));
    time.advance(Duration.ZERO);

    assertThat(verdict("a")).isEqualTo(Verdict.WELL);
    assertThat(pinger.reconnected).containsExactly(A, A);
    assertThat(returned).containsExactly(A, A);
    assertThat(Iterables.getLast(suspects)).isEmpty();
  }

  @Test
  void sameMembersToldAgain_changeNothing() {
    members(Rings.member("a"));

    members(Rings.member("a"));

    assertThat(returned).containsExactly(A);
    assertThat(pinger.asked).hasSize(1);
  }

  @Test
  void registrationGone_isProbedAsLongAsTheRingNamesItAsAnOwner() {
    probes.onRing(Rings.ring(64, "a", "b"));
    members(Rings.member("a"), Rings.member("b"));
    time.advance(Duration.ofSeconds(1));

    members(Rings.member("b"));
    time.advance(Duration.ofSeconds(1));
    Verdict whileItAnswers = verdict("a");
    pinger.silence("a");
    time.advance(Duration.ofSeconds(2));
    Verdict later = verdict("a");
    probes.onRing(Rings.next(Rings.ring(64, "a", "b"), List.of(Rings.member("b"))));

    assertThat(whileItAnswers).isEqualTo(Verdict.WELL);
    assertThat(later).isEqualTo(Verdict.SUSPECT);
    assertThat(probes.found()).doesNotContainKey(A);
    assertThat(pinger.forgotten).containsExactly(A);
    assertThat(Iterables.getLast(suspects)).isEmpty();
  }

  @Test
  void closed_asksNobodyAnyMore() {
    members(Rings.member("a"));
    probes.close();
    int before = pinger.asked.size();

    time.advance(Duration.ofSeconds(10));

    assertThat(pinger.asked).hasSize(before);
  }

  @Test
  void verdicts_areToldOnlyWhenOneHasChanged() {
    List<ImmutableSortedMap<NodeId, NodeHealth>> told = new ArrayList<>();
    probes.onVerdict(told::add);

    members(Rings.member("a"));
    time.advance(Duration.ofSeconds(10));

    assertThat(told).hasSize(2); // unknown, well
  }

  private Verdict verdict(String id) {
    return probes.found().get(new NodeId(id)).verdict();
  }

  private void members(Member... members) {
    probes.onMembers(byId(members));
  }

  private static ImmutableSortedMap<NodeId, Member> byId(Member... members) {
    return Arrays.stream(members)
        .collect(
            ImmutableSortedMap.toImmutableSortedMap(naturalOrder(), Member::id, member -> member));
  }

  private static Member again(Member member) {
    return new Member(
        member.id(),
        member.address(),
        member.zone(),
        member.weight(),
        member.instance() + 1,
        member.intent());
  }
}
