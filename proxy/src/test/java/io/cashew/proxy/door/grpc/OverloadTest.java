package io.cashew.proxy.door.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.config.LimitSettings;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.proxy.admission.Admission;
import io.cashew.proxy.admission.Refusal;
import io.cashew.proxy.fake.ExchangeClient;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.fake.RunningProxy;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeResult;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of more than a proxy may have in flight. */
@Timeout(60)
final class OverloadTest {
  private static final int MIB = 1 << 20;
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
  private static final LimitSettings LIMITS =
      new LimitSettings(400, 32 * MIB, 400, 16 * MIB, Duration.ZERO);

  private final FakeNode node = FakeNode.start("a");
  private final RunningProxy proxy = RunningProxy.within(LIMITS, node);
  private final Admission admission = proxy.proxy().admission();
  private final ManagedChannel other = proxy.connect();

  @AfterEach
  void close() {
    other.shutdownNow();
    proxy.close();
    node.close();
  }

  @Test
  void calls_beyondTheirShare_areRefusedWithTheReasonAndWhenToRetry() throws Exception {
    node.behave(FakeNode::silence);
    Answers answers = new Answers();
    ask(patient(proxy.async()), 300, answers); // three quarters of all
    Await.until("the node has them all", () -> node.received().size() == 300);

    assertThatThrownBy(() -> patient(proxy.calls()).get(get("k")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(StatusCodec.fromStatus(refused).reason()).isEqualTo(Reason.IN_FLIGHT);
              assertThat(new String(refused.getTrailers().get(DETAILS), ISO_8859_1))
                  .contains("google.rpc.RetryInfo");
            });
    assertThat(admission.refused(Refusal.PROXY_OPERATIONS)).isEqualTo(1);
  }

  @Test
  void calls_ofAnotherThanTheGreedyConnection_stillGetIn() {
    node.behave(FakeNode::silence);
    ask(patient(proxy.async()), 350, new Answers());
    Await.until("the greedy one is refused", () -> admission.refused(Refusal.PROXY_OPERATIONS) > 0);

    node.behave(FakeNode::serve);
    GetReply found = patient(CacheGrpc.newBlockingStub(other)).get(get("k"));

    assertThat(found.getValue().toStringUtf8()).isEqualTo("k");
  }

  @Test
  void calls_answeredCancelledAndFailed_leaveNothingInFlight() {
    node.behave(FakeNode::silence);
    Answers answers = new Answers();
    ask(proxy.async().withDeadlineAfter(100, TimeUnit.MILLISECONDS), 50, answers);
    Await.until("their deadline is over", () -> answers.failed.get() == 50);
    int before = node.received().size();
    ask(proxy.async(), 50, answers); // by the default deadline
    Await.until("they arrive", () -> node.received().size() == before + 50);
    assertThatThrownBy(() -> proxy.calls().get(get(""))).isInstanceOf(StatusRuntimeException.class);
    node.behave(FakeNode::serve);
    ask(proxy.async(), 50, answers);
    Await.until("all are answered", () -> answers.found.get() + answers.failed.get() == 150);

    assertThat(answers.found).hasValue(50);
    awaitNothingInFlight();
  }

  @Test
  void exchange_whoseClientGoes_leavesNothingInFlight() {
    node.behave(
        routed ->
            routed.operation().key().toStringUtf8().endsWith("1")
                ? Optional.empty()
                : Optional.of(
                    new Reply.Found(ByteString.copyFrom(new byte[100_000]), Outcome.HIT, null)));
    ExchangeClient client = ExchangeClient.openUnread(CacheGrpc.newStub(other));
    client.send(gets(100, 1_000));
    Await.until("they arrive", () -> node.received().size() == 100);

    other.shutdownNow();

    awaitNothingInFlight();
  }

  @Test
  void exchange_beyondItsShare_isRefusedOperationByOperation() {
    node.behave(FakeNode::silence);
    ExchangeClient client = ExchangeClient.open(proxy.async());

    client.send(gets(310, 20_000));
    List<ExchangeResult> refused = client.results(10);

    assertThat(refused)
        .hasSize(10)
        .allSatisfy(
            result -> {
              assertThat(result.getId()).isGreaterThan(300);
              assertThat(result.getFailure().getReason()).isEqualTo("IN_FLIGHT");
            });
  }

