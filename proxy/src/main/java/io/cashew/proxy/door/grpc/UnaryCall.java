package io.cashew.proxy.door.grpc;

import io.cashew.operation.Limits;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.proxy.admission.Account;
import io.cashew.proxy.admission.Refusal;
import io.cashew.proxy.door.Connection;
import io.cashew.proxy.door.Costs;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.telemetry.TraceContext;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One unary call: a request, and the answer to it, a message or a status, once. A caller that has
 * gone is not told.
 *
 * <p>It counts as in flight from its first header until its answer was written to the socket.
 * Confined to the event loop of its connection.
 *
 * @param <Q> the request
 * @param <M> the message that answers it
 */
final class UnaryCall<Q, M> extends ServerCall.Listener<Q> {
  /** What a call takes up, beside keys and values. */
  private static final int CALL_BYTES = 2 << 10;

  /** The same of an operation of a batch. */
  private static final int OPERATION_BYTES = 256;

  private static final Logger log = LoggerFactory.getLogger(UnaryCall.class);

  private static final Reply.Failed DEFECT =
      new Reply.Failed(Reason.INTERNAL, "the proxy failed on this: its log says why");
  private static final Reply.Failed NO_ROOM =
      new Reply.Failed(
          Reason.BATCH_TOO_LARGE,
          "the batch's values come to more than %,d bytes: ask for this key in another"
              .formatted(Limits.BATCH_BYTES));

  private final ServerCall<Q, M> call;
  private final Connection connection;
  private final Account account;
  private final Work<Q, M> work;
  private final @Nullable TraceContext trace;
  private @Nullable Q request;

  /** What the account holds for it. */
  private int operations = 1;

  private long held = CALL_BYTES;

  /** Of that, what is held for values that have not come. */
  private long expected;

  /** Bytes of values that have come. */
  private long values;

  private boolean answered;
  private boolean over;

  private UnaryCall(
      ServerCall<Q, M> call, Connection connection, Work<Q, M> work, @Nullable TraceContext trace) {
    this.call = call;
    this.connection = connection;
    this.account = connection.account();
    this.work = work;
    this.trace = trace;
  }

  /** What a call begins. */
  @FunctionalInterface
  interface Work<Q, M> {
    /** Answers the call, now or later, once. May throw a {@link CashewException} instead. */
    void begin(Q request, UnaryCall<Q, M> call);
  }

  /**
   * Takes a call in, or refuses it before its request is read.
   *
   * @param trace what it belongs to, in the client; null: nothing
   */
  static <Q, M> ServerCall.Listener<Q> begin(
      ServerCall<Q, M> call, Connection connection, Work<Q, M> work, @Nullable TraceContext trace) {
    Refusal why = connection.account().admit(1, CALL_BYTES);
    if (why != null) {
      connection.refused(why.reply().reason());
      call.close(RefusalStatus.status(why), RefusalStatus.trailers(why));
      return new ServerCall.Listener<>() {};
    }
    call.request(2); // a second message would be a mistake of the caller's, and is told so
    return new UnaryCall<>(call, connection, work, trace);
  }

  /** What it belongs to, in the client; null: nothing. */
  @Nullable TraceContext trace() {
    return trace;
  }

  /** What the connection has in flight. */
  Account account() {
    return account;
  }

  @Override
  public void onMessage(Q message) {
    if (request != null) {
      close(Status.INTERNAL.withDescription("a unary call with two requests"), new Metadata());
      return;
    }
    request = message;
  }

  @Override
  public void onHalfClose() {
    if (answered) {
      return;
    }
    if (request == null) {
      close(Status.INTERNAL.withDescription("a unary call without a request"), new Metadata());
      return;
    }
    Q asked = request;
    request = null; // what it was made into is in the operations
    try {
      work.begin(asked, this);
    } catch (CashewException e) {
      refused(e.reason());
      fail(Reply.Failed.of(e));
    } catch (RuntimeException e) { // without an answer the caller would wait
      log.error("a call failed", e);
      fail(DEFECT);
    }
  }

  /**
   * Whether the call's operations may begin; else it has been answered. The first of them counts
   * already.
   *
   * @param bytes of keys and values that are asked with
   * @param mayFind how many of them may bring a value
   */
  boolean mayBegin(int count, long bytes, int mayFind) {
    long wanted = Math.min(Limits.BATCH_BYTES, (long) mayFind * account.expected());
    long cost = bytes + wanted + (long) (count - 1) * OPERATION_BYTES;
    Refusal why = count == 1 ? account.mayGrow(cost) : account.admit(count - 1, cost);
    if (why != null) {
      refused(why.reply().reason());
      close(RefusalStatus.status(why), RefusalStatus.trailers(why));
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

  /** An operation of it was refused before it was begun. */
  void refused(Reason why) {
    connection.refused(why);
  }

  /** The reply, or a failure in its place if there is no room for the value found. */
  Reply fit(Reply reply) {
    int size = Costs.valueBytes(reply);
    if (size == 0 || over) {
      return reply;
    }
    account.learn(size);
    Reply.Failed no = reply instanceof Reply.Found ? obstacle(size) : null;
    if (no != null) {
      return no;
    }
    long more = values + size - expected;
    if (more > 0) {
      account.overdraw(more);
      held += more;
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

  /** The message that fits the reply, or else its failure. */
  <R extends Reply> void answer(Reply reply, Class<R> type, Function<R, M> message) {
    if (type.isInstance(reply)) {
      answer(message.apply(type.cast(reply)));
    } else if (reply instanceof Reply.Absent absent) {
      fail(
          absent.outcome() == Outcome.NOT_LOADED
              ? new Reply.Failed(Reason.NOT_IN_MEMORY, "the key is not in memory")
              : new Reply.Failed(Reason.SOURCE_NOT_FOUND, "the source has no such key"));
    } else if (reply instanceof Reply.NotStored unmet) {
      fail(unmet.asFailure());
    } else {
      fail(Results.failure(reply));
    }
  }

  void answer(M message) {
    boolean listens = !over && !answered;
    beAnswered();
    if (listens) {
      call.sendHeaders(new Metadata());
      call.sendMessage(message);
      call.close(Status.OK, new Metadata());
      connection.watch();
    }
  }

  void fail(Reply.Failed failure) {
    StatusRuntimeException told = StatusCodec.toStatus(failure.reason(), failure.message());
    Metadata trailers = told.getTrailers();
    close(told.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  private void close(Status status, Metadata trailers) {
    boolean listens = !over && !answered;
    beAnswered();
    if (listens) {
      call.close(status, trailers);
    }
  }

  private void beAnswered() {
    if (!answered) {
      answered = true;
      account.answered(operations);
    }
  }

  /** The answer was written to the socket. */
  @Override
  public void onComplete() {
    end();
  }

  /** The caller has gone, or its deadline has passed. What it began goes on, and is not told. */
  @Override
  public void onCancel() {
    if (request != null) { // nothing was begun
      beAnswered();
    }
    end();
  }

  private void end() {
    over = true;
    account.release(operations, held);
  }
}
