package io.cashew.proxy.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.config.LimitSettings;
import io.cashew.proxy.admission.Account;
import io.cashew.proxy.admission.Admission;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ConnectionTest {
  private static final int MIB = 1 << 20;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final LimitSettings LIMITS =
      new LimitSettings(400, 32 * MIB, 400, 16 * MIB, Duration.ZERO);

  private final FakeTime time = new FakeTime();
  private final Admission admission = new Admission(LIMITS, 1);
  private final Account account = admission.open(0);
  private final AtomicInteger cuts = new AtomicInteger();
  private final Connection connection =
      new Connection("a client", account, why -> {}, time, cuts::incrementAndGet);

  @Test
  void watch_ofLittle_setsNoTimer() {
    account.admit(1, Connection.WATCHED_BYTES);
    account.answered(1);

    connection.watch();

    assertThat(time.pending()).isZero();
  }

  @Test
  void watch_answersAreNotRead_cutsAfterAMinute() {
    account.admit(1, MIB);
    account.answered(1);
    connection.watch();

    time.advance(SECOND.multipliedBy(59));
    assertThat(cuts).hasValue(0);
    time.advance(SECOND.multipliedBy(2));

    assertThat(cuts).hasValue(1);
    assertThat(time.pending()).isZero();
  }

  @Test
  void watch_othersNeedTheMemory_cutsSoon() {
    account.admit(1, MIB);
    account.answered(1);
    admission.holdElsewhere(30 * MIB);
    connection.watch();

    time.advance(SECOND.multipliedBy(4));

    assertThat(cuts).hasValue(1);
  }

  @Test
  void watch_answersAreUnderWay_waits() {
    account.admit(1, MIB);
    connection.watch();

    time.advance(Duration.ofMinutes(10));

    assertThat(cuts).hasValue(0);
  }

  @Test
  void watch_isReadAgain_endsAndMayBeginAgain() {
    account.admit(1, MIB);
    account.answered(1);
    connection.watch();
    account.release(1, MIB);

    time.advance(SECOND);
    assertThat(time.pending()).isZero();
    account.admit(1, MIB);
    connection.watch();

    assertThat(time.pending()).isEqualTo(1);
  }

  @Test
  void watch_connectionIsClosed_ends() {
    account.admit(1, MIB);
    account.answered(1);
    connection.watch();

    connection.close();
    time.advance(Duration.ofMinutes(10));

    assertThat(cuts).hasValue(0);
    assertThat(time.pending()).isZero();
  }
}
