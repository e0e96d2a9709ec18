package io.cashew.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Ttl;
import io.cashew.status.Reason;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is asked again, how often, and how soon. */
final class RetryRulesTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("k");
  private static final List<Operation> ONCE =
      List.of(
          new Operation.Set("g", KEY, KEY, Ttl.GROUP),
          new Operation.Set("g", KEY, KEY, Ttl.GROUP, Condition.IF_ABSENT, Bring.NOTHING),
          new Operation.Delete("g", KEY, Bring.VALUE),
          new Operation.Touch("g", KEY, Ttl.GROUP, Bring.NOTHING));
  private static final List<Operation> REPEATABLE =
      List.of(new Operation.Get("g", KEY, Want.VALUE), new Operation.Delete("g", KEY));

  @Test
  void whatMayHaveBeenExecuted_goesElsewhereOnlyIfTwiceDoesNoHarm() {
    assertThat(ONCE)
        .noneMatch(each -> Repeats.mayGoElsewhere(each, Reason.OWNER_UNREACHABLE))
        .noneMatch(Repeats::mayBeExecutedTwice);
    assertThat(REPEATABLE)
        .allMatch(each -> Repeats.mayGoElsewhere(each, Reason.OWNER_UNREACHABLE))
        .allMatch(Repeats::mayBeExecutedTwice);
  }

  @Test
  void whatWasRefused_goesElsewhere_andNothingElseDoes() {
    Set<Reason> refusals = EnumSet.of(Reason.IN_FLIGHT, Reason.DRAINING, Reason.NO_RING);

    for (Reason reason : Reason.values()) {
      assertThat(ONCE)
          .as(reason.name())
          .allMatch(each -> Repeats.mayGoElsewhere(each, reason) == refusals.contains(reason));
    }
  }

  @Test
  void budget_allowsOneRetryForFiveRequestsAndAReserve() {
    RetryBudget budget = new RetryBudget();
    int atOnce = taken(budget);

    IntStream.range(0, 500).forEach(i -> budget.requested());

    assertThat(atOnce).isEqualTo(100);
    assertThat(taken(budget)).isEqualTo(100);
  }

  @Test
  void budget_savedUp_isBounded() {
    RetryBudget budget = new RetryBudget();

    IntStream.range(0, 1_000_000).forEach(i -> budget.requested());

    assertThat(taken(budget)).isEqualTo(1_000);
  }

  @Test
  void backoff_growsToASecondAndBeginsAnew() {
    Backoff backoff = new Backoff(new Random(7));

    long[] waits = IntStream.range(0, 8).mapToLong(i -> backoff.next().toMillis()).toArray();
    backoff.reset();

    assertThat(waits[0]).isBetween(38L, 50L);
    assertThat(waits[1]).isBetween(75L, 100L);
    assertThat(waits[4]).isBetween(600L, 800L);
    assertThat(waits[7]).isBetween(750L, 1_000L);
    assertThat(backoff.next().toMillis()).isBetween(38L, 50L);
  }

  private static int taken(RetryBudget budget) {
    int taken = 0;
    while (budget.take()) {
      taken++;
    }
    return taken;
  }
}
