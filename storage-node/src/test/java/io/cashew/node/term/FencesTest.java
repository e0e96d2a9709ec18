package io.cashew.node.term;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Node a gets partition 1 from node b, and fences b. */
final class FencesTest {
  private static final NodeId B = new NodeId("b");
  private static final HostAndPort HOME = HostAndPort.fromParts("b", 7400);
  private static final Duration MARGIN = Duration.ofSeconds(1);
  private static final Duration MOMENT = Duration.ofMillis(50);

  private final FakeTime time = new FakeTime();
  private final RingHistory history = RingHistory.beginning("a", "b");
  private final TermTable table = RingHistory.learner(new NodeId("a"));
  private final List<Call> calls = new ArrayList<>();
  private final Fences fences =
      new Fences(table, this::call, this::isRegistered, time, time, MARGIN);
  private Answering answering = Answering.WHEN_TOLD;

  /** What the store itself says, whatever was told of the members. */
  private CompletableFuture<Boolean> registeredInTruth = CompletableFuture.completedFuture(false);

  private CompletableFuture<Boolean> isRegistered(RingNode node) {
    return registeredInTruth;
  }

  @Test
  void predecessorAbsentByADeadWatch_isNotGone() {
    answering = Answering.UNREACHABLE;
    table.apply(history.move(1, "a"));
    registeredInTruth = CompletableFuture.completedFuture(true);
    fences.onMembers(Map.of());

    time.advance(MARGIN.multipliedBy(20));

    assertThat(table.current().isSettled()).isFalse();
  }

  @Test
  void predecessorAbsentAndStoreOutOfReach_isNotGone() {
    answering = Answering.UNREACHABLE;
    table.apply(history.move(1, "a"));
    registeredInTruth = CompletableFuture.failedFuture(new IllegalStateException("away"));
    fences.onMembers(Map.of());

    time.advance(MARGIN.multipliedBy(20));
    assertThat(table.current().isSettled()).isFalse();
    registeredInTruth = CompletableFuture.completedFuture(false);
    time.advance(MARGIN.multipliedBy(3));

    assertThat(table.current().isSettled()).isTrue();
  }

