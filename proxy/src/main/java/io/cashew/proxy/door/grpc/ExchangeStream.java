package io.cashew.proxy.door.grpc;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.proxy.admission.Account;
import io.cashew.proxy.admission.Refusal;
import io.cashew.proxy.routing.Router;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.TurnWriter;
import io.cashew.status.CashewException;
import io.cashew.time.Ticker;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
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
final class ExchangeStream implements StreamObserver<ExchangeRequest> {
  /** What an operation and its result take up, beside keys and values. */
  private static final int OPERATION_BYTES = 256;

  /** gRPC takes so much before it is not ready for more, and tells when it is again. */
  private static final int READY_BYTES = 32 << 10;

  private final ServerCallStreamObserver<ExchangeReply> stream;
  private final Router router;
  private final Deadlines deadlines;
  private final Ticker ticker;
  private final Connection connection;
  private final Account account;
  private final TurnWriter<ExchangeResult, ExchangeReply> writer;

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
      ServerCallStreamObserver<ExchangeReply> stream,
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
        new TurnWriter<>(
            loops.loop(loops.current()), stream, ExchangeResult::getSerializedSize, this::message);
  }

  static StreamObserver<ExchangeRequest> open(
      StreamObserver<ExchangeReply> replies,
      Router router,
      Deadlines deadlines,
      Ticker ticker,
      EventLoops loops,
      Connection connection) {
    ServerCallStreamObserver<ExchangeReply> stream =
        (ServerCallStreamObserver<ExchangeReply>) replies;
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
  public void onNext(ExchangeRequest request) {
    long now = ticker.nanos();
    int count = request.getOperationsCount();
    for (int i = 0; i < count; i++) {
      start(request.getOperations(i), now, i == count - 1 ? Sampling.SAMPLE : Sampling.NONE);
    }
    if (stream.isReady()) {
      stream.request(1);
    } else {
      held = true;
      connection.watch();
    }
  }

  private void start(ExchangeOperation operation, long now, Sampling sampling) {
    long id = operation.getId();
    outstanding++;
    int cost =
        OPERATION_BYTES
            + Costs.bytes(operation)
            + (Costs.mayFind(operation) ? account.expected() : 0);
    Refusal why = account.admit(1, cost);
    if (why != null) {
      refuse(id, why);
      return;
    }
    Operation asked;
    try {
      asked = Requests.exchanged(operation);
    } catch (CashewException e) {
      connection.refused(e.reason());
      answer(id, cost, Reply.Failed.of(e));
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
    router.send(asked, deadlines.in(operation.getDeadlineMs(), now), replies);
  }

  private void refuse(long id, Refusal why) {
    connection.refused(why.reply().reason());
    ExchangeResult result = RefusalStatus.result(id, why);
    int bytes = bytes(result);
    account.overdraw(bytes);
    write(result, bytes);
  }

  private void answer(long id, int cost, Reply reply) {
    account.answered(1);
    if (over) {
      account.release(1, cost);
      return;
    }
    ExchangeResult result = result(id, cost, reply);
    int bytes = bytes(result);
    if (bytes > cost) {
      account.overdraw(bytes - cost);
    } else {
      account.release(0, cost - bytes);
    }
    waiting++;
    write(result, bytes);
  }

  private ExchangeResult result(long id, int cost, Reply reply) {
    int size = Costs.valueBytes(reply);
    if (size > 0) {
      account.learn(size);
      if (reply instanceof Reply.Found && size + OPERATION_BYTES > cost) {
        Refusal why = account.mayGrow(size + OPERATION_BYTES - cost);
        if (why != null) {
          return RefusalStatus.result(id, why);
        }
      }
    }
    return Results.exchanged(id, reply);
  }

  private static int bytes(ExchangeResult result) {
    return OPERATION_BYTES + result.getSerializedSize();
  }

  private void write(ExchangeResult result, int bytes) {
    waitingBytes += bytes;
    writer.write(result);
    connection.watch();
    if (finished && outstanding == writer.waiting()) {
      writer.complete();
    }
  }

  private ExchangeReply message(List<ExchangeResult> results) {
    outstanding -= results.size();
    long message = 0;
    for (ExchangeResult result : results) {
      message += result.getSerializedSize();
    }
    long bytes = message + (long) results.size() * OPERATION_BYTES;
    waitingBytes -= bytes;
    int operations = Math.min(waiting, results.size()); // those refused hold none
    waiting -= operations;
    // What was handed to gRPC before has been sent, or it were not ready for this.
    long left = message > READY_BYTES ? message : 0;
    account.release(operations, unsent + bytes - left);
    unsent = left;
    return ExchangeReply.newBuilder().addAllResults(results).build();
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
