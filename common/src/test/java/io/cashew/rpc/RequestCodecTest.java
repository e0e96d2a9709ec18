package io.cashew.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.Expiry;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetRequest;
import io.cashew.v1.TouchRequest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RequestCodecTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("k");

  static Stream<Operation> operations() {
    return LinkCodecTest.operations().stream();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void request_ofAnyKind_isReadBack(Operation operation) {
    assertThat(throughMessage(operation)).isEqualTo(operation);
  }

  private static Operation throughMessage(Operation operation) {
    if (operation instanceof Operation.Get get) {
      return RequestCodec.get(RequestCodec.get(get));
    }
    if (operation instanceof Operation.Set set) {
      return RequestCodec.set(RequestCodec.set(set));
    }
    return operation instanceof Operation.Delete delete
        ? RequestCodec.delete(RequestCodec.delete(delete))
        : RequestCodec.touch(RequestCodec.touch((Operation.Touch) operation));
  }

  @Test
  void condition_thatIsFalse_isNone() {
    SetRequest request = set().setIfAbsent(false).build();

    assertThat(RequestCodec.set(request).condition()).isEqualTo(Condition.ALWAYS);
  }

  static Stream<SetRequest.Builder> wrongTimes() {
    return Stream.of(
        set().setTtlMs(0),
        set().setTtlMs(-1),
        set().setTtlMs(Operation.MAX_TTL.toMillis() + 1),
        set().setTtlMs(1).setExpiry(Expiry.EXPIRY_NEVER),
        set().setExpiryValue(99));
  }

  @ParameterizedTest
  @MethodSource("wrongTimes")
  void timeToLive_thatCannotBe_isRefused(SetRequest.Builder request) {
    assertThatThrownBy(() -> RequestCodec.set(request.build()))
        .isInstanceOfSatisfying(
            CashewException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.TTL_OUT_OF_RANGE));
  }

  @Test
  void touch_thatKeepsTheTimeToLive_isRefused() {
    TouchRequest request =
        TouchRequest.newBuilder()
            .setGroup("users")
            .setKey(KEY)
            .setExpiry(Expiry.EXPIRY_KEEP)
            .build();

    assertThatThrownBy(() -> RequestCodec.touch(request))
        .isInstanceOfSatisfying(
            CashewException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.TTL_OUT_OF_RANGE));
  }

  @Test
  void entryOfABatch_hasItsOwnConditionAndTheBatchsTimeToLiveUnlessItNamesOne() {
    SetEntry entry = SetEntry.newBuilder().setKey(KEY).setIfVersion(7).build();
    SetEntry timed = entry.toBuilder().setTtlMs(5).build();

    assertThat(RequestCodec.set("users", entry, Ttl.NEVER))
        .isEqualTo(
            new Operation.Set(
                "users", KEY, ByteString.EMPTY, Ttl.NEVER, Condition.ifVersion(7), Bring.NOTHING));
    assertThat(RequestCodec.set("users", timed, Ttl.NEVER).ttl()).isEqualTo(Ttl.ofMillis(5));
  }

  private static SetRequest.Builder set() {
    return SetRequest.newBuilder().setGroup("users").setKey(KEY);
  }
}
