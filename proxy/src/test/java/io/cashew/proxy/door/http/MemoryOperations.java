package io.cashew.proxy.door.http;

import com.google.protobuf.ByteString;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.proxy.door.Operations;
import io.cashew.status.Reason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Keys in memory, and some that stand for something: "broken" fails, "held" is not answered until
 * the test says so, "defect" throws.
 */
final class MemoryOperations implements Operations {
  private final Map<ByteString, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong versions = new AtomicLong(16);
  private volatile Runnable held = () -> {};
  private volatile Operation last = new Operation.Delete("g", ByteString.copyFromUtf8("none"));
  private volatile long lastDeadline;

  void put(String key, String value) {
    entries.put(
        ByteString.copyFromUtf8(key),
        new Entry(ByteString.copyFromUtf8(value), versions.incrementAndGet()));
  }

  /** Answers the one that is held, on the thread that calls. */
  void answerHeld() {
    held.run();
  }

  Operation last() {
    return last;
  }

  long lastDeadline() {
    return lastDeadline;
  }

  @Override
  public void send(Operation operation, long deadline, Consumer<? super Reply> replies) {
    last = operation;
    lastDeadline = deadline;
    switch (operation.key().toStringUtf8()) {
      case "broken" ->
          replies.accept(
              new Reply.Failed(
                  Reason.SOURCE_DOWN, "source \"db\": failed (id a1b2 in the node's log)"));
      case "held" -> held = () -> replies.accept(reply(operation));
      case "defect" -> throw new IllegalStateException("as the test wants it");
      default -> replies.accept(reply(operation));
    }
  }

  private Reply reply(Operation operation) {
    Entry there = entries.get(operation.key());
    if (operation instanceof Operation.Get get) {
      if (there != null) {
        return new Reply.Found(there.value(), Outcome.HIT, detail(there.version()));
      }
      boolean asked = get.reach() == Operation.Reach.SOURCE;
      return new Reply.Absent(asked ? Outcome.NEGATIVE : Outcome.NOT_LOADED, null);
    }
    if (operation instanceof Operation.Set set) {
      if (!set.condition().isMetBy(there == null ? 0 : there.version())) {
        return new Reply.NotStored(there == null ? 0 : there.version(), null);
      }
      Entry next = new Entry(set.value(), versions.incrementAndGet());
      entries.put(set.key(), next);
      return new Reply.Stored(next.version());
    }
    return new Reply.Deleted(entries.remove(operation.key()) != null);
  }

  private static Detail detail(long version) {
    return new Detail(version, 5, 1_000, "n1", 3, 1L << 48 | 7);
  }

  private record Entry(ByteString value, long version) {}
}
