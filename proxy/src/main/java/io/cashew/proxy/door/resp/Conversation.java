package io.cashew.proxy.door.resp;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What commands see of a connection: they say something, or ask for operations whose replies are
 * the answer; answers leave in the order of the commands. Confined to the connection's event loop.
 */
final class Conversation {
  private static final Logger log = LoggerFactory.getLogger(Conversation.class);

  private static final Reply.Failed DEFECT =
      new Reply.Failed(Reason.INTERNAL, "the proxy failed on this: its log says why");
  private static final Reply.Failed NO_ROOM =
      new Reply.Failed(
          Reason.IN_FLIGHT,
          "the answers to all clients of this proxy are too large together: ask for less at once");

  /** What is written before it is handed to the socket. */
  private static final int WRITE_BYTES = 64 << 10;

  private final RespDoor door;
  private final Session session;
  private final Account account;
  private final RespWriter out;
  private final Outlet outlet;
  private final ArrayDeque<Answer> waiting = new ArrayDeque<>();
  private int commandBytes;

  /** A command of two operations is under way. */
  private boolean betweenTwo;

  private boolean ending;
  private boolean closed;

  Conversation(RespDoor door, Session session, Account account, RespWriter out, Outlet outlet) {
    this.door = door;
    this.session = session;
    this.account = account;
    this.out = out;
    this.outlet = outlet;
  }

  /** The connection, as far as a conversation knows it. */
  interface Outlet {
    /** Takes what was written. */
    void write();

    /** Something was answered. */
    void answered();

    /** Runs a task on the event loop. From any thread. */
    void onLoop(Runnable task);

    /** An answer was begun and cannot be finished: nothing more can be said. */
    void fail(Throwable failure);
  }

  /** Who the client is. */
  Session session() {
    return session;
  }

  KeySpace keys() {
    return door.keys();
  }

  RespDoor door() {
    return door;
  }

  /** A command of so many bytes comes next. */
  void next(int bytes) {
    commandBytes = bytes;
  }

  /** Commands that are not answered. */
  int waiting() {
    return waiting.size();
  }

  /** Whether the next command must wait for the one under way. */
  boolean isBetweenTwo() {
    return betweenTwo;
  }

  boolean isEnding() {
    return ending;
  }

  /** Nobody listens any more. */
  void close() {
    closed = true;
    waiting.clear();
  }

  /** Answers that a command failed through a defect of ours. */
  void refuse(RuntimeException defect) {
    log.error("a command failed", defect);
    refuse(Errors.of(DEFECT));
  }

  /** Answers with an error. */
  void refuse(String error) {
    say(answers -> answers.error(error));
  }

  /** Answers at once, as far as those before are answered. */
  void say(Consumer<RespWriter> words) {
    if (waiting.isEmpty()) {
      words.accept(out);
      if (out.size() >= WRITE_BYTES) {
        outlet.write();
      }
    } else {
      line(new Answer.Said(words), 0);
    }
  }

  /** Answers with what becomes of an operation. */
  void ask(Operation operation, Shape shape) {
    Answer.Asked answer = new Answer.Asked(this, shape);
    line(answer, 1);
    send(operation, door.deadline(), answer);
  }

  /**
   * The same of one operation, or of another if the first leads to one. Commands behind it wait:
   * they must not come between the two.
   */
  void ask(Operation operation, Function<Reply, @Nullable Operation> next, Shape shape) {
    Answer.Asked answer = new Answer.Asked(this, shape);
    line(answer, 1);
    long deadline = door.deadline();
    betweenTwo = true;
    Consumer<Reply> last =
        reply -> {
          betweenTwo = false;
          answer.accept(reply);
        };
    send(
        operation,
        deadline,
        reply -> {
          Operation second = reply instanceof Reply.Failed ? null : next.apply(reply);
          if (second == null) {
            last.accept(reply);
          } else {
            send(second, deadline, last);
          }
        });
  }

  /** Answers with what becomes of several, when the last is known. */
  void askAll(List<? extends Operation> operations, ManyShape shape) {
    Answer.Gathered answer = new Answer.Gathered(this, shape, operations.size());
    line(answer, operations.size());
    long deadline = door.deadline();
    for (int i = 0; i < operations.size(); i++) {
      int place = i;
      send(operations.get(i), deadline, reply -> answer.accept(place, reply));
    }
  }

  /** Answers later. What is returned may be told on any thread, once. */
  Consumer<Consumer<RespWriter>> later() {
    Answer.Awaited answer = new Answer.Awaited();
    line(answer, 0);
    return words ->
        outlet.onLoop(
            () -> {
              answer.is(words);
              settle();
            });
  }

  private void line(Answer answer, int answers) {
    answer.takesUp(account.cost(commandBytes, answers));
    account.hold(answer.bytes());
    waiting.add(answer);
  }

  private void send(Operation operation, long deadline, Consumer<? super Reply> replies) {
    try {
      door.operations().send(operation, deadline, replies);
    } catch (RuntimeException e) { // its place in the line is taken: it has to be answered there
      log.error("an operation failed", e);
      replies.accept(DEFECT);
    }
  }

  /** Takes no more commands; ends when all answers have been sent. */
  void end() {
    ending = true;
  }

  /**
   * A reply has come, and an answer has so many bytes of values now.
   *
   * @return what is to be told: a failure, if there is no room for such a value
   */
  Reply taken(Answer answer, Reply reply, int valueBytes) {
    int unexpected = valueBytes - answer.bytes();
    if (unexpected <= 0 || closed) {
      return reply;
    }
    if (!account.holdUnexpected(unexpected)) {
      return reply instanceof Reply.Found ? NO_ROOM : reply;
    }
    answer.takesUp(valueBytes);
    return reply;
  }

  /** Something has been answered. */
  void settle() {
    if (closed) {
      return;
    }
    for (Answer next = waiting.peek(); next != null && next.isDone(); next = waiting.peek()) {
      waiting.poll();
      int before = out.size();
      try {
        next.write(out);
      } catch (RuntimeException | OutOfMemoryError e) { // half an answer cannot be taken back
        outlet.fail(e);
        return;
      }
      account.release(next.bytes());
      account.answered((out.size() - before) / next.values());
      if (out.size() >= WRITE_BYTES) {
        outlet.write();
      }
    }
    outlet.answered();
  }
}
