package io.cashew.proxy.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.tally.Distribution;
import io.cashew.time.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LastMinuteTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("k");
  private static final Operation GET = new Operation.Get("g", KEY, Want.VALUE);
  private static final Reply HIT = new Reply.Found(KEY, Outcome.HIT, null);
  private static final Reply LATE = new Reply.Failed(Reason.OWNER_SLOW, "late");

  private final FakeTime time = new FakeTime();
  private final RequestCounts door = new RequestCounts("door", 2, time, group -> true);
  private final LastMinute minute = LastMinute.of(ImmutableList.of(door), time, time);

  @Test
  void requests_areToldByDoorMethodAndOutcome() {
    timed(0, HIT, Duration.ofMillis(1));
    timed(1, LATE, Duration.ofMillis(100));

    assertThat(minute.read().latencies())
        .extracting(Latency::door, Latency::method, Latency::outcome)
        .containsExactly(tuple("door", "get", "failed"), tuple("door", "get", "hit"));
    assertThat(minute.read().all().count()).isEqualTo(2);
  }

  @Test
  void times_areNotTooShort_andASixteenthTooLongAtTheMost() {
    timed(0, HIT, Duration.ofNanos(1_234_567));

    Distribution hits = minute.read().latencies().get(0).times();

    assertThat(hits.quantile(0.5)).isBetween(1_234.567, 1_234.567 * 17 / 16);
    assertThat(hits.quantile(1)).isEqualTo(hits.quantile(0.001));
  }

  @Test
  void quantiles_areOfTheirRank() {
    for (int i = 0; i < 100; i++) {
      timed(0, HIT, Duration.ofMillis(i < 90 ? 1 : 100));
    }

    Distribution hits = minute.read().latencies().get(0).times();

    assertThat(hits.quantile(0.9)).isCloseTo(1_000, within(63.0));
    assertThat(hits.quantile(0.91)).isCloseTo(100_000, within(6_300.0));
  }

  @Test
  void whatIsOlderThanAMinute_isLeftOut() {
    timed(0, HIT, Duration.ofMillis(1));

    time.advance(Duration.ofSeconds(49));
    assertThat(minute.read().latencies()).hasSize(1);

    time.advance(Duration.ofSeconds(12));
    assertThat(minute.read().latencies()).isEmpty();
    assertThat(minute.read().window()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
  }

  @Test
  void aProxyThatHasJustStarted_tellsOfTheTimeSinceThen() {
    time.advance(Duration.ofSeconds(7));

    assertThat(minute.read().window()).isEqualTo(Duration.ofSeconds(7));
    assertThat(minute.read().all().quantile(0.99)).isZero();
  }

  /** Begins requests until one is timed, which takes so long. */
  private void timed(int lane, Reply reply, Duration took) {
    long begun = LaneRequests.NOT_TIMED;
    while (begun == LaneRequests.NOT_TIMED) {
      begun = door.begin(lane);
    }
    time.advance(took);
    door.end(lane, GET, reply, begun);
  }
}
