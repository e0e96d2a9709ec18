package io.cashew.proxy.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import io.cashew.config.LimitSettings;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.proxy.admission.Refusal;
import io.cashew.proxy.fake.ExchangeClient;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.fake.RunningProxy;
import io.cashew.time.Await;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeResult;
import io.cashew.v1.GetRequest;
import io.cashew.v1.NotStored;
import io.cashew.v1.SetRequest;
import io.cashew.v1.TouchRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ExchangeTest {
  private final FakeNode node = FakeNode.start("a");
  private final RunningProxy proxy = RunningProxy.over(node);

  @AfterEach
  void close() {
    proxy.close();
    node.close();
  }

  @Test
  void operations_ofEachKind_areAnsweredByTheirIds() {
    ExchangeClient client = ExchangeClient.open(proxy.async());
    ByteString key = ByteString.copyFromUtf8("k");

    client.send(
        get(1),
        operation(2).setSet(SetRequest.newBuilder().setGroup("g").setKey(key)).build(),
        operation(3).setDelete(DeleteRequest.newBuilder().setGroup("g").setKey(key)).build(),
        operation(4).setTouch(TouchRequest.newBuilder().setGroup("g").setKey(key)).build());
    List<ExchangeResult> results = client.results(4);

    assertThat(results).extracting(ExchangeResult::getId).containsExactly(1L, 2L, 3L, 4L);
    assertThat(results.get(0).getFound().getValue()).isEqualTo(ByteString.copyFromUtf8("k1"));
    assertThat(results.get(1).getSet().getVersion()).isEqualTo(1);
    assertThat(results.get(2).getDeleted().getExisted()).isTrue();
    assertThat(results.get(3).getTouched().getExisted()).isTrue();
  }

  @Test
  void operations_absentAndFailed_areResultsLikeOthers() {
    node.behave(
        routed ->
            routed.operation().key().toStringUtf8().equals("k1")
                ? Optional.of(new Reply.Absent(Outcome.NEGATIVE, null))
                : Optional.of(new Reply.StaleRing(0))); // for ever: never seen as such
    ExchangeClient client = ExchangeClient.open(proxy.async());

    client.send(get(1), get(2));
    List<ExchangeResult> results = client.results(2);

    assertThat(results.get(0).hasAbsent()).isTrue();
    assertThat(results.get(1).getFailure().getReason()).isEqualTo("OWNER_SLOW");
  }

  @Test
  void set_conditionNotMet_isAResultThatCarriesWhatIsThere() {
    ByteString there = ByteString.copyFromUtf8("there");
    node.behave(routed -> Optional.of(new Reply.NotStored(7, there)));
    ExchangeClient client = ExchangeClient.open(proxy.async());

    client.send(
        operation(1)
            .setSet(
                SetRequest.newBuilder()
                    .setGroup("g")
                    .setKey(there)
                    .setIfVersion(6)
                    .setWithPrevious(true))
            .build());

    assertThat(client.results(1).get(0).getNotStored())
        .isEqualTo(NotStored.newBuilder().setVersion(7).setPrevious(there).build());
    assertThat(node.received().get(0).request().getSet().getIfVersion()).isEqualTo(6);
  }

  @Test
  void answers_outOfOrder_comeAsTheyComeById() {
    node.behave(FakeNode::silence);
    ExchangeClient client = ExchangeClient.open(proxy.async());
    client.send(gets(1, 100, 10_000));
    Await.until("they arrive", () -> node.received().size() == 100);

    Lists.reverse(node.received())
        .forEach(asked -> asked.answer(new Reply.Found(asked.key(), Outcome.HIT, null)));
    List<ExchangeResult> results = client.results(100);

    assertThat(results)
        .extracting(ExchangeResult::getId)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 100).map(i -> 101 - i).boxed().toList());
    assertThat(results)
        .allSatisfy(
            result ->
                assertThat(result.getFound().getValue().toStringUtf8())
                    .isEqualTo("k" + result.getId()));
  }

  @Test
  void operations_ofOneMessage_reachTheNodeInOne() {
    ExchangeClient client = ExchangeClient.open(proxy.async());

    client.send(gets(1, 500, 10_000));
    client.results(500);

    assertThat(node.messages()).isEqualTo(1);
  }

  @Test
  void deadline_ofFiftyMillis_isAnsweredAtAboutThat() {
    node.behave(FakeNode::silence);
    ExchangeClient client = ExchangeClient.open(proxy.async());
    long start = System.nanoTime();

    client.send(get(1).toBuilder().setDeadlineMs(50).build(), get(2));
    List<ExchangeResult> first = client.results(1);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);

    assertThat(first).extracting(ExchangeResult::getId).containsExactly(1L);
    assertThat(first.get(0).getFailure().getReason()).isEqualTo("OWNER_SLOW");
    assertThat(elapsed).isBetween(Duration.ofMillis(50), Duration.ofMillis(550));
    assertThat(client.results(2).get(1).getFailure().getReason()).isEqualTo("OWNER_SLOW");
  }

  @Test
  void outstanding_atTheLimit_refusesFurtherOnesAtOnce() throws Exception {
    node.behave(FakeNode::silence);
    ExchangeClient client = ExchangeClient.open(proxy.async());
    int limit = LimitSettings.ofThisProcess().connectionOperations();

    for (int from = 1; from <= limit; from += 4_096) {
      client.send(gets(from, 4_096, 30_000));
    }
    client.send(gets(limit + 1, 3, 30_000));
    List<ExchangeResult> refused = client.results(3);
    client.halfClose();
    node.breakStreams(); // once, and once more when they have been sent again
    Await.until(
        "all are answered",
        () -> {
          node.breakStreams();
          return client.results(3).size() == limit + 3;
        });
    client.awaitEnd();

    assertThat(refused)
        .extracting(ExchangeResult::getId)
        .containsExactlyInAnyOrder(limit + 1L, limit + 2L, limit + 3L);
    assertThat(refused)
        .allSatisfy(
            result -> {
              assertThat(result.getFailure().getReason()).isEqualTo("IN_FLIGHT");
              assertThat(result.getFailure().getMessage()).contains("of this connection");
            });
  }

  @Test
  void halfClose_nothingOutstanding_endsTheStream() throws Exception {
    ExchangeClient client = ExchangeClient.open(proxy.async());
    client.send(get(1));
    client.results(1);

    client.halfClose();
    client.awaitEnd();

    assertThat(client.results(1)).hasSize(1);
  }

  @Test
  void halfClose_nothingEverAsked_endsTheStream() {
    ExchangeClient client = ExchangeClient.open(proxy.async());

    client.halfClose();

    assertThatCode(client::awaitEnd).doesNotThrowAnyException();
  }

  @Test
  void halfClose_someOutstanding_endsTheStreamAfterTheirResults() throws Exception {
    node.behave(FakeNode::silence);
    ExchangeClient client = ExchangeClient.open(proxy.async());
    client.send(gets(1, 10, 10_000));
    Await.until("they arrive", () -> node.received().size() == 10);

    client.halfClose();
    answer(node.received().subList(0, 9));
    client.results(9);
    boolean early = client.isOver();
    answer(node.received().subList(9, 10));
    client.awaitEnd();

    assertThat(early).isFalse();
    assertThat(client.results(10)).hasSize(10);
  }

  @Test
  void client_thatDoesNotReadBigValues_isNotKeptTheValuesOfWithoutEnd() throws Exception {
    ByteString mebibyte = ByteString.copyFrom(new byte[1 << 20]);
    node.behave(routed -> Optional.of(new Reply.Found(mebibyte, Outcome.HIT, null)));
    ExchangeClient client = ExchangeClient.openUnread(proxy.async());
    client.send(gets(1, 150, 20_000));
    client.halfClose();
    Await.until("they arrive", () -> node.received().size() == 150);

    Await.until(
        "all of them are answered",
        () -> proxy.proxy().admission().refused(Refusal.CONNECTION_BYTES) >= 80);
    client.read();
    List<ExchangeResult> results = client.results(150);
    client.awaitEnd();

    assertThat(results).filteredOn(ExchangeResult::hasFound).hasSizeBetween(60, 70);
    assertThat(results)
        .filteredOn(ExchangeResult::hasFailure)
        .isNotEmpty()
        .allSatisfy(result -> assertThat(result.getFailure().getReason()).isEqualTo("IN_FLIGHT"));
  }

  @Test
  void client_thatDoesNotRead_isNotReadFromAndLosesNothing() throws Exception {
    ByteString chunk = ByteString.copyFrom(new byte[64 << 10]);
    node.behave(routed -> Optional.of(new Reply.Found(chunk, Outcome.HIT, null)));
    ExchangeClient client = ExchangeClient.openUnread(proxy.async());

    for (int i = 1; i <= 500; i++) {
      client.send(get(i).toBuilder().setDeadlineMs(20_000).build());
    }
    client.halfClose();
    client.read();
    List<ExchangeResult> results = client.results(500);
    client.awaitEnd();

    assertThat(results).hasSize(500).allSatisfy(result -> assertThat(result.hasFound()).isTrue());
  }

  private static void answer(List<FakeNode.Received> asked) {
    asked.forEach(each -> each.answer(new Reply.Found(each.key(), Outcome.HIT, null)));
  }

  private static List<ExchangeOperation> gets(int firstId, int count, int deadlineMillis) {
    return LongStream.range(firstId, firstId + count)
        .mapToObj(id -> get(id).toBuilder().setDeadlineMs(deadlineMillis).build())
        .toList();
  }

  private static ExchangeOperation get(long id) {
    return operation(id)
        .setGet(GetRequest.newBuilder().setGroup("g").setKey(ByteString.copyFromUtf8("k" + id)))
        .build();
  }

  private static ExchangeOperation.Builder operation(long id) {
    return ExchangeOperation.newBuilder().setId(id);
  }
}
