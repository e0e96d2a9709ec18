package io.cashew.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Too many requests at a time, threads that wait, and the end of a client. */
@Timeout(60)
final class ClientLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Held held = new Held();
  private final ScriptedProxy proxy = ScriptedProxy.start(held);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    held.release();
    for (AutoCloseable each : opened) {
      each.close();
    }
    proxy.close();
  }

  @Test
  void request_beyondWhatMayBeUnanswered_failsAtOnce_untilThereIsRoom() {
    CashewClient client = client(config().withMaxInFlight(2));
    CompletableFuture<Answer> first = client.get("scores", "a");
    CompletableFuture<Answer> second = client.get("scores", "b");

    CompletableFuture<Answer> third = client.get("scores", "c");

    assertThat(third).isCompletedExceptionally();
    assertThat(failureOf(third).reason()).isEqualTo(Reason.IN_FLIGHT);
    assertThat(first).isNotDone();
    held.release();
    first.join();
    second.join();
    assertThat(client.get("scores", "c").join()).isInstanceOf(Answer.Found.class);
  }

  @Test
  void request_beyondTheBytesThatMayBeUnanswered_failsAtOnce() {
    CashewClient client = client(config().withMaxInFlightBytes(2 << 20));
    ByteString mebibyte = ByteString.copyFrom(new byte[1 << 20]);
    CompletableFuture<Long> first = client.set("scores", key("a"), mebibyte);

    CompletableFuture<Long> second = client.set("scores", key("b"), mebibyte);

    assertThat(failureOf(second).reason()).isEqualTo(Reason.IN_FLIGHT);
    assertThat(failureOf(second))
        .hasMessageContaining("1 requests of 1,048,625 bytes are unanswered");
    assertThat(first).isNotDone();
  }

  @Test
  void room_ofRequestsThatRanOutOfTime_isFreeAgain() {
    CashewClient client = client(config().withMaxInFlight(1));

    for (int i = 0; i < 3; i++) {
      assertThat(failureOf(client.withDeadline(SHORT).get("scores", "a")).reason())
          .isIn(Reason.OWNER_SLOW, Reason.OWNER_UNREACHABLE);
    }
  }

  @Test
  void blockingRequest_withoutRoom_waitsForIt() throws InterruptedException {
    CashewClient client = client(config().withMaxInFlight(1));
    CompletableFuture<Answer> first = client.get("scores", "a");
    AtomicReference<Object> answer = new AtomicReference<>();
    Thread caller = caller(() -> client.blocking().get("scores", "b"), answer);
    untilItWaits(caller);

    held.release();
    caller.join();

    assertThat(first.join()).isInstanceOf(Answer.Found.class);
    assertThat(answer.get()).isInstanceOf(Answer.Found.class);
  }

  @Test
  void blockingRequest_withoutRoomUntilItsDeadline_fails() {
    CashewClient client = client(config().withMaxInFlight(1));
    CompletableFuture<Answer> first = client.get("scores", "a");
    BlockingClient blocking = client.blocking().withDeadline(SHORT);

    assertThatThrownBy(() -> blocking.get("scores", "b"))
        .isInstanceOfSatisfying(
            CashewException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.IN_FLIGHT));
    assertThat(first).isNotDone();
  }

  @Test
  void blockingRequest_thatFails_throwsTheReasonWithTheCallersStack() {
    BlockingClient blocking = client(config()).blocking();

    assertThatThrownBy(() -> blocking.get("scores", ""))
        .isInstanceOfSatisfying(
            CashewException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.KEY_EMPTY))
        .satisfies(
            failure ->
                assertThat(failure.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(getClass().getName())));
  }

  @Test
  void blockingRequest_ofAnInterruptedThread_stopsWaiting() throws InterruptedException {
    BlockingClient blocking = client(config()).blocking();
    AtomicReference<Object> outcome = new AtomicReference<>();
    Thread caller = caller(() -> blocking.get("scores", "a"), outcome);
    untilItWaits(caller);

    caller.interrupt();
    caller.join();

    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void blockingRequest_waitingForRoomAndInterrupted_stopsWaiting() throws InterruptedException {
    CashewClient client = client(config().withMaxInFlight(1));
    CompletableFuture<Answer> first = client.get("scores", "a");
    AtomicReference<Object> outcome = new AtomicReference<>();
    Thread caller = caller(() -> client.blocking().get("scores", "b"), outcome);
    untilItWaits(caller);

    caller.interrupt();
    caller.join();

    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    assertThat(first).isNotDone();
  }

  @Test
  void blockingRequest_ofAThreadInterruptedBefore_sendsNothing() {
    BlockingClient blocking = client(config()).blocking();
    held.release();

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> blocking.set("scores", "a", "1"))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(proxy.operations()).isEmpty();
  }

  @Test
  void blockingRequest_onAThreadThatAnswers_isRefused() {
    CashewClient client = client(config());
    CompletableFuture<Throwable> refused =
        client
            .get("scores", "a")
            .thenApply(first -> catchThrowable(() -> client.blocking().get("scores", "b")));

    held.release();

    assertThat(refused.join())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("a blocking request on a thread on which futures complete");
  }

  @Test
  void close_letsWhatIsInFlightBeAnswered() {
    CashewClient client = client(config());
    CompletableFuture<Answer> pending = client.get("scores", "a");
    untilAsked();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
    Await.until("it takes no more", () -> client.get("scores", "b").isCompletedExceptionally());

    held.release();

    assertThat(pending.join()).isInstanceOf(Answer.Found.class);
    closing.join();
  }

  @Test
  void close_withoutAnAnswer_failsWhatIsInFlight_andMayBeRepeated() {
    CashewClient client = client(config().withDeadline(Duration.ofSeconds(30)));
    CompletableFuture<Answer> pending = client.get("scores", "a");
    untilAsked();
    long begun = System.nanoTime();

    client.close();
    client.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG);
    assertThat(failureOf(pending).reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
    assertThat(failureOf(pending)).hasMessageEndingWith("the client is closed");
    assertThat(failureOf(client.get("scores", "a"))).hasMessage("the client is closed");
    assertThatThrownBy(() -> client.blocking().get("scores", "a"))
        .hasMessage("the client is closed");
  }

  @Test
  void close_onAThreadThatAnswers_returnsAndEndsTheThreads() {
    CashewClient client = client(config());
    CompletableFuture<Thread> closed =
        client
            .get("scores", "a")
            .thenApply(
                first -> {
                  client.close();
                  return Thread.currentThread();
                });
    untilAsked();

    held.release();

    Thread thread = closed.join();
    Await.until("the thread is gone", () -> !thread.isAlive());
  }

  @Test
  void close_ofAClientThatNeverReachedAProxy_endsItsThreads() {
    proxy.close();
    CashewClient client = client(config());
    AtomicReference<Thread> thread = new AtomicReference<>(Thread.currentThread());
    Await.until(
        "a failure on a thread of the client's",
        () -> {
          client
              .get("scores", "a")
              .handle((answer, failure) -> Thread.currentThread())
              .thenAccept(thread::set)
              .join();
          return thread.get() != Thread.currentThread();
        });

    client.close();

    Await.until("the thread is gone", () -> !thread.get().isAlive());
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> config().withEventLoops(0))
        .hasMessage("event loops: 0 (expected: 1 to 64)");
    assertThatThrownBy(() -> config().withMaxInFlight(0))
        .hasMessage("max in flight: 0 (expected: 1 to 1000000)");
    assertThatThrownBy(() -> config().withMaxInFlightBytes(1))
        .hasMessage("max in flight: 1 bytes (expected: 2097152 to 1073741824)");
    assertThatThrownBy(() -> client(config()).withDeadline(Duration.ZERO))
        .hasMessage("deadline: 0 ms (expected: 1 ms to 30 s)");
  }

  @Test
  void client_ofSeveralEventLoops_answersOnAllOfThem() {
    held.release();
    CashewClient client = client(config().withEventLoops(3));

    Await.until(
        "each has its stream",
        () -> {
          CompletableFuture.supplyAsync(() -> client.get("scores", "a").join()).join();
          return proxy.opened().size() == 3;
        });
  }

  private ClientConfig config() {
    return ClientConfig.of(proxy.address()).withDeadline(LONG);
  }

  private CashewClient client(ClientConfig config) {
    CashewClient client = CashewClient.connect(config);
    opened.add(client);
    return client;
  }

  private void untilAsked() {
    Await.until("the proxy was asked", () -> !proxy.operations().isEmpty());
  }

  private static void untilItWaits(Thread caller) {
    Await.until("it waits", () -> caller.getState() == Thread.State.TIMED_WAITING);
  }

  private static Thread caller(Request request, AtomicReference<Object> outcome) {
    Thread caller =
        new Thread(
            () -> {
              try {
                outcome.set(request.answer());
              } catch (Exception e) {
                outcome.set(e);
              }
            });
    caller.start();
    return caller;
  }

  private static ByteString key(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static CashewException failureOf(CompletableFuture<?> future) {
    return (CashewException) catchThrowable(future::join).getCause();
  }

  /** Something that blocks. */
  private interface Request {
    Object answer() throws Exception;
  }

  /** Says nothing until it is released, and answers everything from then on. */
  private static final class Held implements ScriptedProxy.Script {
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private boolean released;

    @Override
    public synchronized void received(
        ExchangeRequest request, StreamObserver<ExchangeReply> replies) {
      Runnable answer = () -> answer(request, replies);
      if (released) {
        answer.run();
      } else {
        answers.add(answer);
      }
    }

    private static void answer(ExchangeRequest request, StreamObserver<ExchangeReply> replies) {
      try {
        replies.onNext(ScriptedProxy.answers(request));
      } catch (StatusRuntimeException e) {
        // the client has left
      }
    }

    synchronized void release() {
      released = true;
      answers.forEach(Runnable::run);
      answers.clear();
    }
  }
}
