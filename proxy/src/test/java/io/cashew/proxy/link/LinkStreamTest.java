package io.cashew.proxy.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.rpc.DeadlineWheel;
import io.cashew.rpc.EventLoops;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.time.FakeTime;
import io.cashew.time.Ticker;
import io.grpc.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LinkStreamTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeTime time = new FakeTime();
  private final EventLoops loops = EventLoops.start("test-proxy", 1);
  private final FakeNode node = FakeNode.start("node-a");
  private final NodeLinks links = NodeLinks.streams(loops, time).to("node-a", node.address());

  @AfterEach
  void close() {
    links.close();
    node.close();
    loops.close();
  }

  @Test
  void send_aThousandInOneTurn_leaveInTwoMessages() {
    List<Answer> answers = send(gets(1_000), SECOND);

    assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isEqualTo(found(answer)));
    assertThat(node.messages()).isLessThanOrEqualTo(2);
    assertThat(node.streamsOpened()).isEqualTo(1);
  }

  @Test
  void whatComesWhileAMessageIsUnderWay_leavesTogetherOnceThatIsTakenIn() {
    node.behave(FakeNode::silence);
    Answer first = send(get("first"), SECOND);
    awaitReceived(1);
    node.tellTaken(1);
    node.received().get(0).answer(new Reply.Absent(Outcome.NEGATIVE, null));
    first.get(); // so the proxy has heard both
    send(get("second"), SECOND);
    awaitReceived(2);

    send(get("third"), SECOND);
    turns();
    send(get("fourth"), SECOND);
    turns();
    int before = node.received().size();
    node.tellTaken(2);
    awaitReceived(4);

    assertThat(before).isEqualTo(2);
    assertThat(node.messages()).isEqualTo(3);
  }

  @Test
  void replies_inAnyOrder_reachTheirCallers() {
    node.behave(FakeNode::silence);
    List<Answer> answers = send(gets(100), SECOND);
    awaitReceived(100);

    Lists.reverse(node.received())
        .forEach(asked -> asked.answer(new Reply.Found(asked.key(), Outcome.HIT, null)));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isEqualTo(found(answer)));
  }

  @Test
  void send_insideACallThatEnds_leavesTheStreamOpenForTheNext() throws Exception {
    Context.CancellableContext firstCall = Context.current().withCancellation();
    Answer first = new Answer(get("first"));
    onLoop(() -> firstCall.call(() -> send(first, SECOND)));
    first.get();

    firstCall.cancel(null);
    Reply second = send(get("second"), SECOND).get();

    assertThat(second).isInstanceOf(Reply.Found.class);
    assertThat(node.streamsOpened()).isEqualTo(1);
  }

  @Test
  void node_silent_isSlowNoEarlierThanTheDeadlineAndSoonAfter() {
    node.behave(FakeNode::silence);
    Answer answer = send(get("k"), Duration.ofMillis(50));
    awaitReceived(1);

    time.advance(Duration.ofMillis(50));
    turns();
    List<Reply> atTheDeadline = List.copyOf(answer.replies);
    time.advance(Duration.ofMillis(33)); // what the answer may take to arrive, and two ticks

    assertThat(atTheDeadline).isEmpty();
    assertThat(answer.reason()).isEqualTo(Reason.OWNER_SLOW);
  }

  @Test
  void reply_afterItsDeadline_isIgnored() {
    node.behave(FakeNode::silence);
    Answer late = send(get("late"), Duration.ofMillis(50));
    awaitReceived(1);
    time.advance(Duration.ofMillis(100));
    late.get();

    node.received().get(0).answer(new Reply.Found(ByteString.EMPTY, Outcome.HIT, null));
    node.behave(FakeNode::serve);
    Answer next = send(get("next"), SECOND);

    assertThat(next.get()).isEqualTo(found(next));
    assertThat(late.replies).hasSize(1);
  }

  @Test
  void inFlight_atTheLimit_isRefusedAtOnceAndFreedByTheDeadlines() {
    node.behave(FakeNode::silence);
    List<Answer> answers = send(gets(LinkStream.MAX_PENDING), Duration.ofMillis(50));

    Reason tooMany = send(get("one more"), SECOND).reason();
    long answered = answers.stream().filter(each -> !each.replies.isEmpty()).count();
    awaitReceived(LinkStream.MAX_PENDING);
    time.advance(Duration.ofMillis(100));
    answers.forEach(Answer::get);
    node.behave(FakeNode::serve);
    Reply afterwards = send(get("afterwards"), SECOND).get();

    assertThat(tooMany).isEqualTo(Reason.IN_FLIGHT);
    assertThat(answered).isZero();
    assertThat(afterwards).isInstanceOf(Reply.Found.class);
  }

  @Test
  void inFlight_bytesAtTheLimit_isRefusedAtOnce() {
    node.behave(FakeNode::silence);
    List<Answer> answers = send(sets(64, 1 << 20), SECOND);

    List<Reply> replies = answers.stream().flatMap(each -> each.replies.stream()).toList();

    assertThat(replies)
        .singleElement()
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.IN_FLIGHT));
  }

  @Test
  void node_thatDoesNotRead_isNotQueuedForWithoutEnd() {
    node.stopReading();

    Await.until( // the connection itself takes in a few megabytes
        "calls are refused",
        () -> {
          List<Answer> answers = send(sets(60, 1 << 20), Duration.ofMillis(50));
          time.advance(Duration.ofMillis(100));
          return answers.stream().map(Answer::reason).anyMatch(Reason.IN_FLIGHT::equals);
        });

    assertThat(node.received()).isEmpty();
  }

  @Test
  void stream_broken_answersEveryCallOnceAndTheNextOpensAnother() {
    node.behave(FakeNode::silence);
    List<Answer> answers = send(gets(100), SECOND);
    awaitReceived(100);

    node.breakStreams();
    List<Reason> reasons = answers.stream().map(Answer::reason).toList();
    node.behave(FakeNode::serve);
    Reply next = send(get("next"), SECOND).get();
    time.advance(SECOND.multipliedBy(2));
    turns();

    assertThat(reasons).containsOnly(Reason.OWNER_UNREACHABLE);
    assertThat(next).isInstanceOf(Reply.Found.class);
    assertThat(node.streamsOpened()).isEqualTo(2);
    assertThat(answers).allSatisfy(answer -> assertThat(answer.replies).hasSize(1));
  }

  @Test
  void stream_broken_saysWhy() {
    node.behave(FakeNode::silence);
    Answer answer = send(get("k"), SECOND);
    awaitReceived(1);

    node.breakStreams();

    assertThat(((Reply.Failed) answer.get()).message())
        .contains("node-a", node.address().toString(), "broken by the test");
  }

  @Test
  void caller_thatFailsOverItsAnswer_doesNotCostTheOthersTheirs() {
    Answer other = new Answer(get("other"));

    onLoop(
        () -> {
          links.send(
              0,
              routed(get("k")),
              time.nanos() + SECOND.toNanos(),
              reply -> {
                throw new IllegalStateException("thrown by the test");
              });
          return send(other, SECOND);
        });

    assertThat(other.get()).isEqualTo(found(other));
    assertThat(node.streamsOpen()).isEqualTo(1);
  }

  @Test
  void nobodyListening_isUnreachableAtOnceAndSaysWhy() {
    NodeLinks nowhere = NodeLinks.streams(loops, time).to("node-b", unused());

    List<Reply> replies = new ArrayList<>();
    for (int i = 0; i < 3; i++) { // while connecting, after that, and when it is known
      replies.add(sendOver(nowhere, get("k"), SECOND).get());
    }

    assertThat(replies)
        .allSatisfy(
            reply -> {
              assertThat(reply).isInstanceOf(Reply.Unsent.class);
              assertThat(((Reply.Unsent) reply).message()).contains("node-b", "Connection refused");
            });
    nowhere.close();
  }

  @Test
  void nobodyListening_thenListening_isFoundWithinHalfASecond() {
    HostAndPort address = unused();
    NodeLinks later = NodeLinks.streams(loops, System::nanoTime).to("node-b", address);
    long start = System.nanoTime();
    Await.until( // long enough for gRPC's own back-off to grow beyond a second
        "nobody was there for 1.3 s",
        () -> {
          assertThat(sendOver(later, get("k"), System::nanoTime, SECOND).get())
              .isInstanceOf(Reply.Unsent.class);
          return System.nanoTime() - start > Duration.ofMillis(1_300).toNanos();
        });

    FakeNode found = FakeNode.start("node-b", address);
    long listening = System.nanoTime();
    Await.until(
        "the node is found",
        () -> sendOver(later, get("k"), System::nanoTime, SECOND).get() instanceof Reply.Found);

    assertThat(Duration.ofNanos(System.nanoTime() - listening)).isLessThan(Duration.ofMillis(500));
    later.close();
    found.close();
  }

  @Test
  void operation_expiredBeforeTheConnectionStood_isNeverSent() {
    HostAndPort address = unused();
    NodeLinks later = NodeLinks.streams(loops, time).to("node-b", address);
    try (FakeNode late = FakeNode.start("node-b", address)) {
      Answer expired = new Answer(get("expired"));
      Answer good = new Answer(get("good"));

      onLoop( // nothing connects before the loop's turn ends
          () -> {
            sendOver(later, expired, time.nanos() + Duration.ofMillis(10).toNanos());
            sendOver(later, good, time.nanos() + SECOND.toNanos());
            time.advance(Duration.ofMillis(10));
            return null;
          });
      good.get();
      time.advance(SECOND);

      assertThat(expired.reason()).isEqualTo(Reason.OWNER_SLOW);
      assertThat(late.received()).extracting(FakeNode.Received::key).containsExactly(good.key());
      later.close();
    }
  }

  @Test
  void deadline_isSentAsWhatIsLeft() {
    send(get("k"), Duration.ofMillis(250)).get();

    assertThat(node.received().get(0).request().getDeadlineMs()).isEqualTo(250);
  }

  @Test
  void requests_onceTheNodeHasToldItsClock_carryItsTimeWhenTheyWereSent() {
    send(get("first"), SECOND).get();
    node.tellClock(5_000_000_000L);
    Await.until(
        "the clock is known",
        () -> {
          send(get("k"), SECOND).get();
          return node.lastSentAt() != 0;
        });
    time.advance(Duration.ofMillis(250));

    send(get("later"), SECOND).get();

    assertThat(node.lastSentAt()).isEqualTo(5_250_000_000L);
  }

  @Test
  void close_somethingInFlight_failsItAndDisconnects() {
    node.behave(FakeNode::silence);
    Answer inFlight = send(get("k"), SECOND);
    awaitReceived(1);

    links.close();

    assertThat(inFlight.reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
    Await.until("the stream is closed", () -> node.streamsOpen() == 0);
    assertThat(send(get("after"), SECOND).get()).isInstanceOf(Reply.Unsent.class);
  }

  @Test
  void retire_nodeThatAcceptsAndNeverSpeaks_disconnects() throws IOException {
    try (ServerSocket frozen = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      NodeLinks unspoken =
          NodeLinks.streams(loops, time)
              .to("node-b", HostAndPort.fromParts("127.0.0.1", frozen.getLocalPort()));
      Answer answer = sendOver(unspoken, get("k"), SECOND);
      Socket connection = frozen.accept();
      connection.setSoTimeout(10_000);

      unspoken.retire();
      time.advance(SECOND.plusMillis(33));

      assertThat(answer.reason()).isEqualTo(Reason.OWNER_SLOW);
      connection.getInputStream().readAllBytes(); // until its end, or the socket's time is out
    }
  }

  @Test
  void retire_somethingInFlight_letsItFinishAndDisconnects() {
    node.behave(FakeNode::silence);
    Answer inFlight = send(get("k"), SECOND);
    awaitReceived(1);

    links.retire();
    turns();
    int openMeanwhile = node.streamsOpen();
    node.received().get(0).answer(new Reply.Found(inFlight.key(), Outcome.HIT, null));

    assertThat(inFlight.get()).isEqualTo(found(inFlight));
    assertThat(openMeanwhile).isEqualTo(1);
    Await.until("the stream is closed", () -> node.streamsOpen() == 0);
    assertThat(send(get("after"), SECOND).get()).isInstanceOf(Reply.Unsent.class);
  }

  private Answer send(Operation operation, Duration deadline) {
    return sendOver(links, operation, deadline);
  }

  /** All in one turn of the loop. */
  private List<Answer> send(List<Operation> operations, Duration deadline) {
    List<Answer> answers = operations.stream().map(Answer::new).toList();
    onLoop(
        () -> {
          answers.forEach(answer -> send(answer, deadline));
          return null;
        });
    return answers;
  }

  private Answer send(Answer answer, Duration deadline) {
    return sendOver(links, answer, time.nanos() + deadline.toNanos());
  }

  private Answer sendOver(NodeLinks over, Operation operation, Duration deadline) {
    return sendOver(over, operation, time, deadline);
  }

  private Answer sendOver(NodeLinks over, Operation operation, Ticker ticker, Duration deadline) {
    Answer answer = new Answer(operation);
    return onLoop(() -> sendOver(over, answer, ticker.nanos() + deadline.toNanos()));
  }

  private static Answer sendOver(NodeLinks over, Answer answer, long deadline) {
    over.send(0, routed(answer.operation), deadline, answer.replies::add);
    return answer;
  }

  private <T> T onLoop(Callable<T> task) {
    try {
      return loops.loop(0).submit(task).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Lets the loop's timers run a few times. */
  private void turns() {
    for (int i = 0; i < 5; i++) {
      onLoop(() -> null);
      awaitNanos(Duration.ofMillis(DeadlineWheel.TICK_MILLIS));
    }
  }

  private void awaitNanos(Duration span) {
    try {
      loops
          .loop(0)
          .schedule(() -> {}, span.toNanos(), TimeUnit.NANOSECONDS)
          .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void awaitReceived(int count) {
    Await.until(count + " requests arrive", () -> node.received().size() == count);
  }

  /** An address of this machine where nobody listens. */
  private static HostAndPort unused() {
    FakeNode gone = FakeNode.start("gone");
    gone.close();
    return gone.address();
  }

  private static Operation get(String key) {
    return new Operation.Get("group", ByteString.copyFromUtf8(key), Want.VALUE);
  }

  private static List<Operation> gets(int count) {
    return IntStream.range(0, count).mapToObj(i -> get("key-" + i)).toList();
  }

  private static List<Operation> sets(int count, int bytes) {
    ByteString value = ByteString.copyFrom(new byte[bytes]);
    return IntStream.range(0, count)
        .<Operation>mapToObj(
            i -> new Operation.Set("group", ByteString.copyFromUtf8("key-" + i), value, 1))
        .toList();
  }

  private static RoutedOperation routed(Operation operation) {
    return new RoutedOperation(operation, 0, 1, operation.key().hashCode());
  }

  private static Reply found(Answer answer) {
    return new Reply.Found(answer.key(), Outcome.HIT, null);
  }

  /** An operation and every reply it got. */
  private static final class Answer {
    private final Operation operation;
    private final List<Reply> replies = new CopyOnWriteArrayList<>();

    Answer(Operation operation) {
      this.operation = operation;
    }

    ByteString key() {
      return operation.key();
    }

    Reply get() {
      Await.until("it is answered", () -> !replies.isEmpty());
      return replies.get(0);
    }

    Reason reason() {
      return ((Reply.Failed) get()).reason();
    }
  }
}
