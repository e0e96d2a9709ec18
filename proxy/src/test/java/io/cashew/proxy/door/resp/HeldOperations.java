package io.cashew.proxy.door.resp;

import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.proxy.door.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Operations that a test answers, in whatever order. A get's value is its key, unless it says. */
final class HeldOperations implements Operations {
  private final List<Asked> asked = new ArrayList<>();

  @Override
  public void send(Operation operation, long deadline, Consumer<? super Reply> replies) {
    if (operation.key().toStringUtf8().equals("defect")) {
      throw new IllegalStateException("as the test wants it");
    }
    asked.add(new Asked(operation, replies));
  }

  int count() {
    return asked.size();
  }

  Asked get(int index) {
    return asked.get(index);
  }

  void dropFirst() {
    asked.remove(0);
  }

  void clear() {
    asked.clear();
  }

  String keys() {
    return asked.stream()
        .map(one -> one.operation().key().toStringUtf8())
        .collect(Collectors.joining(" "));
  }

  /** Answers all there are; more may be asked meanwhile. */
  void answerAll() {
    List<Asked> now = List.copyOf(asked);
    asked.clear();
    now.forEach(Asked::answer);
  }

  record Asked(Operation operation, Consumer<? super Reply> replies) {
    void answer() {
      if (operation instanceof Operation.Get) {
        answer(operation.key());
      } else {
        replies.accept(new Reply.Stored(1));
      }
    }

    void answer(ByteString value) {
      replies.accept(new Reply.Found(value, Outcome.HIT, null));
    }

    void absent() {
      replies.accept(new Reply.Absent(Outcome.NEGATIVE, null));
    }
  }
}
