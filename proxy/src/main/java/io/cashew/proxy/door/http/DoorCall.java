package io.cashew.proxy.door.http;

import io.cashew.http.HttpCall;
import io.cashew.http.HttpReply;
import io.cashew.http.HttpRequest;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.proxy.admission.Account;
import io.cashew.proxy.admission.Refusal;
import io.cashew.proxy.door.Connection;
import io.cashew.proxy.door.Costs;
import io.cashew.proxy.door.Gather;
import io.cashew.proxy.door.Operations;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.telemetry.TraceContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request, in flight from its head until its answer was written to the socket. Confined to the
 * event loop of its connection.
 */
final class DoorCall implements HttpCall {
  /** What a call takes up, beside its body and values. */
  static final int CALL_BYTES = 4 << 10;

  /** The same of an operation of a batch. */
  private static final int OPERATION_BYTES = 512;

  /** What a request's body may have that needs none. */
  private static final int IDLE_BODY_BYTES = 1 << 10;

  private static final Logger log = LoggerFactory.getLogger(DoorCall.class);

  private static final Reply.Failed NO_ROOM =
      new Reply.Failed(
          Reason.BATCH_TOO_LARGE,
          "the batch's values come to more than %,d bytes: ask for this key in another"
              .formatted(Limits.BATCH_BYTES));

  private final Desk desk;
  private final Connection connection;
  private final Account account;
  private final HttpRequest head;
  private final Work work;
  private @Nullable Consumer<HttpReply> replies;

  /** What the account holds for it. */
  private int operations;

  private long held;

  /** Of that, what is held for values that have not come. */
  private long expected;

  /** Bytes of values that have come. */
  private long values;

  private boolean answered;
  private boolean over;

  /** {@code head}: with its route's parameters. */
  DoorCall(Desk desk, Connection connection, HttpRequest head, Work work) {
    this.desk = desk;
    this.connection = connection;
    this.account = connection.account();
    this.head = head;
    this.work = work;
  }

  @Override
  public @Nullable HttpReply refusal(long bodyBytes) {
    if (bodyBytes > mostBody()) {
      return tooLarge();
    }
    if (operations == 0) {
      Refusal why = account.admit(1, CALL_BYTES + bodyBytes);
      if (why == null) {
        operations = 1;
        held = CALL_BYTES + bodyBytes;
      }
      return refused(why);
    }
    long more = CALL_BYTES + bodyBytes - held;
    Refusal why = more > 0 ? account.mayGrow(more) : null;
    if (why == null && more > 0) {
      hold(more);
    }
    return refused(why);
  }

  private int mostBody() {
    return switch (head.method()) {
      case "PUT" -> Limits.VALUE_BYTES;
      case "POST" -> Limits.MESSAGE_BYTES;
      default -> IDLE_BODY_BYTES;
    };
  }

  private HttpReply tooLarge() {
    Reason reason = head.method().equals("PUT") ? Reason.VALUE_TOO_LARGE : Reason.BATCH_TOO_LARGE;
    connection.refused(reason);
    return HttpReply.problem(
        reason, "the body may have %,d bytes at most: split it".formatted(mostBody()));
  }

  private @Nullable HttpReply refused(@Nullable Refusal why) {
    if (why == null) {
      return null;
    }
    connection.refused(why.reply().reason());
    return HttpReply.problem(why.reply().reason(), why.reply().message());
  }

  private void hold(long more) {
    account.overdraw(more);
    held += more;
  }

  @Override
  public void answer(HttpRequest whole, Consumer<HttpReply> told) {
    replies = told;
    orFail(() -> work.begin(head.with(whole.body()), this));
  }

  private void answer(Supplier<HttpReply> reply) {
    orFail(() -> answer(reply.get()));
  }

