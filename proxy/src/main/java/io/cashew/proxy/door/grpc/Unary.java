package io.cashew.proxy.door.grpc;

import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The answer to one unary call: a message or a status, once. A caller that has gone is not told.
 *
 * @param <M> the message
 */
final class Unary<M> {
  private final ServerCallStreamObserver<M> call;

  Unary(StreamObserver<M> replies) {
    this.call = (ServerCallStreamObserver<M>) replies;
    call.setOnCancelHandler(() -> {}); // writing to a cancelled call is then no error
  }

  /** Runs what begins the work; a limit it finds broken is the answer. */
  void begin(Runnable work) {
    try {
      work.run();
    } catch (CashewException e) {
      fail(Reply.Failed.of(e));
    }
  }

  /** The message that fits the reply, or else its failure. */
  <R extends Reply> void answer(Reply reply, Class<R> expected, Function<R, M> message) {
    if (expected.isInstance(reply)) {
      answer(() -> message.apply(expected.cast(reply)));
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

  void answer(Supplier<M> message) {
    call.onNext(message.get());
    call.onCompleted();
  }

  private void fail(Reply.Failed failure) {
    call.onError(StatusCodec.toStatus(failure.reason(), failure.message()));
  }
}
