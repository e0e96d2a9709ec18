package io.cashew.proxy.door.grpc;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.proxy.routing.Router;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.TurnWriter;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;

/**
 * One client's {@code Exchange}: operations in, results out, in any order.
 *
 * <p>A client that does not read its results is not read from either; one that has {@value
 * #MAX_OUTSTANDING} operations outstanding has further ones refused at once; one that has left
 * {@value #MAX_UNREAD_BYTES} bytes of results unread is told of no further value. Confined to the
 * event loop of its connection.
 */
final class ExchangeStream implements StreamObserver<ExchangeRequest> {
  static final int MAX_OUTSTANDING = 1 << 16;
  static final long MAX_UNREAD_BYTES = 64L << 20;

  private static final Reply.Failed TOO_MANY =
      new Reply.Failed(
          Reason.IN_FLIGHT,
          "%,d operations of this stream are unanswered: wait for some of them"
              .formatted(MAX_OUTSTANDING));
  private static final Reply.Failed UNREAD =
      new Reply.Failed(
          Reason.IN_FLIGHT,
          "more than %,d bytes of this stream's results are unread: read them, or ask for less"
              .formatted(MAX_UNREAD_BYTES));

  private final ServerCallStreamObserver<ExchangeReply> stream;
  private final Router router;
  private final Deadlines deadlines;
  private final TurnWriter<ExchangeResult, ExchangeReply> writer;

  /** Operations whose results have not been handed to gRPC. */
  private int outstanding;

  private boolean held;
  private boolean finished;

  private ExchangeStream(
      ServerCallStreamObserver<ExchangeReply> stream,
      Router router,
      Deadlines deadlines,
      EventLoops loops) {
    this.stream = stream;
    this.router = router;
    this.deadlines = deadlines;
    this.writer =
        new TurnWriter<>(
            loops.loop(loops.current()), stream, ExchangeResult::getSerializedSize, this::message);
  }

  static StreamObserver<ExchangeRequest> open(
      StreamObserver<ExchangeReply> replies, Router router, Deadlines deadlines, EventLoops loops) {
    ServerCallStreamObserver<ExchangeReply> stream =
        (ServerCallStreamObserver<ExchangeReply>) replies;
    ExchangeStream opened = new ExchangeStream(stream, router, deadlines, loops);
    stream.disableAutoRequest();
    stream.setOnReadyHandler(opened::onReady);
    stream.setOnCancelHandler(opened.writer::abandon);
    stream.request(1);
    return opened;
  }

  @Override
  public void onNext(ExchangeRequest request) {
    for (ExchangeOperation operation : request.getOperationsList()) {
      start(operation);
    }
    if (stream.isReady()) {
      stream.request(1);
    } else {
      held = true;
    }
  }

  private void start(ExchangeOperation operation) {
    long id = operation.getId();
    outstanding++;
    if (outstanding > MAX_OUTSTANDING) {
      answer(id, TOO_MANY);
      return;
    }
    Operation asked;
    try {
      asked = Requests.exchanged(operation);
    } catch (CashewException e) {
      answer(id, Reply.Failed.of(e));
      return;
    }
    if (mayBringAValue(asked) && writer.waitingBytes() > MAX_UNREAD_BYTES) {
      answer(id, UNREAD);
      return;
    }
    router.send(asked, deadlines.in(operation.getDeadlineMs()), reply -> answer(id, reply));
  }

  /** What has been changed cannot be answered by less than all: it is refused before. */
  private static boolean mayBringAValue(Operation operation) {
    return operation.goesByMemory() && !(operation instanceof Operation.Get);
  }

  private void answer(long id, Reply reply) {
    boolean tooMuch = reply instanceof Reply.Found && writer.waitingBytes() > MAX_UNREAD_BYTES;
    writer.write(Results.exchanged(id, tooMuch ? UNREAD : reply));
    if (finished && outstanding == writer.waiting()) {
      writer.complete();
    }
  }

  private ExchangeReply message(List<ExchangeResult> results) {
    outstanding -= results.size();
    return ExchangeReply.newBuilder().addAllResults(results).build();
  }

  private void onReady() {
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
    writer.abandon();
  }
}
