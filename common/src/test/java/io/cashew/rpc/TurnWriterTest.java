package io.cashew.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.CallStreamObserver;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TurnWriterTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final RecordedStream stream = new RecordedStream();
  private final TurnWriter<String, List<String>> writer =
      new TurnWriter<>(channel.eventLoop(), stream, String::length, List::copyOf);

  @Test
  void write_severalInOneTurn_leaveInOneMessageAtItsEnd() {
    writer.write("a");
    writer.write("b");
    writer.write("c");
    List<List<String>> before = List.copyOf(stream.messages);
    endTurn();

    assertThat(before).isEmpty();
    assertThat(stream.messages).containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void write_inTwoTurns_leavesInTwoMessages() {
    writer.write("a");
    endTurn();
    writer.write("b");
    endTurn();

    assertThat(stream.messages).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void write_moreItemsThanAMessageTakes_isSplitAt1024() {
    IntStream.range(0, 2_049).forEach(i -> writer.write("x"));
    endTurn();

    assertThat(stream.messages).extracting(List::size).containsExactly(1_024, 1_024, 1);
  }

  @Test
  void write_moreBytesThanAMessageTakes_isSplitAt128KiB() {
    String part = "x".repeat(32 << 10);
    IntStream.range(0, 9).forEach(i -> writer.write(part));
    endTurn();

    assertThat(stream.messages).extracting(List::size).containsExactly(4, 4, 1);
  }

  @Test
  void write_oneItemLargerThanAMessage_leavesAlone() {
    writer.write("x".repeat(1 << 20));
    writer.write("y");
    endTurn();

    assertThat(stream.messages).extracting(List::size).containsExactly(1, 1);
  }

  @Test
  void write_whileTheGateIsClosed_waitsUntilItIsOpen() {
    AtomicBoolean open = new AtomicBoolean();
    TurnWriter<String, List<String>> gated =
        new TurnWriter<>(
            channel.eventLoop(),
            stream,
            String::length,
            List::copyOf,
            (items, bytes) -> open.get() || items >= 3);
    gated.write("a");
    gated.write("b");
    endTurn();
    List<List<String>> before = List.copyOf(stream.messages);

    open.set(true);
    gated.goOn();
    endTurn();
    open.set(false);
    List.of("c", "d", "e").forEach(gated::write);
    endTurn();

    assertThat(before).isEmpty();
    assertThat(stream.messages).containsExactly(List.of("a", "b"), List.of("c", "d", "e"));
  }

  @Test
  void speak_withNothingToSay_sendsAnEmptyMessageAtTheEndOfTheTurn() {
    writer.speak();
    writer.speak();
    List<List<String>> before = List.copyOf(stream.messages);
    endTurn();

    assertThat(before).isEmpty();
    assertThat(stream.messages).containsExactly(List.of());
  }

  @Test
  void speak_withSomethingToSay_addsNoMessage() {
    writer.write("a");
    writer.speak();
    endTurn();

    assertThat(stream.messages).containsExactly(List.of("a"));
  }

  @Test
  void write_whileNotReady_waitsUntilReady() {
    stream.ready = false;
    writer.write("a");
    writer.write("bcd");
    endTurn();
    int heldBack = writer.waiting();
    long bytesHeldBack = writer.waitingBytes();
    List<List<String>> before = List.copyOf(stream.messages);

    stream.ready = true;
    writer.onReady();

    assertThat(before).isEmpty();
    assertThat(heldBack).isEqualTo(2);
    assertThat(bytesHeldBack).isEqualTo(4);
    assertThat(stream.messages).containsExactly(List.of("a", "bcd"));
    assertThat(writer.waiting()).isZero();
    assertThat(writer.waitingBytes()).isZero();
  }

  @Test
  void write_streamThatFillsUp_sendsNoMoreThanItTakes() {
    stream.readyFor = 1;
    IntStream.range(0, 2_048).forEach(i -> writer.write("x"));
    endTurn();

    assertThat(stream.messages).hasSize(1);
    assertThat(writer.waiting()).isEqualTo(1_024);
    assertThat(writer.waitingBytes()).isEqualTo(1_024);
  }

  @Test
  void complete_itemsWaiting_endsTheStreamAfterThem() {
    stream.ready = false;
    writer.write("a");
    writer.complete();
    endTurn();
    boolean early = stream.completed;

    stream.ready = true;
    writer.onReady();

    assertThat(early).isFalse();
    assertThat(stream.messages).containsExactly(List.of("a"));
    assertThat(stream.completed).isTrue();
  }

  @Test
  void complete_nothingWaiting_endsTheStreamOnce() {
    writer.complete();
    writer.complete();
    endTurn();
    writer.onReady();

    assertThat(stream.completions).isEqualTo(1);
  }

  @Test
  void write_afterCompletion_isDropped() {
    writer.complete();
    endTurn();

    writer.write("late");
    endTurn();

    assertThat(stream.messages).isEmpty();
    assertThat(writer.waiting()).isZero();
  }

  @Test
  void abandon_itemsWaiting_sendsNothingMore() {
    writer.write("a");

    writer.abandon();
    writer.write("b");
    endTurn();

    assertThat(stream.messages).isEmpty();
    assertThat(stream.completed).isFalse();
    assertThat(writer.waiting()).isZero();
    assertThat(writer.waitingBytes()).isZero();
  }

  private void endTurn() {
    channel.runPendingTasks();
  }

  /** Ready as the test says, or for so many messages. */
  private static final class RecordedStream extends CallStreamObserver<List<String>> {
    private final List<List<String>> messages = new ArrayList<>();
    private boolean ready = true;
    private int readyFor = Integer.MAX_VALUE;
    private boolean completed;
    private int completions;

    @Override
    public boolean isReady() {
      return ready && readyFor > 0;
    }

    @Override
    public void onNext(List<String> message) {
      assertThat(isReady()).isTrue();
      readyFor--;
      messages.add(message);
    }

    @Override
    public void onCompleted() {
      completed = true;
      completions++;
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}
  }
}
