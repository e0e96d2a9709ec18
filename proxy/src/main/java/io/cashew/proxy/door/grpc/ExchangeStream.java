package io.cashew.proxy.door.grpc;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.proxy.admission.Account;
import io.cashew.proxy.admission.Refusal;
import io.cashew.proxy.door.Connection;
import io.cashew.proxy.door.Costs;
import io.cashew.proxy.routing.Router;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.TurnWriter;
import io.cashew.rpc.exchange.ExchangeAnswer;
import io.cashew.rpc.exchange.ExchangeCall;
import io.cashew.time.Ticker;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Consumer;

/**
 * One client's {@code Exchange}: operations in, results out, in any order.
 *
 * <p>A client that does not read its results is not read from either; what its connection may not
 * have in flight is refused at once, or told of no value. Confined to the event loop of its
 * connection.
 */
final class ExchangeStream implements StreamObserver<List<ExchangeCall>> {
  /** What an operation and its result take up, beside keys and values. */
  private static final int OPERATION_BYTES = 256;

  private static final int ANSWER_BYTES = 32;

  /** gRPC takes so much before it is not ready for more, and tells when it is again. */
  private static final int READY_BYTES = 32 << 10;

  private final ServerCallStreamObserver<List<ExchangeAnswer>> stream;
  private final Router router;
  private final Deadlines deadlines;
  private final Ticker ticker;
  private final Connection connection;
  private final Account account;
  private final TurnWriter<ExchangeAnswer, List<ExchangeAnswer>> writer;

  /** Operations whose results have not been handed to gRPC. */
  private int outstanding;

  /** Operations that were not refused and whose results wait. */
  private int waiting;

  /** Bytes of what waits. */
  private long waitingBytes;

  /** Bytes of a message that gRPC has not sent. */
  private long unsent;

  private boolean held;
  private boolean finished;
  private boolean over;

  private ExchangeStream(
      ServerCallStreamObserver<List<ExchangeAnswer>> stream,
      Router router,
      Deadlines deadlines,
      Ticker ticker,
      EventLoops loops,
      Connection connection) {
    this.stream = stream;
    this.router = router;
    this.deadlines = deadlines;
    this.ticker = ticker;
    this.connection = connection;
    this.account = connection.account();
    this.writer =
        new TurnWriter<>(loops.loop(loops.current()), stream, ExchangeStream::size, this::message);
  }

  static StreamObserver<List<ExchangeCall>> open(
      StreamObserver<List<ExchangeAnswer>> replies,
      Router router,
      Deadlines deadlines,
      Ticker ticker,
      EventLoops loops,
      Connection connection) {
    ServerCallStreamObserver<List<ExchangeAnswer>> stream =
        (ServerCallStreamObserver<List<ExchangeAnswer>>) replies;
    ExchangeStream opened =
        new ExchangeStream(stream, router, deadlines, ticker, loops, connection);
    stream.disableAutoRequest();
    stream.setOnReadyHandler(opened::onReady);
    stream.setOnCancelHandler(opened::abandon);
    stream.setOnCloseHandler(opened::abandon);
    stream.request(1);
    return opened;
  }

  @Override
  public void onNext(List<ExchangeCall> calls) {
    long now = ticker.nanos();
    int last = calls.size() - 1;
    for (int i = 0; i <= last; i++) {
      start(calls.get(i), now, i == last ? Sampling.SAMPLE : Sampling.NONE);
    }
    if (stream.isReady()) {
      stream.request(1);
    } else {
      held = true;
      connection.watch();
    }
  }

  private void start(ExchangeCall call, long now, Sampling sampling) {
    outstanding++;
    if (call instanceof ExchangeCall.Valid valid) {
      start(valid, now, sampling);
    } else if (call instanceof ExchangeCall.Refused refused) {
      connection.refused(refused.why().reason());
      answerUnasked(new ExchangeAnswer(call.id(), refused.why()));
    }
  }

