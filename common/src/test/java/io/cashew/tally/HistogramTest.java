package io.cashew.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HistogramTest {
  private final Histogram times = new Histogram(Bounds.TIMES);

  @ParameterizedTest
  @CsvSource({
    "0, 0.00005",
    "50000, 0.00005",
    "50001, 0.0001",
    "1000000, 0.001",
    "10000000000, 10.0",
    "10000000001, Infinity"
  })
  void record_value_isInTheFirstBucketItDoesNotExceed(long nanos, double bound) {
    times.record(nanos);

    Distribution read = times.read();
    for (int i = 0; i < read.buckets(); i++) {
      assertThat(read.count(i)).isEqualTo(read.largest(i) == bound ? 1 : 0);
    }
    assertThat(read.count()).isEqualTo(1);
  }

  @Test
  void sum_isOfAllValuesInSeconds() {
    times.record(TimeUnit.MILLISECONDS.toNanos(250));
    times.record(TimeUnit.MILLISECONDS.toNanos(500));

    assertThat(times.read().sum()).isEqualTo(0.75, within(1e-9));
  }

  @Test
  void plus_ofTwo_hasWhatBothHave() {
    Traffic one = new Traffic();
    Traffic other = new Traffic();
    one.sent(3);
    other.sent(600);
    other.received(1);

    Distribution sent = one.out().plus(other.out());

    assertThat(sent.count()).isEqualTo(2);
    assertThat(sent.sum()).isEqualTo(603);
    assertThat(sent.count(sent.buckets() - 1)).isEqualTo(1);
    assertThat(one.in().plus(other.in()).count()).isEqualTo(1);
  }

  @Test
  void plus_ofOtherBounds_isRefused() {
    assertThatThrownBy(() -> times.read().plus(new Traffic().in()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sharedHistogram_countsAsTheOtherDoes() {
    SharedHistogram shared = new SharedHistogram(Bounds.SIZES);
    shared.record(2);
    shared.record(2);
    shared.record(1_000);

    Distribution read = shared.read();

    assertThat(read.count(1)).isEqualTo(2);
    assertThat(read.count(read.buckets() - 1)).isEqualTo(1);
    assertThat(read.sum()).isEqualTo(1_004);
  }
}