  @Test
  void batch_ofMoreThanItsShare_isRefusedWhole() {
    GetManyRequest.Builder request = GetManyRequest.newBuilder().setGroup("g");
    LongStream.range(0, 301).forEach(i -> request.addKeys(ByteString.copyFromUtf8("k" + i)));

    assertThatThrownBy(() -> proxy.calls().getMany(request.build()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("RESOURCE_EXHAUSTED");

    assertThat(node.received()).isEmpty();
    awaitNothingInFlight();
  }

  @Test
  void largeValues_manyAtOnce_areAnsweredOrRefusedWithinTheLimit() {
    ByteString mebibyte = ByteString.copyFrom(new byte[MIB]);
    node.behave(routed -> Optional.of(new Reply.Found(mebibyte, Outcome.HIT, null)));
    Answers answers = new Answers();

    ask(patient(proxy.async()), 64, answers);
    Await.until("all are answered", () -> answers.found.get() + answers.failed.get() == 64);

    assertThat(answers.found.get()).isPositive();
    assertThat(answers.refused.get()).isEqualTo(answers.failed.get());
    awaitNothingInFlight();
  }

  @Test
  void readers_thatDoNotRead_areCutOnceOthersNeedTheMemory() throws Exception {
    ByteString chunk = ByteString.copyFrom(new byte[256 << 10]);
    node.behave(routed -> Optional.of(new Reply.Found(chunk, Outcome.HIT, null)));
    List<ManagedChannel> channels = LongStream.range(0, 3).mapToObj(i -> proxy.connect()).toList();
    List<ExchangeClient> slow =
        channels.stream()
            .map(channel -> ExchangeClient.openUnread(CacheGrpc.newStub(channel)))
            .toList();

    slow.forEach(client -> client.send(gets(90, 20_000)));
    Await.until("they hold too much", admission::isShort);
    GetReply found = patient(CacheGrpc.newBlockingStub(other)).get(get("k"));
    Await.until(
        "one is cut",
        () ->
            channels.stream()
                .anyMatch(channel -> channel.getState(false) != ConnectivityState.READY));
    Await.until("others have room again", () -> !admission.isShort());

    assertThat(found.getValue()).isEqualTo(chunk);
    channels.forEach(ManagedChannel::shutdownNow);
    awaitNothingInFlight();
  }

  @Test
  void call_thatHasExpiredWhenItArrives_beginsNothing() {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "1n");

    assertThatThrownBy(
            () ->
                proxy
                    .calls()
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .get(get("k")))
        .isInstanceOf(StatusRuntimeException.class);
    proxy.calls().get(get("after"));

    assertThat(node.received())
        .extracting(received -> received.key().toStringUtf8())
        .containsExactly("after");
    awaitNothingInFlight();
  }

  private static <S extends AbstractStub<S>> S patient(S stub) {
    return stub.withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private void awaitNothingInFlight() {
    Await.until(
        "nothing is in flight", () -> admission.operations() == 0 && admission.bytes() == 0);
  }

  private static void ask(CacheGrpc.CacheStub cache, int count, Answers answers) {
    for (int i = 0; i < count; i++) {
      cache.get(get("k" + i), answers);
    }
  }

  private static GetRequest get(String key) {
    return GetRequest.newBuilder().setGroup("g").setKey(ByteString.copyFromUtf8(key)).build();
  }

  private static List<ExchangeOperation> gets(int count, int deadlineMillis) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(
            id ->
                ExchangeOperation.newBuilder()
                    .setId(id)
                    .setDeadlineMs(deadlineMillis)
                    .setGet(get("k" + id))
                    .build())
        .toList();
  }

  /** Counts. */
  private static final class Answers implements StreamObserver<GetReply> {
    private final AtomicInteger found = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @Override
    public void onNext(GetReply reply) {
      found.incrementAndGet();
    }

    @Override
    public void onError(Throwable failure) {
      if (Status.fromThrowable(failure).getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        refused.incrementAndGet();
      }
      failed.incrementAndGet();
    }

    @Override
    public void onCompleted() {}
  }
}
