package io.cashew.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.config.LimitSettings;
import io.cashew.status.Reason;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AccountTest {
  private static final int MIB = 1 << 20;
  private static final LimitSettings LIMITS =
      new LimitSettings(10_000, 64 * MIB, 4_000, 32 * MIB, Duration.ZERO);

  private final Admission all = new Admission(LIMITS, 2);
  private final Account account = all.open(0);

  @ParameterizedTest
  @EnumSource
  void reply_ofAnyRefusal_isInFlight(Refusal why) {
    assertThat(why.reply().reason()).isEqualTo(Reason.IN_FLIGHT);
  }

  @Test
  void admit_upToTheConnectionsOperations_refusesFurtherOnes() {
    assertThat(admitted(account, 5_000, 1)).isEqualTo(4_000);

    assertThat(account.admit(1, 1)).isEqualTo(Refusal.CONNECTION_OPERATIONS);
    assertThat(all.refused(Refusal.CONNECTION_OPERATIONS)).isEqualTo(1_001);
    account.release(1, 1);
    assertThat(account.admit(1, 1)).isNull();
  }

  @Test
  void admit_upToTheConnectionsBytes_refusesFurtherOnes() {
    assertThat(admitted(account, 100, MIB)).isEqualTo(32);

    assertThat(account.admit(1, MIB)).isEqualTo(Refusal.CONNECTION_BYTES);
    account.release(1, MIB);
    assertThat(account.admit(1, MIB)).isNull();
  }

  @Test
  void admit_severalAtOnce_allOrNone() {
    assertThat(account.admit(4_001, 0)).isEqualTo(Refusal.CONNECTION_OPERATIONS);

    assertThat(account.admit(4_000, 0)).isNull();
    assertThat(all.operations()).isEqualTo(4_000);
  }

  @Test
  void admit_othersAreGreedy_stillGetsIn() {
    for (int i = 0; i < 200; i++) {
      admitted(all.open(i % 2), 4_000, 0);
    }

    assertThat(all.operations()).isLessThanOrEqualTo(LIMITS.operations());
    assertThat(account.admit(1, 0)).isNull();
  }

  @Test
  void admit_severalGreedyOnes_comeToHoldTheSame() {
    Account other = all.open(1);
    account.admit(4_000, 0);
    other.admit(4_000, 0);
    Account greedy = all.open(0);
    int late = admitted(greedy, 4_000, 0);

    for (int i = 0; i < 10_000; i++) { // each gives one back and wants two
      for (Account each : new Account[] {account, other, greedy}) {
        each.answered(1);
        each.release(1, 0);
        admitted(each, 2, 0);
      }
    }

    assertThat(late).isLessThan(2_000);
    assertThat(Stream.of(account, other, greedy).map(AccountTest::held))
        .allSatisfy(held -> assertThat(held).isBetween(2_800, 3_200));
  }

  @Test
  void admit_proxysBytesHeldElsewhere_isRefused() {
    all.holdElsewhere(64 * MIB);

    assertThat(account.admit(1, Account.STEP_BYTES)).isNull(); // nobody has told it yet
    assertThat(account.admit(1, MIB)).isEqualTo(Refusal.PROXY_BYTES);
    all.holdElsewhere(-64 * MIB);
    assertThat(account.admit(1, MIB)).isNull();
  }

  @Test
  void release_all_leavesTheSumsAtNothing() {
    IntStream.range(0, 1_000).forEach(i -> account.admit(1, 100));
    account.overdraw(40 * MIB);

    account.release(1_000, 100_000 + 40 * MIB);

    assertThat(all.operations()).isZero();
    assertThat(all.bytes()).isZero();
    assertThat(account.bytes()).isZero();
  }

  @Test
  void mayGrow_beyondTheLimit_isRefusedAndHoldsNothing() {
    account.admit(1, 31 * MIB);

    assertThat(account.mayGrow(2 * MIB)).isEqualTo(Refusal.CONNECTION_BYTES);
    assertThat(account.mayGrow(MIB)).isNull();
    assertThat(account.bytes()).isEqualTo(31L * MIB);
  }

  @Test
  void expected_goesByTheLargestOfTheLastAnswers() {
    assertThat(account.expected()).isZero();

    account.learn(1_000);
    account.learn(10);
    assertThat(account.expected()).isEqualTo(875);
    account.learn(2_000);
    assertThat(account.expected()).isEqualTo(2_000);
    IntStream.range(0, 100).forEach(i -> account.learn(10));
    assertThat(account.expected()).isLessThan(20);
  }

  @Test
  void expected_ofANewConnection_goesByItsLoop() {
    account.learn(MIB);
    account.learn(10);

    assertThat(all.open(0).expected()).isBetween(MIB / 2, MIB);
    assertThat(all.open(1).expected()).isZero();
  }

  @Test
  void expected_refusedForIt_shrinksUntilItFits() {
    account.learn(MIB);
    all.open(0).admit(1, 32 * MIB);
    Account third = all.open(1);
    third.admit(1, 20 * MIB);
    third.learn(MIB);

    int tries = 0;
    while (third.admit(1, 5L * third.expected()) != null) {
      tries++;
    }

    assertThat(tries).isBetween(1, 100);
  }

  @Test
  void admit_loopIsSlow_isRefusedUntilSomethingIsAnswered() {
    Admission hurried =
        new Admission(
            new LimitSettings(10_000, 64 * MIB, 4_000, 32 * MIB, Duration.ofMillis(1)), 1);
    Account one = hurried.open(0);
    Account other = hurried.open(0);
    one.admit(1_000, 0);
    long second = Duration.ofSeconds(1).toNanos();
    for (int i = 1; i <= 20; i++) {
      one.pace().took(i * second, (i + 1) * second);
    }

    assertThat(other.admit(1, 0)).isEqualTo(Refusal.DELAY);
    one.answered(900);
    assertThat(other.admit(1, 0)).isNull();
    assertThat(hurried.refused(Refusal.DELAY)).isEqualTo(1);
  }

  private static int admitted(Account account, int tries, long bytes) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      if (account.admit(1, bytes) == null) {
        admitted++;
      }
    }
    return admitted;
  }

  private static int held(Account account) {
    return account.operations();
  }
}
