package io.cashew.bench.door;

import io.cashew.bench.Ending;
import io.cashew.bench.Request;
import io.cashew.bench.Session;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.GetManyReply;
import io.cashew.v1.GetResult;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;

/** Unary calls of the asynchronous stub. Confined to one event loop. */
record UnarySession(CacheGrpc.CacheStub proxy, Messages messages) implements Session {
  @Override
  public void begin(Request request) {
    switch (request.verb()) {
      case GET -> get(request);
      case SET -> proxy.set(messages.set(request), done(request));
      case DELETE -> proxy.delete(messages.delete(request), done(request));
      case TOUCH -> proxy.touch(messages.touch(request), done(request));
    }
  }

  private void get(Request request) {
    if (request.count() == 1) {
      proxy.get(
          messages.get(request, 0),
          new Reply<>(request, reply -> request.ended(Outcomes.found(reply.getOutcome()))));
    } else {
      proxy.getMany(
          messages.getMany(request),
          new Reply<GetManyReply>(request, reply -> all(request, reply)));
    }
  }

  private static void all(Request request, GetManyReply reply) {
    for (GetResult result : reply.getResultsList()) {
      switch (result.getResultCase()) {
        case FOUND -> request.ended(Outcomes.found(result.getFound().getOutcome()));
        case ABSENT -> request.ended(Outcomes.absent(result.getAbsent().getOutcome()));
        case FAILURE -> Outcomes.failed(request, result.getFailure());
        case RESULT_NOT_SET -> request.failed("INTERNAL", "a result without content");
      }
    }
  }

  private static <M> Reply<M> done(Request request) {
    return new Reply<>(request, reply -> request.ended(Ending.DONE));
  }

  /** What answers one call. */
  private record Reply<M>(Request request, Consumer<M> reader) implements StreamObserver<M> {
    @Override
    public void onNext(M message) {
      reader.accept(message);
    }

    @Override
    public void onError(Throwable failure) {
      Outcomes.failed(request, failure);
    }

    @Override
    public void onCompleted() {}
  }
}
