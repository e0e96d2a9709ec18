package io.cashew.proxy.door.resp;

import io.cashew.operation.Limits;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command's place in the line of answers, which leave in the order of the commands. Confined to
 * its connection's event loop.
 */
abstract class Answer {
  private int bytes;

  /** What it takes up, its command included: expected, and then known. */
  final int bytes() {
    return bytes;
  }

  final void takesUp(int now) {
    bytes = now;
  }

  /** Values it may have. */
  int values() {
    return 1;
  }

  abstract boolean isDone();

  abstract void write(RespWriter out);

  /** One that is known at once. */
  static final class Said extends Answer {
    private final Consumer<RespWriter> words;

    Said(Consumer<RespWriter> words) {
      this.words = words;
    }

    @Override
    boolean isDone() {
      return true;
    }

    @Override
    void write(RespWriter out) {
      words.accept(out);
    }
  }

  /** One that takes its time. */
  static final class Awaited extends Answer {
    private @Nullable Consumer<RespWriter> words;

    void is(Consumer<RespWriter> found) {
      words = found;
    }

    @Override
    boolean isDone() {
      return words != null;
    }

    @Override
    void write(RespWriter out) {
      if (words != null) {
        words.accept(out);
      }
    }
  }

  /** What became of one operation. */
  static final class Asked extends Answer implements Consumer<Reply> {
    private final Conversation conversation;
    private final Shape shape;
    private @Nullable Reply reply;

    Asked(Conversation conversation, Shape shape) {
      this.conversation = conversation;
      this.shape = shape;
    }

    @Override
    public void accept(Reply told) {
      if (reply == null) {
        reply = conversation.taken(this, told, Values.sizeOf(told));
        conversation.settle();
      }
    }

    @Override
    boolean isDone() {
      return reply != null;
    }

    @Override
    void write(RespWriter out) {
      if (reply instanceof Reply.Failed failed) {
        out.error(Errors.of(failed));
      } else if (reply != null) {
        shape.write(reply, out);
      }
    }
  }

  /** What became of several. */
  static final class Gathered extends Answer {
    private static final Reply.Failed TOO_LARGE =
        new Reply.Failed(
            Reason.BATCH_TOO_LARGE,
            "the values have more than %,d bytes together: ask for fewer at once"
                .formatted(Limits.BATCH_BYTES));

    private final Conversation conversation;
    private final ManyShape shape;
    private final @Nullable Reply[] replies;
    private int missing;
    private int valueBytes;

    Gathered(Conversation conversation, ManyShape shape, int count) {
      this.conversation = conversation;
      this.shape = shape;
      this.replies = new Reply[count];
      this.missing = count;
    }

    void accept(int place, Reply told) {
      if (replies[place] != null) {
        return;
      }
      replies[place] = kept(told);
      missing--;
      if (missing == 0) {
        conversation.settle();
      }
    }

    /** What would make the answer too large is not kept until the last one is there. */
    private Reply kept(Reply told) {
      int size = Values.sizeOf(told);
      if (size > Limits.BATCH_BYTES - valueBytes) {
        return TOO_LARGE;
      }
      valueBytes += size;
      return conversation.taken(this, told, valueBytes);
    }

    @Override
    int values() {
      return replies.length;
    }

    @Override
    boolean isDone() {
      return missing == 0;
    }

    @Override
    @SuppressWarnings("NullAway") // all are there
    void write(RespWriter out) {
      List<Reply> told = Arrays.asList(replies);
      shape.write(told, out);
    }
  }
}
