package io.cashew.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.protobuf.ByteString;
import io.cashew.proxy.alarm.Alarm;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingChange;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingNode;
import io.cashew.ring.RingTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes, vote, brake, quarantine and coordinator together. */
final class ControlPlaneTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ControlPlane plane = new ControlPlane();

  @Test
  void nodesStart_arriveAtTheirShares() {
    start(2, "a", "b", "c", "d");

    assertThat(plane.ring().shares().values()).containsExactly(32, 32, 32, 32);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void nodeDies_isTakenOutWithinTwoSeconds(int proxies) {
    start(proxies, "a", "b", "c", "d");

    plane.node("b").die();
    plane.advance(Duration.ofMillis(600));

    assertThat(plane.owners()).containsExactlyInAnyOrder("a", "c", "d");
    assertThat(plane.state("b")).contains(RingNode.State.EXPELLED);
    assertThat(lastChange().why()).isEqualTo("b expelled");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 123, 250, 400})
  void nodeFreezes_isTakenOutWithinTwoSeconds(long phaseMillis) {
    start(3, "a", "b", "c", "d");
    plane.advance(Duration.ofMillis(phaseMillis));

    plane.node("b").freeze();
    plane.advance(Duration.ofMillis(1_300));

    assertThat(plane.owners()).containsExactlyInAnyOrder("a", "c", "d");
  }

  @Test
  void nodeOutOfReachOfFewProxies_stays() {
    start(3, "a", "b", "c", "d");

    plane.proxy(0).doesNotReach("b");
    plane.advance(SECOND.multipliedBy(30));

    assertThat(plane.owners()).contains("b");
  }

  @Test
  void nodeExpelled_andWellAgain_isTakenBackAfterASecond_thenTwoThenFour() {
    start(1, "a", "b", "c");

    assertThat(timesOut("b", 5)).containsExactly(1L, 2L, 4L, 8L, 10L);
  }

  @Test
  void nodeExpelled_longAgo_isTakenBackAfterASecondAgain() {
    start(1, "a", "b", "c");
    timesOut("b", 3);

    plane.advance(Duration.ofMinutes(11));

    assertThat(timesOut("b", 1)).containsExactly(1L);
  }

  @Test
  void nodeExpelled_restarted_isTakenBack() {
    start(2, "a", "b", "c");
    plane.node("b").die();
    plane.advance(SECOND.multipliedBy(2));

    plane.node("b").restart();
    plane.advance(SECOND.multipliedBy(5));

    assertThat(plane.ring().shares().values()).containsExactly(43, 42, 43);
  }

  @Test
  void nodeExpelled_nextChangeWaitsUntilItHasAcknowledgedOrItsLeaseIsOver() { // rule R3
    start(2, "a", "b", "c", "d");
    plane.node("b").freeze();
    plane.advance(Duration.ofMillis(1_500));
    assertThat(plane.state("b")).contains(RingNode.State.EXPELLED);

    plane.wish(drained("c"));
    plane.advance(SECOND.multipliedBy(3));
    Set<String> meanwhile = plane.owners();
    plane.advance(SECOND.multipliedBy(2));

    assertThat(meanwhile).contains("c");
    assertThat(plane.owners()).containsExactlyInAnyOrder("a", "d");
  }

  @Test
  void nodeJoins_aNodeThatOwnsNothingOfItStandsStill_stepsWaitForIt() { // rule R3
    start(2, "a", "b");
    plane.node("b").stopAcknowledging();

    plane.startNodes("c");
    plane.advance(SECOND.multipliedBy(10));

    assertThat(plane.ring().shares().get(new NodeId("c"))).isEqualTo(7); // one step
  }

  @Test
  void lastNodeOutOfReach_keepsTheRing() {
    start(1, "a");
    int before = plane.rings.size();

    plane.node("a").cutOff();
    plane.advance(SECOND.multipliedBy(10));

    assertThat(plane.rings).hasSize(before);
    assertThat(plane.owners()).containsExactly("a");
  }

  @Test
  void manyNodesOutOfReach_areTakenOutAThirdAtATime() {
    start(1, "a", "b", "c", "d", "e", "f");

    for (String id : List.of("b", "c", "d", "e")) {
      plane.proxy(0).doesNotReach(id);
    }
    int before = plane.rings.size();
    plane.advance(SECOND.multipliedBy(2));

    assertThat(plane.rings.get(before).shares()).hasSize(4);
    assertThat(plane.proxy(0).alarms.raised(Alarm.Kind.NODES_UNREACHABLE)).isPositive();
    assertThat(plane.owners()).contains("a", "f");
  }

  @Test
  void manyRegistrationsVanish_nothingMovesWhileTheNodesAnswer() { // rule R19
    start(2, "a", "b", "c", "d");
    int before = plane.rings.size();

    for (String id : List.of("a", "b", "c")) {
      plane.node(id).loseLease();
    }
    plane.advance(Duration.ofMinutes(10));
    List<Alarm.Kind> meanwhile = kinds(plane.proxy(0).alarms.standing());
    plane.node("a").start();
    plane.node("b").start();
    plane.node("c").start();
    plane.advance(SECOND);

    assertThat(plane.rings).hasSize(before);
    assertThat(meanwhile).containsExactly(Alarm.Kind.BRAKE);
    assertThat(plane.proxy(0).alarms.standing()).isEmpty();
    assertThat(plane.proxy(0).alarms.raised(Alarm.Kind.BRAKE)).isEqualTo(1);
  }

  @Test
  void manyRegistrationsVanish_ofNodesThatDoNotAnswer_theyAreTakenOutAtOnce() {
    start(2, "a", "b", "c", "d");

    for (String id : List.of("a", "b", "c")) {
      plane.node(id).die();
      plane.node(id).loseLease();
    }
    plane.advance(SECOND);

    assertThat(plane.owners()).containsExactly("d");
  }

  @Test
  void manyRegistrationsVanish_onlyThePlanningProxyIsCutOffFromThem_nothingMoves() {
    start(3, "a", "b", "c", "d");
    int before = plane.rings.size();
    for (String id : List.of("a", "b", "c")) {
      plane.proxy(0).doesNotReach(id);
    }
    plane.advance(SECOND.multipliedBy(2));

    for (String id : List.of("a", "b", "c")) {
      plane.node(id).loseLease();
    }
    plane.advance(SECOND.multipliedBy(20));

    assertThat(plane.rings).hasSize(before);
  }

  @Test
  void nodeLeaves_isEmptiedInStepsAndThenGone() {
    start(2, "a", "b", "c");
    int before = plane.rings.size();

    plane.node("c").leave();
    plane.advance(SECOND);

    assertThat(plane.owners()).containsExactlyInAnyOrder("a", "b");
    assertThat(plane.rings.size() - before).isEqualTo(6); // 42 partitions, 7 at a time
    assertThat(plane.state("c")).contains(RingNode.State.GONE);
    assertThat(lastChange())
        .extracting(RingChange::why, RingChange::moved)
        .containsExactly("c leaves", 42);
  }

  @Test
  void drainWished_isObeyedAndWithdrawn() {
    start(2, "a", "b");
    plane.wish(drained("b"));
    plane.advance(SECOND);
    assertThat(plane.owners()).containsExactly("a");

    plane.wish(RingIntent.NONE);
    plane.advance(SECOND);

    assertThat(plane.ring().shares().values()).containsExactly(64, 64);
  }

  @Test
  void formerRingWished_isReachedAndTheWishForgotten() {
    start(2, "a", "b");
    Ring before = plane.ring();
    plane.wish(drained("b"));
    plane.advance(SECOND);

    plane.wish(
        new RingIntent(
            ImmutableSortedSet.of(), ImmutableSortedMap.of(), Optional.of(RingTarget.of(before))));
    plane.advance(SECOND);

    assertThat(RingTarget.of(before).isReachedBy(plane.ring())).isTrue();
    assertThat(plane.intent().intent().target()).isEmpty();
  }

  @Test
  void formerRingWished_namesOneThatIsNotThere_theWishIsForgotten() {
    start(1, "a", "b", "c");
    Ring before = plane.ring();
    plane.node("c").loseLease();
    plane.advance(SECOND);
    int rings = plane.rings.size();

    plane.wish(
        new RingIntent(
            ImmutableSortedSet.of(), ImmutableSortedMap.of(), Optional.of(RingTarget.of(before))));
    plane.advance(SECOND);

    assertThat(plane.intent().intent().target()).isEmpty();
    assertThat(plane.rings).hasSize(rings);
  }

  @Test
  void history_hasTheRingBeforeEachChange() {
    start(1, "a", "b");
    Ring first = plane.ring();
    plane.wish(drained("b"));
    plane.advance(SECOND);

    List<Ring> history = plane.history();

    assertThat(Iterables.getLast(history).epoch()).isEqualTo(first.epoch());
    assertThat(history.size()).isLessThan(plane.rings.size());
  }

  @Test
  void ringGoesBackwards_isAlarmedUntilItIsForwardAgain() {
    start(1, "a", "b");
    Ring ring = plane.ring();
    plane.putRing(ByteString.copyFromUtf8("?"));
    plane.advance(SECOND);
    List<Alarm.Kind> unreadable = kinds(plane.proxy(0).alarms.standing());
    plane.putRing(ControlPlane.record(ring));
    plane.advance(SECOND);

    assertThat(unreadable).containsExactly(Alarm.Kind.RING_UNREADABLE);
    assertThat(plane.proxy(0).alarms.standing()).isEmpty();
  }

  private void start(int proxies, String... nodes) {
    plane.startNodes(nodes);
    for (int i = 0; i < proxies; i++) {
      plane.startProxy();
    }
    plane.advance(SECOND.multipliedBy(3));
    assertThat(plane.owners()).containsExactlyInAnyOrder(nodes);
  }

  /** How many whole seconds a node stays out after each of several short absences. */
  private List<Long> timesOut(String id, int times) {
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      plane.node(id).cutOff();
      plane.advance(SECOND.multipliedBy(2));
      assertThat(plane.owners()).doesNotContain(id);
      plane.node(id).recover();
      plane.advance(Duration.ofMillis(500)); // two probes
      long waited = 0;
      while (!plane.ring().shares().containsKey(new NodeId(id))) {
        plane.advance(Duration.ofMillis(100));
        waited += 100;
      }
      seconds.add((waited + 500) / 1000);
      plane.advance(SECOND.multipliedBy(3));
    }
    return seconds;
  }

  private static List<Alarm.Kind> kinds(List<Alarm> alarms) {
    return alarms.stream().map(Alarm::kind).toList();
  }

  private RingChange lastChange() {
    return Iterables.getLast(plane.ring().changes());
  }

  private static RingIntent drained(String id) {
    return new RingIntent(
        ImmutableSortedSet.of(new NodeId(id)), ImmutableSortedMap.of(), Optional.empty());
  }
}
