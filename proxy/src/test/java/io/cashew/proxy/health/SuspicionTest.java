package io.cashew.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.proxy.health.Suspicion.Verdict;
import org.junit.jupiter.api.Test;

final class SuspicionTest {
  private final Suspicion suspicion = new Suspicion();

  @Test
  void nothingAsked_isUnknown() {
    assertThat(suspicion.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(suspicion.isInDoubt()).isFalse();
  }

  @Test
  void oneAnswer_isWell() {
    suspicion.answered();

    assertThat(suspicion.verdict()).isEqualTo(Verdict.WELL);
  }

  @Test
  void oneFailure_isInDoubtAndNoMore() {
    suspicion.answered();

    suspicion.failed();

    assertThat(suspicion.verdict()).isEqualTo(Verdict.WELL);
    assertThat(suspicion.isInDoubt()).isTrue();
  }

  @Test
  void twoFailuresInARow_areSuspect() {
    suspicion.answered();
    suspicion.failed();

    suspicion.failed();

    assertThat(suspicion.verdict()).isEqualTo(Verdict.SUSPECT);
    assertThat(suspicion.isInDoubt()).isFalse();
  }

  @Test
  void failuresWithAnAnswerBetween_areNot() {
    suspicion.answered();
    suspicion.failed();
    suspicion.answered();

    suspicion.failed();

    assertThat(suspicion.verdict()).isEqualTo(Verdict.WELL);
  }

  @Test
  void refused_isSuspectAtOnce() {
    suspicion.answered();

    suspicion.refused();

    assertThat(suspicion.verdict()).isEqualTo(Verdict.SUSPECT);
  }

  @Test
  void suspect_isTrustedAfterTwoAnswersInARow() {
    suspicion.refused();

    suspicion.answered();
    Verdict afterOne = suspicion.verdict();
    suspicion.failed();
    suspicion.answered();
    Verdict afterOneMore = suspicion.verdict();
    suspicion.answered();

    assertThat(afterOne).isEqualTo(Verdict.SUSPECT);
    assertThat(afterOneMore).isEqualTo(Verdict.SUSPECT);
    assertThat(suspicion.verdict()).isEqualTo(Verdict.WELL);
  }
}