  private void start(ExchangeCall.Valid call, long now, Sampling sampling) {
    long id = call.id();
    Operation asked = call.operation();
    int cost =
        OPERATION_BYTES + Costs.bytes(asked) + (Costs.mayFind(asked) ? account.expected() : 0);
    Refusal why = account.admit(1, cost);
    if (why != null) {
      connection.refused(why.reply().reason());
      answerUnasked(new ExchangeAnswer(id, why.reply()));
      return;
    }
    Consumer<Reply> replies =
        sampling == Sampling.SAMPLE
            ? reply -> {
              if (Costs.isFromMemory(reply)) {
                account.pace().took(now, ticker.nanos());
              }
              answer(id, cost, reply);
            }
            : reply -> answer(id, cost, reply);
    router.send(asked, deadlines.in(call.deadlineMillis(), now), call.trace(), replies);
  }

  /** Of what was never admitted. */
  private void answerUnasked(ExchangeAnswer answer) {
    int bytes = bytes(answer);
    account.overdraw(bytes);
    write(answer, bytes);
  }

  private void answer(long id, int cost, Reply reply) {
    account.answered(1);
    if (over) {
      account.release(1, cost);
      return;
    }
    ExchangeAnswer answer = new ExchangeAnswer(id, fit(cost, reply));
    int bytes = bytes(answer);
    if (bytes > cost) {
      account.overdraw(bytes - cost);
    } else {
      account.release(0, cost - bytes);
    }
    waiting++;
    write(answer, bytes);
  }

  /** The reply, or a failure in its place if there is no room for the value found. */
  private Reply fit(int cost, Reply reply) {
    int size = Costs.valueBytes(reply);
    if (size > 0) {
      account.learn(size);
      if (reply instanceof Reply.Found && size + OPERATION_BYTES > cost) {
        Refusal why = account.mayGrow(size + OPERATION_BYTES - cost);
        if (why != null) {
          return why.reply();
        }
      }
    }
    return reply;
  }

  /** About what an answer takes in a message. */
  private static int size(ExchangeAnswer answer) {
    return ANSWER_BYTES + Costs.valueBytes(answer.reply());
  }

  private static int bytes(ExchangeAnswer answer) {
    return OPERATION_BYTES + size(answer);
  }

  private void write(ExchangeAnswer answer, int bytes) {
    waitingBytes += bytes;
    writer.write(answer);
    connection.watch();
    if (finished && outstanding == writer.waiting()) {
      writer.complete();
    }
  }

  private List<ExchangeAnswer> message(List<ExchangeAnswer> answers) {
    outstanding -= answers.size();
    long message = 0;
    for (ExchangeAnswer answer : answers) {
      message += size(answer);
    }
    long bytes = message + (long) answers.size() * OPERATION_BYTES;
    waitingBytes -= bytes;
    int operations = Math.min(waiting, answers.size()); // those refused hold none
    waiting -= operations;
    // What was handed to gRPC before has been sent, or it were not ready for this.
    long left = message > READY_BYTES ? message : 0;
    account.release(operations, unsent + bytes - left);
    unsent = left;
    return answers;
  }

  private void onReady() {
    account.release(0, unsent);
    unsent = 0;
    writer.onReady();
    if (held && stream.isReady()) {
      held = false;
      stream.request(1);
    }
  }

  /** The client has said all; it still gets the results it waits for. */
  @Override
  public void onCompleted() {
    finished = true;
    if (outstanding == writer.waiting()) {
      writer.complete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    abandon();
  }

  /** It is over: nobody wants what waits. What is under way is released when it is answered. */
  private void abandon() {
    if (over) {
      return;
    }
    over = true;
    writer.abandon();
    account.release(waiting, waitingBytes + unsent);
    waiting = 0;
    waitingBytes = 0;
    unsent = 0;
  }

  /** Whether an operation tells how long those of its message took. */
  private enum Sampling {
    NONE,
    SAMPLE
  }
}
