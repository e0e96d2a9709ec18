package io.cashew.bench;

import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.cashew.v1.GetRequest;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;

/** Gets by one Exchange stream: as many leave in a message as answers came in one. */
final class ExchangeDriver implements Driver, StreamObserver<ExchangeReply> {
  private final CacheGrpc.CacheStub stub;
  private final String group;
  private final Keys keys;
  private final Meter meter;

  /** When the operation of an id left. An id is free again once it has been answered. */
  private final long[] starts;

  private volatile boolean stopped;
  private volatile StreamObserver<ExchangeRequest> requests = new Nowhere();

  ExchangeDriver(ManagedChannel channel, String group, Keys keys, Meter meter, int outstanding) {
    this.stub = CacheGrpc.newStub(channel);
    this.group = group;
    this.keys = keys;
    this.meter = meter;
    this.starts = new long[outstanding];
  }

  @Override
  public void start() {
    requests = stub.exchange(this);
    ExchangeRequest.Builder first = ExchangeRequest.newBuilder();
    for (int id = 0; id < starts.length; id++) {
      add(id, first);
    }
    requests.onNext(first.build());
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void onNext(ExchangeReply reply) {
    ExchangeRequest.Builder next = ExchangeRequest.newBuilder();
    for (ExchangeResult result : reply.getResultsList()) {
      int id = (int) result.getId();
      if (result.hasFound()) {
        meter.answered(starts[id]);
      } else if (result.hasAbsent()) {
        meter.absent();
      } else {
        meter.failed(result.getFailure().getMessage());
      }
      add(id, next);
    }
    if (!stopped) {
      requests.onNext(next.build());
    }
  }

  private void add(int id, ExchangeRequest.Builder request) {
    starts[id] = System.nanoTime();
    request.addOperations(
        ExchangeOperation.newBuilder()
            .setId(id)
            .setGet(GetRequest.newBuilder().setGroup(group).setKey(keys.any())));
  }

  @Override
  public void onError(Throwable failure) {
    if (!stopped) {
      meter.failed(String.valueOf(failure.getMessage()));
    }
  }

  @Override
  public void onCompleted() {
    onError(new IllegalStateException("the proxy ended the stream"));
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
