package io.cashew.proxy.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RemoteClockTest {
  private final RemoteClock clock = new RemoteClock();

  @Test
  void at_nothingTold_isUnknown() {
    assertThat(clock.at(5)).isEqualTo(RemoteClock.UNKNOWN);
  }

  @Test
  void at_afterATelling_goesOnWithOurClock() {
    clock.told(1_000, 10);

    assertThat(clock.at(10)).isEqualTo(1_000);
    assertThat(clock.at(35)).isEqualTo(1_025);
  }

  @Test
  void at_aTellingThatWasHeldUp_countsTheOneBefore() {
    clock.told(1_000, 10);
    clock.told(1_100, 910); // it showed 1,900 by then

    assertThat(clock.at(910)).isEqualTo(1_900);
  }

  @Test
  void at_clocksThatRunApart_followsTheLastTwo() {
    clock.told(1_000, 0);
    clock.told(1_090, 100); // theirs is slower
    clock.told(1_180, 200);

    assertThat(clock.at(200)).isEqualTo(1_190);
  }
}
