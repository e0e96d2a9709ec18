package io.cashew.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.cashew.time.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HotKeysTest {
  private static final ByteString A = ByteString.copyFromUtf8("a");
  private static final ByteString B = ByteString.copyFromUtf8("b");

  private final FakeTime time = new FakeTime();

  @Test
  void everyOperationLookedAt_tellsRatesAsTheyAre() {
    HotKeys hot = new HotKeys(1, 1, time);
    use(hot, 0, A, 30);
    use(hot, 0, B, 10);

    time.advance(Duration.ofSeconds(4));

    HotReport report = hot.report("", 10);
    assertThat(report.perSecond()).isCloseTo(10, within(0.01));
    assertThat(report.keys()).extracting(HotKey::key).containsExactly(A, B);
    assertThat(report.keys().get(0).perSecond()).isCloseTo(7.5, within(0.01));
    assertThat(report.keys().get(0).error()).isZero();
  }

  @Test
  void aSample_tellsRatesNearly_whateverStrideTheRequestsHave() {
    HotKeys hot = new HotKeys(64, 1, time);
    for (int i = 0; i < 64_000; i++) { // in step with the sample's mean
      use(hot, 0, i % 64 == 0 ? A : B, 1);
    }

    time.advance(Duration.ofSeconds(1));

    HotReport report = hot.report("", 10);
    assertThat(report.perSecond()).isCloseTo(64_000, within(6_400.0));
    assertThat(report.keys()).extracting(HotKey::key).containsExactly(B, A);
    assertThat(report.keys().get(1).perSecond()).isBetween(200.0, 3_000.0);
  }

  @Test
  void whatWasHot_fades() {
    HotKeys hot = new HotKeys(1, 1, time);
    use(hot, 0, A, 1_000);
    time.advance(HotLane.HALF_LIFE.multipliedBy(5));
    use(hot, 0, B, 100);

    assertThat(hot.report("", 1).keys()).extracting(HotKey::key).containsExactly(B);
  }

  @Test
  void aSteadyRate_isToldAsItIs_howeverOftenItWasHalved() {
    HotKeys hot = new HotKeys(1, 1, time);
    for (int second = 0; second < 95; second++) {
      use(hot, 0, A, 20);
      time.advance(Duration.ofSeconds(1));
    }

    assertThat(hot.report("", 1).keys().get(0).perSecond()).isCloseTo(20, within(0.5));
  }

  @Test
  void longAfter_nothingIsHot() {
    HotKeys hot = new HotKeys(1, 1, time);
    use(hot, 0, A, 1_000);

    time.advance(Duration.ofHours(5));

    assertThat(hot.report("", 10).keys()).isEmpty();
    assertThat(hot.report("", 10).perSecond()).isZero();
  }

  @Test
  void keysOfSeveralLanes_areSummed() {
    HotKeys hot = new HotKeys(1, 2, time);
    use(hot, 0, A, 10);
    use(hot, 1, A, 20);
    use(hot, 1, B, 25);
    time.advance(Duration.ofSeconds(1));

    assertThat(hot.report("", 10).keys()).extracting(HotKey::key).containsExactly(A, B);
    assertThat(hot.report("", 10).keys().get(0).perSecond()).isCloseTo(30, within(0.01));
  }

  @Test
  void aKeyThatOneLaneMayHaveLost_hasThatAsItsError() {
    HotKeys hot = new HotKeys(1, 2, time);
    use(hot, 0, A, 1_000);
    for (int i = 0; i < 2 * HotLane.KEYS; i++) {
      use(hot, 1, ByteString.copyFromUtf8("other" + i), 1);
    }
    time.advance(Duration.ofSeconds(1));

    HotKey hottest = hot.report("", 1).keys().get(0);

    assertThat(hottest.key()).isEqualTo(A);
    assertThat(hottest.error()).isCloseTo(2, within(0.01));
    assertThat(hottest.perSecond()).isCloseTo(1_002, within(0.1));
  }

  @Test
  void whereNoKeyIsHot_noneIsListed() {
    HotKeys hot = new HotKeys(1, 1, time);
    for (int i = 0; i < 40 * HotLane.KEYS; i++) {
      use(hot, 0, ByteString.copyFromUtf8("k" + i), 1);
    }
    time.advance(Duration.ofSeconds(1));

    assertThat(hot.report("", 10).keys()).isEmpty();
  }

  @Test
  void oneGroup_isListedAlone() {
    HotKeys hot = new HotKeys(1, 1, time);
    hot.lane(0).used("g", 1, A);
    hot.lane(0).used("h", 2, B);
    time.advance(Duration.ofSeconds(1));

    assertThat(hot.report("h", 10).keys()).extracting(HotKey::key).containsExactly(B);
  }

  @Test
  void switchedOff_looksAtNothing() {
    HotKeys off = new HotKeys(HotKeys.OFF, 1, time);
    use(off, 0, A, 100_000);
    time.advance(Duration.ofSeconds(1));

    assertThat(off.report("", 10).keys()).isEmpty();
  }

  @Test
  void aSampleOutOfRange_isRefused() {
    assertThatThrownBy(() -> new HotKeys(-1, 1, time))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hot-keys: -1 (expected: 0 to 65536)");
  }

  private static void use(HotKeys hot, int lane, ByteString key, int times) {
    for (int i = 0; i < times; i++) {
      hot.lane(lane).used("g", key.hashCode(), key);
    }
  }
}
