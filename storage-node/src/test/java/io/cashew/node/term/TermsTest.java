package io.cashew.node.term;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.ring.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TermsTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private final RingHistory history = RingHistory.beginning("a", "b");
  private final TermTable table = RingHistory.learner(A);

  @Test
  void standing_beforeAnyRing_isAheadOfEveryTermThatThereIs() {
    assertThat(table.current().standing(0, 1)).isEqualTo(Standing.AHEAD);
    assertThat(table.current().standing(0, 0)).isEqualTo(Standing.STALE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, HELD", // owned since the first ring
    "0, 0, STALE", // no term
    "0, -1, STALE",
    "0, 2, AHEAD", // a ring that has not come
    "1, 1, STALE", // another node's
    "-1, 1, STALE", // no partition
    "2, 1, STALE",
    "2147483647, 1, STALE",
    "2, 2, AHEAD" // who knows how many partitions that ring has
  })
  void standing_byTheFirstRing_isWhatThatSays(int partition, long since, Standing expected) {
    table.apply(history.current());

    assertThat(table.current().standing(partition, since)).isEqualTo(expected);
  }

  @Test
  void standing_ofAPartitionGotFromAnother_isUnfencedUntilThatIsFenced() {
    table.apply(history.current());
    table.apply(history.move(1, "a"));

    assertThat(table.current().standing(1, 2)).isEqualTo(Standing.UNFENCED);
    assertThat(table.current().standing(0, 1)).isEqualTo(Standing.HELD);
    assertThat(table.holds(1, 2)).isFalse();

    table.fenced(B, 2);

    assertThat(table.current().standing(1, 2)).isEqualTo(Standing.HELD);
    assertThat(table.holds(1, 2)).isTrue();
  }

  @Test
  void standing_ofAPartitionThatWentAwayAndCameBack_isStaleForTheOldTerm() {
    table.apply(history.current());
    table.apply(history.move(0, "b"));
    assertThat(table.current().standing(0, 1)).isEqualTo(Standing.STALE);
    table.apply(history.move(0, "a"));

    assertThat(table.current().standing(0, 1)).isEqualTo(Standing.STALE);
    assertThat(table.current().standing(0, 2)).isEqualTo(Standing.STALE);
    assertThat(table.current().standing(0, 3)).isEqualTo(Standing.UNFENCED);
  }

  @Test
  void standing_ofAPartitionThatWentAndCameBackUnseen_isStaleForTheOldTerm() {
    table.apply(history.current());
    history.move(0, "b");
    table.apply(history.move(0, "a"));

    assertThat(table.current().standing(0, 1)).isEqualTo(Standing.STALE);
    assertThat(table.current().standing(0, 3)).isEqualTo(Standing.UNFENCED);
  }

  @Test
  void fence_ofAnUnchangedTerm_outlivesFurtherRings() {
    table.apply(history.move(1, "a"));
    table.fenced(B, 2);

    table.apply(history.move(0, "c"));

    assertThat(table.current().standing(1, 2)).isEqualTo(Standing.HELD);
  }

  @Test
  void fence_thatIsMissing_isMissingByFurtherRingsToo() {
    table.apply(history.move(1, "a"));

    table.apply(history.move(0, "c"));

    assertThat(table.current().standing(1, 2)).isEqualTo(Standing.UNFENCED);
  }

  @Test
  void fence_ofAnOlderEpoch_isIgnored() {
    table.apply(history.move(1, "a"));
    table.apply(history.move(0, "c"));

    table.fenced(B, 2);

    assertThat(table.current().standing(1, 2)).isEqualTo(Standing.UNFENCED);
  }

  @Test
  void fence_ofANewerEpoch_counts() {
    table.apply(history.move(1, "a"));

    table.fenced(B, 9);

    assertThat(table.current().standing(1, 2)).isEqualTo(Standing.HELD);
  }

  @Test
  void fence_ofAnotherNode_changesNothing() {
    table.apply(history.move(1, "a"));

    table.fenced(new NodeId("c"), 2);

    assertThat(table.current().standing(1, 2)).isEqualTo(Standing.UNFENCED);
  }

  @Test
  void settledEpoch_whileAPredecessorIsUnfenced_isNone() {
    table.apply(history.current());
    assertThat(table.current().settledEpoch()).isEqualTo(1);

    table.apply(history.move(1, "a"));
    assertThat(table.current().settledEpoch()).isZero();

    table.fenced(B, 2);
    assertThat(table.current().settledEpoch()).isEqualTo(2);
  }

  @Test
  void isEmpty_isWhetherNothingIsOwned() {
    assertThat(table.current().isEmpty()).isTrue();

    table.apply(history.current());
    assertThat(table.current().isEmpty()).isFalse();

    table.apply(history.move(0, "b"));
    assertThat(table.current().isEmpty()).isTrue();
  }
}
