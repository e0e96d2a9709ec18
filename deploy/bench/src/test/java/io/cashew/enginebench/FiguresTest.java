package io.cashew.enginebench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FiguresTest {
  @Test
  void median_ofAnEvenNumber_isBetweenTheTwoInTheMiddle() {
    assertThat(Figures.median(9, 1, 3, 2)).isEqualTo(2.5);
  }

  @Test
  void median_ofAnOddNumber_isTheOneInTheMiddle() {
    assertThat(Figures.median(9, 1, 3)).isEqualTo(3);
  }

  @Test
  void median_ofNothing_isNoNumber() {
    assertThat(Figures.median()).isNaN();
  }

  @Test
  void text_keepsTheDigitsThatMatter() {
    assertThat(Figures.text(1_234_567.8)).isEqualTo("1,234,568");
    assertThat(Figures.text(196.13)).isEqualTo("196.1");
    assertThat(Figures.text(1.5)).isEqualTo("1.50");
    assertThat(Figures.text(0.0154)).isEqualTo("0.0154");
  }
}
