package io.cashew.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.operation.Operation.Want;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitsTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("key");
  private static final ByteString VALUE = ByteString.copyFromUtf8("value");
  private static final long A_YEAR = 365L * 24 * 3600 * 1000;

  static Stream<String> goodNames() {
    return Stream.of("a", "0", ".", "-", "_", "users.v2_eu-west", "x".repeat(64));
  }

  @ParameterizedTest
  @MethodSource("goodNames")
  void group_wellFormed_isTaken(String name) {
    assertThatCode(() -> new Operation.Delete(name, KEY)).doesNotThrowAnyException();
  }

  static Stream<String> badNames() {
    return Stream.of("", "Users", "a b", "a/b", "a:b", "é", "\u0000", "x".repeat(65));
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void group_malformed_isRefused(String name) {
    assertThat(reasonOf(() -> new Operation.Get(name, KEY, Want.VALUE)))
        .isEqualTo(Reason.GROUP_NAME);
  }

  @Test
  void group_absurdlyLong_isNotRepeatedInTheMessage() {
    assertThatThrownBy(() -> Limits.checkGroup("X".repeat(1 << 20)))
        .satisfies(refused -> assertThat(refused.getMessage().length()).isLessThan(200));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_024})
  void key_atTheLimit_isTaken(int bytes) {
    assertThatCode(() -> new Operation.Get("g", bytes(bytes), Want.VALUE))
        .doesNotThrowAnyException();
  }

  @Test
  void key_empty_isRefused() {
    assertThat(reasonOf(() -> new Operation.Delete("g", ByteString.EMPTY)))
        .isEqualTo(Reason.KEY_EMPTY);
  }

  @Test
  void key_tooLong_isRefused() {
    assertThat(reasonOf(() -> new Operation.Touch("g", bytes(1_025), 1)))
        .isEqualTo(Reason.KEY_TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1 << 20})
  void value_atTheLimit_isTaken(int bytes) {
    assertThatCode(() -> new Operation.Set("g", KEY, bytes(bytes), 1)).doesNotThrowAnyException();
  }

  @Test
  void value_tooLarge_isRefused() {
    assertThat(reasonOf(() -> new Operation.Set("g", KEY, bytes((1 << 20) + 1), 1)))
        .isEqualTo(Reason.VALUE_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(longs = {Operation.GROUP_TTL, 1, A_YEAR})
  void ttl_inRange_isTaken(long millis) {
    assertThatCode(() -> new Operation.Set("g", KEY, VALUE, millis)).doesNotThrowAnyException();
    assertThatCode(() -> new Operation.Touch("g", KEY, millis)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, A_YEAR + 1, Long.MAX_VALUE})
  void ttl_outOfRange_isRefused(long millis) {
    assertThat(reasonOf(() -> new Operation.Set("g", KEY, VALUE, millis)))
        .isEqualTo(Reason.TTL_OUT_OF_RANGE);
    assertThat(reasonOf(() -> new Operation.Touch("g", KEY, millis)))
        .isEqualTo(Reason.TTL_OUT_OF_RANGE);
  }

  private static ByteString bytes(int count) {
    return ByteString.copyFrom(new byte[count]);
  }

  private static Reason reasonOf(Runnable refused) {
    try {
      refused.run();
    } catch (CashewException e) {
      return e.reason();
    }
    throw new AssertionError("it was taken");
  }
}
