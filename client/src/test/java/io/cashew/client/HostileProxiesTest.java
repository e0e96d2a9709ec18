package io.cashew.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What proxies can do to a client, and what becomes of its requests. */
@Timeout(60)
final class HostileProxiesTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration MUCH_LATER = Duration.ofSeconds(2); // on a machine that is busy

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void request_neverAnswered_endsAtItsDeadline() {
    ScriptedProxy silent = proxy(ScriptedProxy.WILLING);
    CashewClient client = connected(silent);
    silent.does(ScriptedProxy.SILENT);
    long begun = System.nanoTime();

    CashewException failure = failureOf(client.withDeadline(SHORT).set("scores", "Tom", "630"));

    assertThat(failure.reason()).isEqualTo(Reason.OWNER_SLOW);
    assertThat(failure)
        .hasMessage("no answer from the proxy at %s within 100ms".formatted(silent.address()));
    assertThat(since(begun)).isBetween(SHORT, MUCH_LATER);
  }

  @Test
  void request_withADeadlineOfItsOwn_endsAtThat() {
    ScriptedProxy silent = proxy(ScriptedProxy.WILLING);
    CashewClient client = connected(silent);
    silent.does(ScriptedProxy.SILENT);
    long begun = System.nanoTime();

    CashewException failure = failureOf(client.withDeadline(SHORT).get("scores", "Tom"));

    assertThat(failure).hasMessageEndingWith("within 100ms");
    assertThat(since(begun)).isLessThan(MUCH_LATER);
  }

  @Test
  void request_tellsTheProxyWhatItMayTake() {
    ScriptedProxy proxy = proxy(ScriptedProxy.WILLING);

    connected(proxy).withDeadline(Duration.ofSeconds(5)).get("scores", "Jack").join();

    assertThat(proxy.operations().get(1).getDeadlineMs()).isBetween(2_000, 5_000);
  }

  @Test
  void proxyThatAcceptsAndSaysNothing_failsRequestsAtTheirDeadlineUnsent() throws IOException {
    HostAndPort mute = mute();
    long begun = System.nanoTime();

    CashewException failure = failureOf(client(SHORT, mute).set("scores", "Tom", "630"));

    assertThat(failure.reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
    assertThat(failure).hasMessage("cannot reach the proxy at %s: it does not answer", mute);
    assertThat(since(begun)).isBetween(SHORT, MUCH_LATER);
  }

  @Test
  void proxyThatAcceptsAndSaysNothing_besideAnother_costsNothing() throws IOException {
    ScriptedProxy other = proxy(ScriptedProxy.WILLING);
    CashewClient client = client(LONG, mute(), other.address());

    for (int i = 0; i < 20; i++) {
      assertThat(client.set("scores", "Tom", "630").join()).isEqualTo(1);
    }

    assertThat(other.operations()).hasSize(20);
  }

  @Test
  void gets_withOneProxyFallenSilent_areAskedOfTheOther() {
    ScriptedProxy silent = proxy(ScriptedProxy.WILLING);
    ScriptedProxy other = proxy(ScriptedProxy.WILLING);
    CashewClient client = client(Duration.ofSeconds(1), silent.address(), other.address());
    untilBothAreAsked(client, silent, other);
    silent.does(ScriptedProxy.SILENT);
    int before = silent.operations().size();

    for (int i = 0; i < 50; i++) {
      assertThat(client.get("scores", "Tom").join()).isInstanceOf(Answer.Found.class);
    }

    assertThat(silent.operations().size() - before).isBetween(0, 5); // then it is in doubt
  }

  @Test
  void set_sentToAProxyThatFellSilent_isNotRepeated() {
    ScriptedProxy silent = proxy(ScriptedProxy.WILLING);
    ScriptedProxy other = proxy(ScriptedProxy.WILLING);
    CashewClient client = client(LONG, silent.address(), other.address());
    untilBothAreAsked(client, silent, other);
    silent.does(ScriptedProxy.SILENT);

    Await.until(
        "a set meets the silent proxy",
        () -> {
          int before = other.operations().size();
          Throwable failure =
              catchThrowable(client.withDeadline(SHORT).set("scores", "Tom", "630")::join);
          if (failure == null) {
            return false;
          }
          assertThat(other.operations()).hasSize(before);
          return ((CashewException) failure.getCause()).reason() == Reason.OWNER_SLOW;
        });
  }

  @Test
  void proxyThatEndsTheStream_losesWhatWasSentAndNotWhatComesLater() {
    AtomicBoolean ended = new AtomicBoolean();
    ScriptedProxy proxy =
        proxy(
            (request, replies) -> {
              if (ended.getAndSet(true)) {
                replies.onNext(ScriptedProxy.answers(request));
              } else {
                replies.onCompleted();
              }
            });
    CashewClient client = client(LONG, proxy.address());

    CashewException failure = failureOf(client.set("scores", "Tom", "630"));

    assertThat(failure.reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
    assertThat(failure)
        .hasMessage(
            "the proxy at %s was lost before it answered: it ended the stream", proxy.address());
    Await.until("it is connected to again", () -> client.set("scores", "Tom", "631").join() == 1);
  }

  @Test
  void proxyThatDiesBetweenAnswers_losesSetsAndNoGets() {
    ScriptedProxy dying =
        proxy(
            (request, replies) -> {
              ExchangeOperation first = request.getOperations(0);
              replies.onNext(
                  ExchangeReply.newBuilder()
                      .addResults(ScriptedProxy.answer(first.getId(), first))
                      .build());
              replies.onError(Status.UNAVAILABLE.withDescription("died").asException());
            });
    ScriptedProxy other = proxy(ScriptedProxy.WILLING);
    CashewClient client = client(LONG, dying.address());
    CashewClient both = client(LONG, dying.address(), other.address());

    List<CompletableFuture<Long>> sets = new ArrayList<>();
    IntStream.range(0, 30).forEach(i -> sets.add(client.set("scores", "k" + i, "1")));
    List<CompletableFuture<Answer>> gets = new ArrayList<>();
    IntStream.range(0, 30).forEach(i -> gets.add(both.get("scores", "k" + i)));

    List<CashewException> lost =
        sets.stream().filter(set -> !succeeds(set)).map(HostileProxiesTest::failureOf).toList();
    assertThat(lost)
        .hasSizeBetween(1, 29)
        .allSatisfy(failure -> assertThat(failure.reason()).isEqualTo(Reason.OWNER_UNREACHABLE));
    assertThat(dying.operations())
        .filteredOn(ExchangeOperation::hasSet)
        .extracting(each -> each.getSet().getKey())
        .doesNotHaveDuplicates();
    assertThat(gets).allSatisfy(get -> assertThat(get.join()).isInstanceOf(Answer.Found.class));
  }

  @Test
  void answersThatNobodyAskedFor_andSecondOnes_areIgnored() {
    ScriptedProxy proxy =
        proxy(
            (request, replies) -> {
              for (ExchangeOperation each : request.getOperationsList()) {
                ExchangeReply.Builder reply = ExchangeReply.newBuilder();
                reply.addResults(ScriptedProxy.answer(each.getId() + 1_000, each));
                reply.addResults(ScriptedProxy.answer(each.getId(), each));
                reply.addResults(
                    FakeCache.result(each.getId(), new Reply.Failed(Reason.INTERNAL, "once more")));
                replies.onNext(reply.build());
              }
            });
    CashewClient client = client(LONG, proxy.address());

    for (int i = 0; i < 10; i++) {
      assertThat(client.set("scores", "Tom", "630").join()).isEqualTo(1);
      assertThat(client.get("scores", "Tom").join())
          .isInstanceOfSatisfying(
              Answer.Found.class, found -> assertThat(found.text()).isEqualTo("630"));
    }
  }

  @Test
  void answerOfTheWrongKind_isAFailureOfThatRequestAlone() {
    ScriptedProxy proxy =
        proxy(
            (request, replies) ->
                replies.onNext(
                    ExchangeReply.newBuilder()
                        .addResults(
                            FakeCache.result(
                                request.getOperations(0).getId(), new Reply.Deleted(true)))
                        .build()));
    CashewClient client = client(LONG, proxy.address());

    assertThat(failureOf(client.get("scores", "Tom")).reason()).isEqualTo(Reason.INTERNAL);
    assertThat(client.delete("scores", "Tom").join()).isTrue();
  }

  @Test
  void set_thatWasRefused_isAskedOfTheOtherProxy() {
    ScriptedProxy busy = proxy(refusing(Reason.IN_FLIGHT));
    ScriptedProxy other = proxy(ScriptedProxy.WILLING);
    CashewClient client = client(LONG, busy.address(), other.address());

    Await.until(
        "the busy proxy was asked",
        () -> {
          assertThat(client.set("scores", "Tom", "630").join()).isEqualTo(1);
          return !busy.operations().isEmpty();
        });
    assertThat(failureOf(client(LONG, busy.address()).set("scores", "Tom", "630")).reason())
        .isEqualTo(Reason.IN_FLIGHT);
  }

  @Test
  void deleteThatBrings_whoseOwnerWasLost_isNotRepeated_andAPlainOneIs() {
    ScriptedProxy cutOff = proxy(refusing(Reason.OWNER_UNREACHABLE));
    ScriptedProxy other = proxy(ScriptedProxy.WILLING);
    CashewClient client = client(LONG, cutOff.address(), other.address());

    Await.until(
        "the one that is cut off was asked for both",
        () -> {
          int before = cutOff.operations().size();
          boolean brought = succeeds(client.delete("scores", key("Tom"), Bring.VALUE));
          assertThat(brought).isEqualTo(cutOff.operations().size() == before);
          before = cutOff.operations().size();
          assertThat(client.delete("scores", "Tom").join()).isTrue();
          return !brought && cutOff.operations().size() > before;
        });
  }

  @Test
  void proxyThatRefusesStreams_isLeftAloneForAsLongAsItSays() {
    ScriptedProxy refusing =
        proxy(
            new ScriptedProxy.Script() {
              @Override
              public void opened(StreamObserver<ExchangeReply> replies) {
                replies.onError(StatusCodec.toStatus(Reason.IN_FLIGHT, "too many streams"));
              }

              @Override
              public void received(
                  ExchangeRequest request, StreamObserver<ExchangeReply> replies) {}
            });
    CashewClient client = client(SHORT, refusing.address());

    Await.until("it was tried three times", () -> refusing.opened().size() >= 3);

    List<Long> opened = refusing.opened();
    assertThat(opened.get(1) - opened.get(0)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(95));
    assertThat(failureOf(client.set("scores", "Tom", "630")).reason())
        .isIn(Reason.OWNER_UNREACHABLE, Reason.IN_FLIGHT);
  }

  @Test
  void proxyThatComesBack_isFound() {
    ScriptedProxy first = ScriptedProxy.start(ScriptedProxy.WILLING);
    CashewClient client = client(LONG, first.address());
    assertThat(client.set("scores", "Tom", "630").join()).isEqualTo(1);
    first.close();
    Await.until("it is missed", () -> !succeeds(client.set("scores", "Tom", "630")));

    opened.add(ScriptedProxy.startAt(first.address(), ScriptedProxy.WILLING));

    Await.until("it is found", () -> succeeds(client.set("scores", "Tom", "630")));
  }

  @Test
  void proxyThatStopsGently_costsNoRequest() {
    ScriptedProxy stopping = ScriptedProxy.start(ScriptedProxy.WILLING);
    ScriptedProxy other = proxy(ScriptedProxy.WILLING);
    CashewClient client = client(LONG, stopping.address(), other.address());
    untilBothAreAsked(client, stopping, other);
    CompletableFuture<Duration> stopped =
        CompletableFuture.supplyAsync(
            () -> {
              long begun = System.nanoTime();
              stopping.close();
              return since(begun);
            });

    do {
      assertThat(client.set("scores", "Tom", "630").join()).isEqualTo(1);
    } while (!stopped.isDone());

    assertThat(stopped.join()).isLessThan(Duration.ofSeconds(2)); // nothing was waited for
  }

  @Test
  void requestsThatAreBegunTogether_leaveInOneMessage() {
    CompletableFuture<StreamObserver<ExchangeReply>> held = new CompletableFuture<>();
    ScriptedProxy proxy =
        proxy(
            (request, replies) -> {
              if (!held.complete(replies)) {
                replies.onNext(ScriptedProxy.answers(request));
              }
            });
    CashewClient client = client(LONG, proxy.address());
    CompletableFuture<List<CompletableFuture<Answer>>> others =
        client
            .get("scores", "first")
            .thenApply(
                first ->
                    IntStream.range(0, 100).mapToObj(i -> client.get("scores", "k" + i)).toList());

    StreamObserver<ExchangeReply> replies = held.join();
    ExchangeOperation first = proxy.operations().get(0);
    replies.onNext(
        ExchangeReply.newBuilder().addResults(ScriptedProxy.answer(first.getId(), first)).build());

    assertThat(others.join()).allSatisfy(get -> get.join());
    assertThat(proxy.messages()).containsExactly(1, 100);
  }

  @Test
  void requestsOfManyThreads_shareMessages() throws InterruptedException {
    ScriptedProxy proxy = proxy(ScriptedProxy.WILLING);
    CashewClient client = client(LONG, proxy.address());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () ->
                  IntStream.range(0, 250)
                      .mapToObj(k -> client.get("scores", "k" + k))
                      .toList()
                      .forEach(CompletableFuture::join));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(proxy.operations()).hasSize(2_000);
    assertThat(proxy.messages()).hasSizeLessThan(1_000);
    assertThat(proxy.opened()).hasSize(1);
  }

  @Test
  void batch_withOneKeyThatIsNeverAnswered_hasTheOthers() {
    ScriptedProxy proxy =
        proxy(
            (request, replies) -> {
              ExchangeReply.Builder reply = ExchangeReply.newBuilder();
              for (ExchangeOperation each : request.getOperationsList()) {
                if (!each.getGet().getKey().equals(key("lost"))) {
                  reply.addResults(ScriptedProxy.answer(each.getId(), each));
                }
              }
              replies.onNext(reply.build());
            });

    var results = connected(proxy).withDeadline(SHORT).getMany("scores", "a", "lost", "b").join();

    assertThat(results.keySet()).containsExactly(key("a"), key("lost"), key("b"));
    assertThat(results.get(key("a"))).isInstanceOf(Answer.Found.class);
    assertThat(results.get(key("b"))).isInstanceOf(Answer.Found.class);
    assertThat(results.get(key("lost")))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.OWNER_SLOW));
  }

  @Test
  void batch_ofMoreValuesThanItMayBring_failsForTheRest() {
    ByteString mebibyte = ByteString.copyFrom(new byte[1 << 20]);
    ScriptedProxy proxy =
        proxy(
            (request, replies) -> {
              for (ExchangeOperation each : request.getOperationsList()) {
                replies.onNext(
                    ExchangeReply.newBuilder()
                        .addResults(
                            FakeCache.result(
                                each.getId(), new Reply.Found(mebibyte, Outcome.HIT, null)))
                        .build());
              }
            });
    String[] keys = IntStream.range(0, 9).mapToObj(String::valueOf).toArray(String[]::new);

    var results = client(LONG, proxy.address()).getMany("scores", keys).join();

    assertThat(results.values()).filteredOn(Answer.Found.class::isInstance).hasSize(8);
    assertThat(results.values())
        .filteredOn(Result.Failed.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.BATCH_TOO_LARGE));
  }

  private static ScriptedProxy.Script refusing(Reason reason) {
    return (request, replies) -> {
      ExchangeReply.Builder reply = ExchangeReply.newBuilder();
      for (ExchangeOperation each : request.getOperationsList()) {
        reply.addResults(FakeCache.result(each.getId(), new Reply.Failed(reason, "not now")));
      }
      replies.onNext(reply.build());
    };
  }

  private static void untilBothAreAsked(
      CashewClient client, ScriptedProxy one, ScriptedProxy other) {
    Await.until(
        "both are asked",
        () -> {
          client.get("scores", "Tom").join();
          return !one.operations().isEmpty() && !other.operations().isEmpty();
        });
  }

  private ScriptedProxy proxy(ScriptedProxy.Script script) {
    ScriptedProxy proxy = ScriptedProxy.start(script);
    opened.add(proxy);
    return proxy;
  }

  /** A socket whose connections are made by the kernel, and that nobody serves. */
  private HostAndPort mute() throws IOException {
    ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    opened.add(socket);
    return HostAndPort.fromParts("127.0.0.1", socket.getLocalPort());
  }

  private CashewClient client(Duration deadline, HostAndPort... proxies) {
    CashewClient client = CashewClient.connect(ClientConfig.of(proxies).withDeadline(deadline));
    opened.add(client);
    return client;
  }

  /** A client of a proxy that has answered it. */
  private CashewClient connected(ScriptedProxy proxy) {
    CashewClient client = client(LONG, proxy.address());
    assertThat(client.get("scores", "Tom").join()).isNotNull();
    return client;
  }

  private static boolean succeeds(CompletableFuture<?> future) {
    return catchThrowable(future::join) == null;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static ByteString key(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static CashewException failureOf(CompletableFuture<?> future) {
    return (CashewException) catchThrowable(future::join).getCause();
  }
}
