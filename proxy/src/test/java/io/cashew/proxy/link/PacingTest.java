package io.cashew.proxy.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PacingTest {
  private static final long NEAR = TimeUnit.MICROSECONDS.toNanos(40);
  private static final long FAR = TimeUnit.MICROSECONDS.toNanos(550);

  private final Pacing pacing = new Pacing();
  private long now = 1_000_000_000;
  private long sent;

  @Test
  void nothingUnderWay_leavesAtOnce() {
    roundTrip(NEAR);

    assertThat(opens()).isTrue();
  }

  @Test
  void aMessageUnderWayToANearNode_holdsBackWhatComes() {
    roundTrip(NEAR);
    send();

    assertThat(opens()).isFalse();
  }

  @Test
  void aMessageThatWasTakenIn_letsTheNextLeave() {
    roundTrip(NEAR);
    send();
    taken(sent);

    assertThat(opens()).isTrue();
  }

  @Test
  void aFarNode_mayHaveOneMessageUnderWayForEach100Microseconds() {
    roundTrip(FAR);
    for (int i = 0; i < 5; i++) {
      send();
    }
    boolean sixth = opens();
    send();

    assertThat(sixth).isTrue();
    assertThat(opens()).isFalse();
  }

  @Test
  void enoughTogether_leavesWhateverIsUnderWay() {
    roundTrip(NEAR);
    send();

    assertThat(pacing.opensFor(Pacing.ENOUGH_ITEMS, 1)).isTrue();
    assertThat(pacing.opensFor(1, Pacing.ENOUGH_BYTES)).isTrue();
    assertThat(pacing.opensFor(Pacing.ENOUGH_ITEMS - 1, Pacing.ENOUGH_BYTES - 1)).isFalse();
  }

  @Test
  void aNodeThatIsSlowForAWhile_isNotTakenForAFarOne() {
    roundTrip(NEAR);
    roundTrip(TimeUnit.MILLISECONDS.toNanos(50));
    send();

    assertThat(opens()).isFalse();
  }

  @Test
  void aWayThatHasBecomeLonger_isNoticedWithinSeconds() {
    roundTrip(NEAR);
    for (int i = 0; i < 3; i++) {
      now += TimeUnit.SECONDS.toNanos(3);
      roundTrip(FAR);
    }
    send();

    assertThat(opens()).isTrue();
  }

  @Test
  void aNodeThatNeverSaysWhatItTookIn_getsEverythingAtOnce() {
    for (int i = 0; i < 1_000; i++) {
      send();
      taken(0);
    }

    assertThat(opens()).isTrue();
  }

  private boolean opens() {
    return pacing.opensFor(1, 100);
  }

  private void roundTrip(long nanos) {
    send();
    now += nanos;
    taken(sent);
  }

  private void send() {
    pacing.sent(now);
    sent++;
  }

  private void taken(long count) {
    pacing.taken(count, now);
  }
}
