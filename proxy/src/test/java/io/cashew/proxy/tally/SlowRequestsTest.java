package io.cashew.proxy.tally;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SlowRequestsTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("k");
  private static final Operation GET = new Operation.Get("g", KEY, Want.VALUE);
  private static final Reply HIT = new Reply.Found(KEY, Outcome.HIT, null);
  private static final Duration THRESHOLD = Duration.ofMillis(500);

  private final FakeTime time = new FakeTime();
  private final SlowRequests slow = SlowRequests.above(THRESHOLD, time, time);

  @Test
  void aRequestAsLongAsTheThreshold_isRememberedWithItsStages() {
    int begun = slow.now();
    time.advance(Duration.ofMillis(200));
    int sent = slow.now();
    time.advance(Duration.ofMillis(300));

    slow.ended(GET, HIT, begun, sent);
    time.advance(Duration.ofSeconds(2));

    assertThat(slow.last())
        .containsExactly(
            new SlowRequest(
                "g",
                KEY,
                "get",
                "hit",
                Duration.ofMillis(200),
                Duration.ofMillis(300),
                time.nanos() - Duration.ofSeconds(2).toNanos()));
    assertThat(slow.age(slow.last().get(0))).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aRequestThatFailed_saysWhy() {
    int begun = slow.now();
    time.advance(THRESHOLD);

    slow.ended(GET, new Reply.Failed(Reason.OWNER_SLOW, "late"), begun, begun);

    assertThat(slow.last()).extracting(SlowRequest::outcome).containsExactly("owner_slow");
  }

  @Test
  void aQuickerRequest_isNotRemembered() {
    int begun = slow.now();
    time.advance(THRESHOLD.minus(RoughClock.TICK));

    slow.ended(GET, HIT, begun, begun);

    assertThat(slow.last()).isEmpty();
  }

  @Test
  void aThresholdOfZero_remembersNothing() {
    SlowRequests none = SlowRequests.above(Duration.ZERO, time, time);
    int begun = none.now();
    time.advance(Duration.ofHours(1));

    none.ended(GET, HIT, begun, begun);

    assertThat(none.last()).isEmpty();
  }

  @Test
  void manySlowRequests_leaveTheLast() {
    for (int i = 0; i < SlowRequests.REMEMBERED + 1; i++) {
      int begun = slow.now();
      time.advance(THRESHOLD.plus(RoughClock.TICK.multipliedBy(i)));
      slow.ended(GET, HIT, begun, begun);
    }

    assertThat(slow.last()).hasSize(SlowRequests.REMEMBERED);
    assertThat(slow.last().get(0).atNode()).isEqualTo(THRESHOLD.plus(RoughClock.TICK));
  }
}
