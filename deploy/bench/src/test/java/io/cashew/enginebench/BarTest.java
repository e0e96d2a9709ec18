package io.cashew.enginebench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BarTest {
  @Test
  void atLeast_ofTheLimitItself_isMet() {
    assertThat(Bar.atLeast(1.3).isMetBy(1.3)).isTrue();
    assertThat(Bar.atLeast(1.3).isMetBy(1.29)).isFalse();
  }

  @Test
  void atMost_ofTheLimitItself_isMet() {
    assertThat(Bar.atMost(195).isMetBy(195)).isTrue();
    assertThat(Bar.atMost(195).isMetBy(195.1)).isFalse();
  }

  @Test
  void bar_ofAFigureThatCouldNotBeMeasured_isMissed() {
    assertThat(Bar.atLeast(0).isMetBy(Double.NaN)).isFalse();
    assertThat(Bar.atMost(0).isMetBy(Double.NaN)).isFalse();
  }

  @Test
  void report_withABarMissed_exitsWithOne() {
    Report report = new Report("a report");

    report.judge("met", 1, Bar.atLeast(1));
    report.judge("missed", 1, Bar.atLeast(2));

    assertThat(report.finish()).isEqualTo(1);
  }
}
