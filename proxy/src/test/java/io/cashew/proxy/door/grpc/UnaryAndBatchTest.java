package io.cashew.proxy.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.fake.RunningProxy;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.DeleteManyRequest;
import io.cashew.v1.DeleteReply;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.DeleteResult;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.cashew.v1.GetResult;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetManyRequest;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetRequest;
import io.cashew.v1.TouchReply;
import io.cashew.v1.TouchRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class UnaryAndBatchTest {
  private final FakeNode a = FakeNode.start("a");
  private final FakeNode b = FakeNode.start("b");
  private final RunningProxy proxy = RunningProxy.over(a, b);

  @AfterEach
  void close() {
    proxy.close();
    a.close();
    b.close();
  }

  @Test
  void unary_eachKind_isAnswered() {
    ByteString key = ByteString.copyFrom(new byte[] {0, (byte) 0xFF, '/'});

    GetReply got = proxy.calls().get(get(key));

    assertThat(got.getValue()).isEqualTo(key);
    assertThat(got.getOutcome()).isEqualTo(io.cashew.v1.Outcome.OUTCOME_HIT);
    assertThat(got.hasDetail()).isFalse();
    assertThat(
            proxy
                .calls()
                .set(SetRequest.newBuilder().setGroup("g").setKey(key).build())
                .getVersion())
        .isEqualTo(1);
    assertThat(
            proxy
                .calls()
                .delete(DeleteRequest.newBuilder().setGroup("g").setKey(key).build())
                .getExisted())
        .isTrue();
    assertThat(
            proxy
                .calls()
                .touch(TouchRequest.newBuilder().setGroup("g").setKey(key).build())
                .getExisted())
        .isTrue();
  }

  @Test
  void get_detailAskedFor_isHandedOn() {
    Detail detail = new Detail(1, 2, 3, "a", 4, 5);
    behave(routed -> Optional.of(new Reply.Found(ByteString.EMPTY, Outcome.MISS_LOADED, detail)));

    GetReply got = proxy.calls().get(get("k").toBuilder().setWithDetail(true).build());

    assertThat(got.getDetail())
        .isEqualTo(
            io.cashew.v1.Detail.newBuilder()
                .setVersion(1)
                .setAgeMs(2)
                .setTtlLeftMs(3)
                .setNode("a")
                .setPartition(4)
                .setEpoch(5)
                .build());
  }

  @Test
  void get_absent_isNotFoundWithItsReason() {
    behave(routed -> Optional.of(new Reply.Absent(Outcome.NEGATIVE, null)));

    StatusRuntimeException status = failure(() -> proxy.calls().get(get("k")));

    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(StatusCodec.carried(status)).contains(Reason.SOURCE_NOT_FOUND);
  }

  @Test
  void get_notInMemory_isNotFoundWithAReasonOfItsOwn() {
    behave(routed -> Optional.of(new Reply.Absent(Outcome.NOT_LOADED, null)));

    StatusRuntimeException status =
        failure(() -> proxy.calls().get(get("k").toBuilder().setNoLoad(true).build()));

    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(StatusCodec.carried(status)).contains(Reason.NOT_IN_MEMORY);
  }

  @Test
  void set_conditionNotMet_isAFailedPreconditionThatSaysWhatIsThere() {
    behave(routed -> Optional.of(new Reply.NotStored(42, null)));

    StatusRuntimeException status =
        failure(
            () ->
                proxy
                    .calls()
                    .set(
                        SetRequest.newBuilder()
                            .setGroup("g")
                            .setKey(key("k"))
                            .setIfAbsent(true)
                            .build()));

    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(StatusCodec.carried(status)).contains(Reason.VERSION_MISMATCH);
    assertThat(status.getStatus().getDescription()).contains("version 42");
  }

  @Test
  void changes_bringTheValueThereWas() {
    behave(
        routed -> {
          ByteString value = key("before");
          if (routed.operation() instanceof Operation.Set) {
            return Optional.of(new Reply.Stored(2, value));
          }
          return Optional.of(
              routed.operation() instanceof Operation.Delete
                  ? new Reply.Deleted(true, value)
                  : new Reply.Touched(true, value));
        });

    assertThat(proxy.calls().set(SetRequest.newBuilder().setGroup("g").setKey(key("k")).build()))
        .isEqualTo(SetReply.newBuilder().setVersion(2).setPrevious(key("before")).build());
    assertThat(
            proxy.calls().delete(DeleteRequest.newBuilder().setGroup("g").setKey(key("k")).build()))
        .isEqualTo(DeleteReply.newBuilder().setExisted(true).setPrevious(key("before")).build());
    assertThat(
            proxy.calls().touch(TouchRequest.newBuilder().setGroup("g").setKey(key("k")).build()))
        .isEqualTo(TouchReply.newBuilder().setExisted(true).setValue(key("before")).build());
  }

  @Test
  void nodesFailure_anyReason_isHandedOnWithItsMessage() {
    behave(routed -> Optional.of(new Reply.Failed(Reason.SOURCE_DOWN, "the table is gone")));

    StatusRuntimeException status = failure(() -> proxy.calls().get(get("k")));

    assertThat(StatusCodec.carried(status)).contains(Reason.SOURCE_DOWN);
    assertThat(status.getStatus().getDescription()).isEqualTo("the table is gone");
  }

  @Test
  void nodesFailure_withAnEndlessMessage_stillCarriesItsReason() {
    behave(routed -> Optional.of(new Reply.Failed(Reason.SOURCE_DOWN, "x".repeat(100_000))));

    StatusRuntimeException status = failure(() -> proxy.calls().get(get("k")));

    assertThat(StatusCodec.carried(status)).contains(Reason.SOURCE_DOWN);
  }

  @Test
  void reply_thatDoesNotFit_isOurDefect() {
    behave(routed -> Optional.of(new Reply.Stored(1)));

    StatusRuntimeException status = failure(() -> proxy.calls().get(get("k")));

    assertThat(StatusCodec.carried(status)).contains(Reason.INTERNAL);
  }

  @Test
  void getMany_manyKeys_keepsTheirOrderWithAResultForEach() {
    behave(
        routed -> {
          String key = routed.operation().key().toStringUtf8();
          if (key.endsWith("3")) {
            return Optional.of(new Reply.Absent(Outcome.NEGATIVE, null));
          } else if (key.endsWith("7")) {
            return Optional.of(new Reply.Failed(Reason.SOURCE_SLOW, "slow"));
          }
          return FakeNode.serve(routed);
        });
    List<ByteString> keys = keys(1_000);

    List<GetResult> results =
        proxy
            .calls()
            .getMany(GetManyRequest.newBuilder().setGroup("g").addAllKeys(keys).build())
            .getResultsList();

    assertThat(results).hasSize(1_000);
    for (int i = 0; i < 1_000; i++) {
      GetResult result = results.get(i);
      switch (i % 10) {
        case 3 -> assertThat(result.hasAbsent()).isTrue();
        case 7 -> assertThat(result.getFailure().getReason()).isEqualTo("SOURCE_SLOW");
        default -> assertThat(result.getFound().getValue()).isEqualTo(keys.get(i));
      }
    }
    assertThat(a.messages() + b.messages()).isLessThanOrEqualTo(2 * 2);
  }

  @Test
  void getMany_moreValuesThanAnAnswerTakes_failsThoseThatDoNotFit() {
    ByteString mebibyte = ByteString.copyFrom(new byte[1 << 20]);
    behave(routed -> Optional.of(new Reply.Found(mebibyte, Outcome.HIT, null)));

    List<GetResult> results =
        proxy
            .calls()
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .getMany(GetManyRequest.newBuilder().setGroup("g").addAllKeys(keys(20)).build())
            .getResultsList();

    assertThat(results).filteredOn(GetResult::hasFound).hasSize(8);
    assertThat(results)
        .filteredOn(GetResult::hasFailure)
        .hasSize(12)
        .allSatisfy(
            result -> assertThat(result.getFailure().getReason()).isEqualTo("BATCH_TOO_LARGE"));
  }

  @Test
  void setManyAndDeleteMany_oneNodeDown_failOnlyItsKeys() {
    b.close();
    List<ByteString> keys = keys(50);
    SetManyRequest.Builder sets = SetManyRequest.newBuilder().setGroup("g");
    keys.forEach(key -> sets.addEntries(SetEntry.newBuilder().setKey(key)));

    List<Boolean> set =
        proxy
            .calls()
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .setMany(sets.build())
            .getResultsList()
            .stream()
            .map(result -> result.hasDone())
            .toList();
    List<DeleteResult> deleted =
        proxy
            .calls()
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .deleteMany(DeleteManyRequest.newBuilder().setGroup("g").addAllKeys(keys).build())
            .getResultsList();

    assertThat(set).contains(true, false);
    assertThat(deleted).extracting(DeleteResult::hasDone).isEqualTo(set);
    assertThat(deleted)
        .filteredOn(DeleteResult::hasFailure)
        .allSatisfy(
            result -> assertThat(result.getFailure().getReason()).isEqualTo("OWNER_UNREACHABLE"));
  }

  @Test
  void setMany_timesToLive_areTheEntrysElseTheBatchs() {
    proxy
        .calls()
        .setMany(
            SetManyRequest.newBuilder()
                .setGroup("g")
                .setTtlMs(5)
                .addEntries(SetEntry.newBuilder().setKey(key("own")).setTtlMs(9))
                .addEntries(SetEntry.newBuilder().setKey(key("batch")))
                .build());

    assertThat(List.of(a, b))
        .flatExtracting(FakeNode::received)
        .extracting(asked -> asked.key().toStringUtf8() + asked.request().getSet().getTtlMs())
        .containsExactlyInAnyOrder("own9", "batch5");
  }

  @Test
  void deadline_ofFiftyMillis_isExceededAtAboutThat() {
    behave(FakeNode::silence);
    long start = System.nanoTime();

    StatusRuntimeException status =
        failure(() -> proxy.calls().withDeadlineAfter(50, TimeUnit.MILLISECONDS).get(get("k")));

    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(45), Duration.ofMillis(550));
  }

  @Test
  void deadline_none_isTheProxysDefault() {
    behave(FakeNode::silence);
    long start = System.nanoTime();

    StatusRuntimeException status = failure(() -> proxy.calls().get(get("k")));

    assertThat(StatusCodec.carried(status)).contains(Reason.OWNER_SLOW);
    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(RunningProxy.DEFAULT_DEADLINE, Duration.ofSeconds(10));
  }

  @Test
  void deadline_passed_isSentToNoNode() {
    failure(() -> proxy.calls().withDeadlineAfter(-1, TimeUnit.SECONDS).get(get("k")));

    assertThat(a.received()).isEmpty();
    assertThat(b.received()).isEmpty();
  }

  @Test
  void caller_gone_doesNotTroubleTheNext() throws Exception {
    behave(FakeNode::silence);
    CacheGrpc.CacheFutureStub futures = CacheGrpc.newFutureStub(proxy.calls().getChannel());
    ListenableFuture<GetReply> gone = futures.withDeadlineAfter(10, TimeUnit.SECONDS).get(get("k"));
    Await.until("it arrives", () -> received() == 1);

    gone.cancel(true);
    List.of(a, b).forEach(node -> node.received().forEach(asked -> asked.answer(found("late"))));
    behave(FakeNode::serve);

    assertThat(futures.get(get("next")).get(10, TimeUnit.SECONDS).getValue())
        .isEqualTo(key("next"));
  }

  @Test
  void callers_thousandsGone_doNotCostTheOthersTheirConnection() throws Exception {
    behave(
        routed ->
            routed.operation() instanceof Operation.Get
                ? Optional.empty()
                : FakeNode.serve(routed));
    CacheGrpc.CacheFutureStub futures = CacheGrpc.newFutureStub(proxy.calls().getChannel());
    ListenableFuture<GetReply> other =
        futures.withDeadlineAfter(20, TimeUnit.SECONDS).get(get("other"));
    Await.until("it arrives", () -> received() == 1);

    for (int round = 0; round < 3; round++) {
      List<ListenableFuture<GetReply>> gone =
          IntStream.range(0, 1_000)
              .mapToObj(i -> futures.withDeadlineAfter(20, TimeUnit.SECONDS).get(get("k" + i)))
              .toList();
      int sofar = 1 + (round + 1) * 1_000;
      Await.until("they arrive", () -> received() == sofar);
      gone.forEach(each -> each.cancel(true));
    }
    proxy.calls().delete(DeleteRequest.newBuilder().setGroup("g").setKey(key("k")).build());
    List.of(a, b)
        .forEach(
            node ->
                node.received().stream()
                    .filter(asked -> asked.key().equals(key("other")))
                    .forEach(asked -> asked.answer(found("found"))));

    assertThat(get(other)).isEqualTo(key("found"));
  }

  @Test
  void calls_oneAfterTheOther_shareTheirNodesStreams() {
    for (int i = 0; i < 50; i++) {
      proxy.calls().get(get("k" + i));
    }

    assertThat(a.streamsOpened()).isEqualTo(1); // the client's connection lives on one loop
    assertThat(b.streamsOpened()).isEqualTo(1);
  }

  private static ByteString get(ListenableFuture<GetReply> future) throws Exception {
    try {
      return future.get(10, TimeUnit.SECONDS).getValue();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private int received() {
    return a.received().size() + b.received().size();
  }

  private void behave(FakeNode.Behaviour behaviour) {
    a.behave(behaviour);
    b.behave(behaviour);
  }

  private static Reply found(String value) {
    return new Reply.Found(key(value), Outcome.HIT, null);
  }

  private static StatusRuntimeException failure(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      return e;
    }
    throw new AssertionError("it did not fail");
  }

  private static List<ByteString> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> key("key-" + i)).toList();
  }

  private static GetRequest get(String key) {
    return get(key(key));
  }

  private static GetRequest get(ByteString key) {
    return GetRequest.newBuilder().setGroup("g").setKey(key).build();
  }

  private static ByteString key(String key) {
    return ByteString.copyFromUtf8(key);
  }
}
