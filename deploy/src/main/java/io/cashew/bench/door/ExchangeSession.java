package io.cashew.bench.door;

import io.cashew.bench.Ending;
import io.cashew.bench.Request;
import io.cashew.bench.Session;
import io.cashew.operation.Limits;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * One stream: as many operations leave in a message as answers came in one. A stream that breaks
 * fails what it owes, and the next request opens another. Confined to one event loop.
 */
final class ExchangeSession implements Session {
  private static final int MOST_BYTES = Limits.BATCH_BYTES / 2;

  private final CacheGrpc.CacheStub proxy;
  private final Messages messages;
  private final InFlight inFlight = new InFlight();
  private final ExchangeRequest.Builder next = ExchangeRequest.newBuilder();
  private long nextBytes;
  private boolean reading;
  private @Nullable Replies stream;

  ExchangeSession(CacheGrpc.CacheStub proxy, Messages messages) {
    this.proxy = proxy;
    this.messages = messages;
  }

  @Override
  public void begin(Request request) {
    for (int i = 0; i < request.count(); i++) {
      next.addOperations(messages.operation(request, i, inFlight.add(request)));
    }
    nextBytes += request.valueLength();
    if (next.getOperationsCount() >= Limits.BATCH_KEYS || nextBytes >= MOST_BYTES) {
      send();
    }
  }

  @Override
  public void flush() {
    if (!reading && next.getOperationsCount() > 0) {
      send();
    }
  }

  private void send() {
    ExchangeRequest message = next.build();
    next.clear();
    nextBytes = 0;
    if (stream == null) {
      stream = new Replies();
      stream.requests = proxy.exchange(stream);
    }
    stream.requests.onNext(message);
  }

  private void answered(ExchangeResult result) {
    Request request = inFlight.remove((int) result.getId());
    switch (result.getResultCase()) {
      case FOUND -> request.ended(Outcomes.found(result.getFound().getOutcome()));
      case ABSENT -> request.ended(Outcomes.absent(result.getAbsent().getOutcome()));
      case SET, DELETED, TOUCHED -> request.ended(Ending.DONE);
      case FAILURE -> Outcomes.failed(request, result.getFailure());
      case NOT_STORED, RESULT_NOT_SET ->
          request.failed("INTERNAL", "an answer to another question");
    }
  }

  /** Answers of one stream. */
  private final class Replies implements StreamObserver<ExchangeReply> {
    private StreamObserver<ExchangeRequest> requests = new Nowhere();

    @Override
    public void onNext(ExchangeReply reply) {
      reading = true;
      reply.getResultsList().forEach(ExchangeSession.this::answered);
      reading = false;
      flush();
    }

    @Override
    public void onError(Throwable failure) {
      if (stream == this) {
        stream = null;
        next.clear();
        nextBytes = 0;
        reading = true; // what follows from the failures leaves when all are told
        inFlight.drain().forEach(request -> Outcomes.failed(request, failure));
        reading = false;
      }
    }

    @Override
    public void onCompleted() {
      onError(new IllegalStateException("the proxy ended the stream"));
    }
  }

  /** Before the stream is open. */
  private static final class Nowhere implements StreamObserver<ExchangeRequest> {
    @Override
    public void onNext(ExchangeRequest request) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