  private void orFail(Runnable step) {
    try {
      step.run();
    } catch (CashewException e) {
      connection.refused(e.reason());
      answer(Answers.failed(Reply.Failed.of(e)));
    } catch (IllegalArgumentException e) {
      answer(
          HttpReply.problem(400, "REQUEST_MALFORMED", "cannot be", String.valueOf(e.getMessage())));
    } catch (RuntimeException e) { // without an answer the client would wait
      log.error("{} {} failed", head.method(), head.path(), e);
      answer(HttpReply.problem(Reason.INTERNAL, "the proxy failed on this: its log says why"));
    }
  }

  /** Answers with what becomes of an operation. */
  void ask(Operation operation, Function<Reply, HttpReply> answer) {
    long begin = desk.ticker().nanos();
    long deadline = desk.deadlines().ofOne(head, begin);
    if (mayBegin(1, Costs.mayFind(operation) ? 1 : 0)) {
      operations()
          .send(
              operation,
              deadline,
              reply -> {
                sample(begin, reply);
                answer(() -> answer.apply(fit(reply)));
              });
    }
  }

  /**
   * Answers with what becomes of several.
   *
   * @param operation by its place; may throw a {@link CashewException}, which is that one's failure
   * @param mayFind how many of them may bring a value
   */
  void askAll(
      int count,
      IntFunction<Operation> operation,
      int mayFind,
      Function<List<Reply>, HttpReply> answer) {
    long begin = desk.ticker().nanos();
    long deadline = desk.deadlines().ofMany(head, begin);
    if (mayBegin(Math.max(1, count), mayFind)) {
      new Gather(operations(), deadline, connection::refused, reply -> sample(begin, reply))
          .all(count, operation, this::fit, all -> answer(() -> answer.apply(all)));
    }
  }

  private Operations operations() {
    return desk.operations()
        .within(
            TraceContext.parse(
                head.header("traceparent").orElse(null), head.header("tracestate").orElse(null)));
  }

  private void sample(long begin, Reply reply) {
    if (Costs.isFromMemory(reply)) {
      account.pace().took(begin, desk.ticker().nanos());
    }
  }

  /** Whether its operations may begin; else it has been answered. The first counts already. */
  private boolean mayBegin(int count, int mayFind) {
    long wanted = Math.min(Limits.BATCH_BYTES, (long) mayFind * account.expected());
    long cost = wanted + (long) (count - 1) * OPERATION_BYTES;
    Refusal why = count == 1 ? account.mayGrow(cost) : account.admit(count - 1, cost);
    HttpReply no = refused(why);
    if (no != null) {
      answer(no);
      return false;
    }
    if (count == 1) {
      account.overdraw(cost);
    }
    operations += count - 1;
    held += cost;
    expected = wanted;
    return true;
  }

  /** The reply, or a failure in its place if there is no room for the value found. */
  private Reply fit(Reply reply) {
    int size = Costs.valueBytes(reply);
    if (size == 0 || over) {
      return reply;
    }
    account.learn(size);
    Reply.Failed no = obstacle(size);
    if (no != null) {
      return no;
    }
    long more = values + size - expected;
    if (more > 0) {
      hold(more);
      expected += more;
    }
    values += size;
    return reply;
  }

  private Reply.@Nullable Failed obstacle(int size) {
    if (values + size > Limits.BATCH_BYTES) {
      return NO_ROOM;
    }
    Refusal why = account.mayGrow(Math.max(0, values + size - expected));
    return why == null ? null : why.reply();
  }

  /** Answers it. */
  void answer(HttpReply reply) {
    if (answered || replies == null) {
      return;
    }
    answered = true;
    account.answered(operations);
    long more = reply.body().size() - held;
    if (more > 0 && !over) { // written as JSON it is larger
      hold(more);
    }
    replies.accept(reply);
    if (!over) {
      connection.watch();
    }
  }

  @Override
  public void end() {
    over = true;
    if (replies == null && operations > 0) { // nothing was begun
      answered = true;
      account.answered(operations);
    }
    account.release(operations, held);
  }
}
