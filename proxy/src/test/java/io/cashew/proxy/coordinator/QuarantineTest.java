package io.cashew.proxy.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingGoal;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingPlan;
import io.cashew.ring.Rings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class QuarantineTest {
  private static final NodeId B = new NodeId("b");
  private static final Set<NodeId> BOTH = Set.of(new NodeId("a"), B);
  private static final Ring WITH = Rings.ring(64, "a", "b");
  private static final Ring WITHOUT = expelling(WITH);

  private final FakeTime time = new FakeTime();
  private final Quarantine quarantine = new Quarantine(time);

  @Test
  void condemned_isKeptOut() {
    assertThat(quarantine.keptOut(Set.of(B), BOTH)).containsExactly(B);
  }

  @Test
  void condemnedAndNotExpelled_isTakenBackAtOnce() {
    quarantine.onRing(WITH);
    quarantine.keptOut(Set.of(B), BOTH);

    assertThat(quarantine.keptOut(Set.of(), BOTH)).isEmpty();
  }

  @Test
  void expelled_isKeptOutUntilItHasBeenWellForASecond() {
    quarantine.onRing(WITHOUT);
    quarantine.keptOut(Set.of(B), BOTH);
    time.advance(Duration.ofMinutes(1));

    assertThat(quarantine.keptOut(Set.of(), BOTH)).containsExactly(B);
    assertThat(quarantine.untilNextRelease()).contains(Duration.ofSeconds(1));
    time.advance(Duration.ofMillis(999));
    assertThat(quarantine.keptOut(Set.of(), BOTH)).containsExactly(B);
    time.advance(Duration.ofMillis(1));
    assertThat(quarantine.keptOut(Set.of(), BOTH)).isEmpty();
    assertThat(quarantine.untilNextRelease()).isEmpty();
  }

  @Test
  void expelled_condemnedInBetween_beginsAnew() {
    quarantine.onRing(WITHOUT);
    quarantine.keptOut(Set.of(), BOTH);
    time.advance(Duration.ofMillis(900));
    quarantine.keptOut(Set.of(B), BOTH);
    time.advance(Duration.ofMillis(900));

    assertThat(quarantine.keptOut(Set.of(), BOTH)).containsExactly(B);
  }

  @Test
  void expelled_notRegistered_isNotWell() {
    quarantine.onRing(WITHOUT);
    quarantine.keptOut(Set.of(), Set.of());
    time.advance(Duration.ofMinutes(1));

    assertThat(quarantine.keptOut(Set.of(), BOTH)).containsExactly(B);
  }

  @Test
  void expelled_ringToldAgain_countsOnce() {
    quarantine.onRing(WITHOUT);
    quarantine.onRing(WITHOUT);
    quarantine.keptOut(Set.of(), BOTH);
    time.advance(Duration.ofSeconds(1));

    assertThat(quarantine.keptOut(Set.of(), BOTH)).isEmpty();
  }

  private static Ring expelling(Ring ring) {
    List<Member> staying = List.of(Rings.member("a"));
    RingGoal goal =
        new RingGoal(RingGoal.of(staying).members(), ImmutableSortedSet.of(B), RingIntent.NONE);
    return RingPlan.of(ring, goal).step("p1", "b expelled", 0).orElseThrow().at(2);
  }
}
