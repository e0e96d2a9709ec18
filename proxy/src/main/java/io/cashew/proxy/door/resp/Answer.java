package io.cashew.proxy.door.resp;

import io.cashew.operation.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command's place in the line of answers, which leave in the order of the commands. Confined to
 * its connection's event loop.
 */
abstract class Answer {
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
    private final RespConnection connection;
    private final Shape shape;
    private @Nullable Reply reply;

    Asked(RespConnection connection, Shape shape) {
      this.connection = connection;
      this.shape = shape;
    }

    @Override
    public void accept(Reply told) {
      reply = told;
      connection.settle();
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
    private final RespConnection connection;
    private final ManyShape shape;
    private final @Nullable Reply[] replies;
    private int missing;

    Gathered(RespConnection connection, ManyShape shape, int count) {
      this.connection = connection;
      this.shape = shape;
      this.replies = new Reply[count];
      this.missing = count;
    }

    void accept(int place, Reply told) {
      replies[place] = told;
      missing--;
      if (missing == 0) {
        connection.settle();
      }
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
