package io.cashew.proxy.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.proxy.fake.ExchangeClient;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.fake.RunningProxy;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.Reason;
import io.cashew.v1.DeleteManyRequest;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.DeleteResult;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeResult;
import io.cashew.v1.Failure;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetRequest;
import io.cashew.v1.GetResult;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetManyRequest;
import io.cashew.v1.SetRequest;
import io.cashew.v1.SetResult;
import io.cashew.v1.TouchRequest;
import io.grpc.StatusRuntimeException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What breaks a limit gets its status and its reason by every way in, and reaches no node. */
@Timeout(30)
final class BadInputTest {
  private static final ByteString GOOD_KEY = ByteString.copyFromUtf8("key");
  private static final ByteString LONG_KEY = bytes(1_025);
  private static final ByteString BIG_VALUE = bytes((1 << 20) + 1);
  private static final long A_YEAR = 365L * 24 * 3600 * 1000;

  private static FakeNode node;
  private static RunningProxy proxy;

  @BeforeAll
  static void start() {
    node = FakeNode.start("a");
    proxy = RunningProxy.over(node);
  }

  @AfterAll
  static void close() {
    assertThat(node.received()).allSatisfy(asked -> assertThat(asked.key()).isEqualTo(GOOD_KEY));
    proxy.close();
    node.close();
  }

  static Stream<Arguments> operations() {
    return Stream.of(
        bad(Reason.KEY_EMPTY, get("g", ByteString.EMPTY)),
        bad(Reason.KEY_EMPTY, set("g", ByteString.EMPTY, GOOD_KEY)),
        bad(Reason.KEY_EMPTY, delete("g", ByteString.EMPTY)),
        bad(Reason.KEY_EMPTY, touch("g", ByteString.EMPTY)),
        bad(Reason.KEY_TOO_LONG, get("g", LONG_KEY)),
        bad(Reason.KEY_TOO_LONG, set("g", LONG_KEY, GOOD_KEY)),
        bad(Reason.KEY_TOO_LONG, delete("g", LONG_KEY)),
        bad(Reason.KEY_TOO_LONG, touch("g", LONG_KEY)),
        bad(Reason.GROUP_NAME, get("", GOOD_KEY)),
        bad(Reason.GROUP_NAME, set("Users", GOOD_KEY, GOOD_KEY)),
        bad(Reason.GROUP_NAME, delete("a b", GOOD_KEY)),
        bad(Reason.GROUP_NAME, touch("x".repeat(65), GOOD_KEY)),
        bad(Reason.VALUE_TOO_LARGE, set("g", GOOD_KEY, BIG_VALUE)),
        bad(Reason.TTL_OUT_OF_RANGE, setFor(0)),
        bad(Reason.TTL_OUT_OF_RANGE, setFor(-1)),
        bad(Reason.TTL_OUT_OF_RANGE, setFor(A_YEAR + 1)),
        bad(Reason.TTL_OUT_OF_RANGE, touchFor(0)),
        bad(Reason.TTL_OUT_OF_RANGE, touchFor(-1)),
        bad(Reason.TTL_OUT_OF_RANGE, touchFor(A_YEAR + 1)));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void unary_beyondALimit_isRefusedWithItsReason(Reason reason, ExchangeOperation operation) {
    StatusRuntimeException refused = refusal(() -> callUnary(operation));

    assertThat(StatusCodec.carried(refused)).contains(reason);
    assertThat(refused.getStatus().getCode()).isEqualTo(reason.code());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void batch_oneBeyondALimit_isRefusedWithItsReasonAndTheOtherIsNot(
      Reason reason, ExchangeOperation operation) {
    if (operation.hasTouch()) {
      return; // there are no batches of touches
    }
    if (reason == Reason.GROUP_NAME) {
      StatusRuntimeException refused = refusal(() -> callBatch(operation));
      assertThat(StatusCodec.carried(refused)).contains(reason);
      return;
    }

    List<Failure> failures = callBatch(operation);

    assertThat(failures.get(0)).isEqualTo(Failure.getDefaultInstance());
    assertThat(failures.get(1).getReason()).isEqualTo(reason.name());
    assertThat(failures.get(1).getCode()).isEqualTo(reason.code().value());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void exchange_oneBeyondALimit_isRefusedWithItsReasonAndTheOtherIsNot(
      Reason reason, ExchangeOperation operation) {
    ExchangeClient client = ExchangeClient.open(proxy.async());

    client.send(
        operation.toBuilder().setId(1).build(), get("g", GOOD_KEY).toBuilder().setId(2).build());
    List<ExchangeResult> results = client.results(2);

    assertThat(results).extracting(ExchangeResult::getId).containsExactly(1L, 2L);
    assertThat(results.get(0).getFailure().getReason()).isEqualTo(reason.name());
    assertThat(results.get(0).getFailure().getCode()).isEqualTo(reason.code().value());
    assertThat(results.get(1).hasFound()).isTrue();
    client.halfClose();
  }

  @Test
  void exchange_unknownOperation_isRefusedWithItsReason() {
    ExchangeClient client = ExchangeClient.open(proxy.async());

    client.send(ExchangeOperation.newBuilder().setId(7).build());

    assertThat(client.results(1))
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.getId()).isEqualTo(7);
              assertThat(result.getFailure().getReason()).isEqualTo("OPERATION_UNKNOWN");
            });
    client.halfClose();
  }

