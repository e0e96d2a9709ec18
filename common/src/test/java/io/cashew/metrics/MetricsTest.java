package io.cashew.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cashew.tally.Bounds;
import io.cashew.tally.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricsTest {
  private static final Metric THINGS =
      Metric.counter("cashew_test_things_total", "Things that were.", "kind");
  private static final Metric SIZES = Metric.histogram("cashew_test_sizes", "Of things.");

  private final Metrics metrics = Metrics.ofThisProcess();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void text_isWhatTheSourcesSayAtThatMoment() {
    double[] things = {1};
    metrics.add(sheet -> sheet.put(THINGS, things[0], "new"));
    assertThat(metrics.text()).contains("cashew_test_things_total{kind=\"new\"} 1.0\n");

    things[0] = 2;

    assertThat(metrics.text()).contains("cashew_test_things_total{kind=\"new\"} 2.0\n");
  }

  @Test
  void put_twiceUnderTheSameLabels_addsUp() {
    Histogram sizes = new Histogram(Bounds.SIZES);
    sizes.record(4);
    metrics.add(sheet -> sheet.put(THINGS, 1, "a"));
    metrics.add(sheet -> sheet.put(THINGS, 2, "a"));
    metrics.add(sheet -> sheet.put(THINGS, 4, "b"));
    metrics.add(sheet -> sheet.put(SIZES, sizes.read()));
    metrics.add(sheet -> sheet.put(SIZES, sizes.read()));

    assertThat(metrics.text())
        .contains("cashew_test_things_total{kind=\"a\"} 3.0\n")
        .contains("cashew_test_things_total{kind=\"b\"} 4.0\n")
        .contains("cashew_test_sizes_bucket{le=\"2.0\"} 0\n")
        .contains("cashew_test_sizes_bucket{le=\"4.0\"} 2\n")
        .contains("cashew_test_sizes_count 2\n")
        .contains("cashew_test_sizes_sum 8.0\n");
  }

  @Test
  void source_thatFails_costsItsOwnNumbersOnly() {
    metrics.add(
        sheet -> {
          throw new IllegalStateException("as the test wants it");
        });
    metrics.add(sheet -> sheet.put(THINGS, 1, "new"));

    assertThat(metrics.text()).contains("cashew_test_things_total", "jvm_memory_used_bytes");
  }

  @Test
  void put_withLabelsThatAreNotTheMetrics_isRefused() {
    Sheet sheet = new Sheet();

    assertThatThrownBy(() -> sheet.put(THINGS, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cashew_test_things_total");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"things_total", "cashew_Things_total", "cashew__things_total", "cashew_x"})
  void counter_thatIsNamedAgainstTheConventions_isRefused(String name) {
    assertThatThrownBy(() -> Metric.counter(name, "Things that were."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void gauge_thatIsNamedLikeACounter_isRefused() {
    assertThatThrownBy(() -> Metric.gauge("cashew_things_total", "Things that are."))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