  @Test
  void aPredecessor_isSentTheRingOnce() {
    Ring ring = history.move(1, "a");

    table.apply(ring);
    time.advance(Duration.ofMinutes(1));

    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).predecessor).isEqualTo(B);
    assertThat(calls.get(0).ring).isSameAs(ring);
  }

  @Test
  void aPredecessorThatHasAppliedTheRing_isFenced() {
    table.apply(history.move(1, "a"));

    calls.get(0).answer.complete(2L);
    time.advance(Duration.ofMinutes(1));

    assertThat(isHeld()).isTrue();
    assertThat(calls).hasSize(1);
    assertThat(time.pending()).isZero();
  }

  @Test
  void anAnswerOfAnOlderEpoch_isIgnoredAndTheFenceAskedAgain() {
    table.apply(history.move(1, "a"));
    table.apply(history.move(0, "c"));

    calls.get(0).answer.complete(2L);
    time.advance(MOMENT);

    assertThat(isHeld()).isFalse();
    assertThat(calls).hasSize(2);
    assertThat(calls.get(1).ring.epoch()).isEqualTo(3);
    calls.get(1).answer.complete(3L);
    time.advance(Duration.ZERO);
    assertThat(isHeld()).isTrue();
  }

  @Test
  void aPredecessorThatIsRegisteredAndUnreachable_isAskedAgainAndAgainAndNotReleased() {
    answering = Answering.UNREACHABLE;
    fences.onMembers(registeredAt(HOME));
    table.apply(history.move(1, "a"));

    time.advance(Duration.ofSeconds(10));

    assertThat(isHeld()).isFalse();
    assertThat(calls).hasSizeBetween(100, 201); // in 10 s: often, and with pauses
    answering = Answering.AT_ONCE;
    time.advance(MOMENT);
    assertThat(isHeld()).isTrue();
  }

  @Test
  void aPredecessorThatTheMembersLack_isReleasedAfterTheMargin() {
    answering = Answering.UNREACHABLE;
    fences.onMembers(Map.of());
    table.apply(history.move(1, "a"));
    time.advance(Duration.ZERO);

    time.advance(MARGIN.minusMillis(1));
    assertThat(isHeld()).isFalse();

    time.advance(MOMENT);
    assertThat(isHeld()).isTrue();
    time.advance(Duration.ofMinutes(1));
    assertThat(time.pending()).isZero();
  }

  @Test
  void aPredecessorThatTheMembersLack_isAskedAllTheSame() {
    fences.onMembers(Map.of());
    table.apply(history.move(1, "a"));

    time.advance(MARGIN.multipliedBy(10));
    assertThat(isHeld()).isFalse(); // it may be about to answer

    calls.get(0).answer.complete(2L);
    time.advance(Duration.ZERO);
    assertThat(isHeld()).isTrue();
  }

  @Test
  void aPredecessorThatRegistersAgainWithinTheMargin_isNotReleased() {
    answering = Answering.UNREACHABLE;
    fences.onMembers(Map.of());
    table.apply(history.move(1, "a"));
    time.advance(MARGIN.dividedBy(2));

    fences.onMembers(registeredAt(HOME));
    time.advance(MARGIN.multipliedBy(2));
    assertThat(isHeld()).isFalse();

    fences.onMembers(Map.of());
    time.advance(MARGIN.dividedBy(2));
    assertThat(isHeld()).isFalse(); // the margin begins anew

    time.advance(MARGIN);
    assertThat(isHeld()).isTrue();
  }

  @Test
  void aPredecessorThatCameBackAtAnotherAddress_isReleasedAfterTheMargin() {
    answering = Answering.UNREACHABLE;
    fences.onMembers(registeredAt(HostAndPort.fromParts("elsewhere", 7400)));
    table.apply(history.move(1, "a"));

    time.advance(MARGIN.plus(MOMENT));

    assertThat(isHeld()).isTrue();
  }

  @Test
  void aPredecessorThatIsExpelledAndRegistered_isReleasedAfterTheMargin() {
    answering = Answering.UNREACHABLE;
    fences.onMembers(registeredAt(HOME));
    table.apply(history.expel("b", 1, "a"));
    time.advance(Duration.ZERO);

    time.advance(MARGIN.minusMillis(1));
    fences.onMembers(registeredAt(HOME));
    assertThat(isHeld()).isFalse();

    time.advance(MOMENT);
    assertThat(isHeld()).isTrue();
  }

  @Test
  void aPredecessorThatIsOutAndWhereNobodyListens_isReleasedAfterAFifthOfTheMargin() {
    answering = Answering.REFUSED;
    fences.onMembers(Map.of());
    table.apply(history.move(1, "a"));
    time.advance(Duration.ZERO);

    time.advance(MARGIN.dividedBy(5).minusMillis(1));
    assertThat(isHeld()).isFalse();

    time.advance(MOMENT);
    assertThat(isHeld()).isTrue();
  }

  @Test
  void aPredecessorThatIsRegisteredAndWhereNobodyListens_isNotReleased() {
    answering = Answering.REFUSED;
    fences.onMembers(registeredAt(HOME));
    table.apply(history.move(1, "a"));

    time.advance(MARGIN.multipliedBy(10));

    assertThat(isHeld()).isFalse();
  }

  @Test
  void aPredecessorFencedByItsWord_canBeAskedForWhatItHas() {
    answering = Answering.AT_ONCE;
    table.apply(history.move(1, "a"));
    assertThat(table.current().fencedPredecessor(1)).isEmpty();

    time.advance(Duration.ZERO);

    assertThat(table.current().fencedPredecessor(1)).contains(B);
  }

  @Test
  void aPredecessorThatIsGone_cannotBeAsked() {
    answering = Answering.UNREACHABLE;
    fences.onMembers(Map.of());
    table.apply(history.move(1, "a"));

    time.advance(MARGIN.plus(MOMENT));

    assertThat(isHeld()).isTrue();
    assertThat(table.current().fencedPredecessor(1)).isEmpty();
  }

  @Test
  void aStoreThatSaysNothing_confirmsNothing() {
    answering = Answering.UNREACHABLE;
    table.apply(history.move(1, "a"));

    time.advance(MARGIN.multipliedBy(10));

    assertThat(isHeld()).isFalse();
  }

  @Test
  void aCallThatThrows_isAskedAgain() {
    answering = Answering.THROWS;
    table.apply(history.move(1, "a"));
    assertThat(isHeld()).isFalse();

    answering = Answering.AT_ONCE;
    time.advance(MOMENT);

    assertThat(isHeld()).isTrue();
  }

  @Test
  void aPredecessorFencedOnce_isAskedAgainForAnotherTerm() {
    answering = Answering.AT_ONCE;
    table.apply(history.move(1, "a"));
    time.advance(Duration.ZERO);
    table.apply(history.move(1, "b"));

    table.apply(history.move(1, "a"));

    assertThat(table.current().standing(1, 4)).isEqualTo(Standing.UNFENCED);
    time.advance(Duration.ZERO);
    assertThat(table.current().standing(1, 4)).isEqualTo(Standing.HELD);
    assertThat(calls).hasSize(2);
  }

  @Test
  void aTermLostWhileItsPredecessorIsAsked_isForgotten() {
    answering = Answering.UNREACHABLE;
    table.apply(history.move(1, "a"));

    table.apply(history.move(1, "c"));
    time.advance(Duration.ofMinutes(1));

    assertThat(calls).hasSizeLessThanOrEqualTo(2);
    assertThat(time.pending()).isZero();
  }

  private boolean isHeld() {
    return table.holds(1, 2);
  }

  private static Map<NodeId, Member> registeredAt(HostAndPort address) {
    return Map.of(B, new Member(B, address, "", 1, 1, Member.Intent.STAY));
  }

  private CompletableFuture<Long> call(RingNode predecessor, Ring ring) {
    Call call = new Call(predecessor.id(), ring, new CompletableFuture<>());
    calls.add(call);
    return switch (answering) {
      case WHEN_TOLD -> call.answer;
      case AT_ONCE -> CompletableFuture.completedFuture(ring.epoch());
      case UNREACHABLE -> CompletableFuture.failedFuture(new IllegalStateException("unreachable"));
      case REFUSED ->
          CompletableFuture.failedFuture(
              new NobodyListens("refused", new IllegalStateException("refused")));
      case THROWS -> throw new IllegalStateException("an address that cannot be");
    };
  }

  private enum Answering {
    WHEN_TOLD,
    AT_ONCE,
    UNREACHABLE,
    REFUSED,
    THROWS
  }

  private record Call(NodeId predecessor, Ring ring, CompletableFuture<Long> answer) {}
}