  @Test
  void batch_tooManyKeys_isRefused() {
    List<ByteString> keys = Collections.nCopies(1_001, GOOD_KEY);
    SetEntry entry = SetEntry.newBuilder().setKey(GOOD_KEY).build();

    assertThat(
            List.of(
                refusal(() -> proxy.calls().getMany(getMany(keys))),
                refusal(() -> proxy.calls().deleteMany(deleteMany(keys))),
                refusal(() -> proxy.calls().setMany(setMany(Collections.nCopies(1_001, entry))))))
        .allSatisfy(
            refused -> assertThat(StatusCodec.carried(refused)).contains(Reason.BATCH_TOO_LARGE));
  }

  @Test
  void batch_tooManyBytes_isRefused() {
    SetEntry entry = SetEntry.newBuilder().setKey(GOOD_KEY).setValue(bytes(1 << 20)).build();

    StatusRuntimeException refused =
        refusal(() -> proxy.calls().setMany(setMany(Collections.nCopies(8, entry))));

    assertThat(StatusCodec.carried(refused)).contains(Reason.BATCH_TOO_LARGE);
  }

  @Test
  void batch_empty_isAnsweredEmpty() {
    assertThat(proxy.calls().getMany(getMany(List.of())).getResultsList()).isEmpty();
    assertThat(proxy.calls().setMany(setMany(List.of())).getResultsList()).isEmpty();
    assertThat(proxy.calls().deleteMany(deleteMany(List.of())).getResultsList()).isEmpty();
  }

  private static void callUnary(ExchangeOperation operation) {
    switch (operation.getOperationCase()) {
      case GET -> proxy.calls().get(operation.getGet());
      case SET -> proxy.calls().set(operation.getSet());
      case DELETE -> proxy.calls().delete(operation.getDelete());
      case TOUCH -> proxy.calls().touch(operation.getTouch());
      case OPERATION_NOT_SET -> throw new AssertionError(operation);
    }
  }

  /** A good one and this one, in one batch; the failure of each. */
  private static List<Failure> callBatch(ExchangeOperation operation) {
    return switch (operation.getOperationCase()) {
      case GET ->
          proxy
              .calls()
              .getMany(
                  getMany(List.of(GOOD_KEY, operation.getGet().getKey())).toBuilder()
                      .setGroup(operation.getGet().getGroup())
                      .build())
              .getResultsList()
              .stream()
              .map(GetResult::getFailure)
              .toList();
      case DELETE ->
          proxy
              .calls()
              .deleteMany(
                  deleteMany(List.of(GOOD_KEY, operation.getDelete().getKey())).toBuilder()
                      .setGroup(operation.getDelete().getGroup())
                      .build())
              .getResultsList()
              .stream()
              .map(DeleteResult::getFailure)
              .toList();
      case SET -> {
        SetRequest set = operation.getSet();
        SetEntry.Builder entry =
            SetEntry.newBuilder().setKey(set.getKey()).setValue(set.getValue());
        if (set.hasTtlMs()) {
          entry.setTtlMs(set.getTtlMs());
        }
        SetEntry good = SetEntry.newBuilder().setKey(GOOD_KEY).build();
        yield proxy
            .calls()
            .setMany(
                setMany(List.of(good, entry.build())).toBuilder().setGroup(set.getGroup()).build())
            .getResultsList()
            .stream()
            .map(SetResult::getFailure)
            .toList();
      }
      case TOUCH, OPERATION_NOT_SET -> throw new AssertionError(operation);
    };
  }

  private static StatusRuntimeException refusal(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      return e;
    }
    throw new AssertionError("it was taken");
  }

  private static Arguments bad(Reason reason, ExchangeOperation operation) {
    return Arguments.of(reason, operation);
  }

  private static ExchangeOperation get(String group, ByteString key) {
    return ExchangeOperation.newBuilder()
        .setGet(GetRequest.newBuilder().setGroup(group).setKey(key))
        .build();
  }

  private static ExchangeOperation set(String group, ByteString key, ByteString value) {
    return ExchangeOperation.newBuilder()
        .setSet(SetRequest.newBuilder().setGroup(group).setKey(key).setValue(value))
        .build();
  }

  private static ExchangeOperation setFor(long ttlMillis) {
    return ExchangeOperation.newBuilder()
        .setSet(SetRequest.newBuilder().setGroup("g").setKey(GOOD_KEY).setTtlMs(ttlMillis))
        .build();
  }

  private static ExchangeOperation delete(String group, ByteString key) {
    return ExchangeOperation.newBuilder()
        .setDelete(DeleteRequest.newBuilder().setGroup(group).setKey(key))
        .build();
  }

  private static ExchangeOperation touch(String group, ByteString key) {
    return ExchangeOperation.newBuilder()
        .setTouch(TouchRequest.newBuilder().setGroup(group).setKey(key))
        .build();
  }

  private static ExchangeOperation touchFor(long ttlMillis) {
    return ExchangeOperation.newBuilder()
        .setTouch(TouchRequest.newBuilder().setGroup("g").setKey(GOOD_KEY).setTtlMs(ttlMillis))
        .build();
  }

  private static GetManyRequest getMany(List<ByteString> keys) {
    return GetManyRequest.newBuilder().setGroup("g").addAllKeys(keys).build();
  }

  private static DeleteManyRequest deleteMany(List<ByteString> keys) {
    return DeleteManyRequest.newBuilder().setGroup("g").addAllKeys(keys).build();
  }

  private static SetManyRequest setMany(List<SetEntry> entries) {
    return SetManyRequest.newBuilder().setGroup("g").addAllEntries(entries).build();
  }

  private static ByteString bytes(int count) {
    return ByteString.copyFrom(new byte[count]);
  }
}
