package io.cashew.bench;

import io.cashew.rpc.StatusCodec;
import io.cashew.status.Reason;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;

/** Gets by unary calls of the asynchronous stub. */
final class UnaryDriver implements Driver {
  private final CacheGrpc.CacheStub stub;
  private final String group;
  private final Keys keys;
  private final Meter meter;
  private final int outstanding;
  private volatile boolean stopped;

  UnaryDriver(ManagedChannel channel, String group, Keys keys, Meter meter, int outstanding) {
    this.stub = CacheGrpc.newStub(channel);
    this.group = group;
    this.keys = keys;
    this.meter = meter;
    this.outstanding = outstanding;
  }

  @Override
  public void start() {
    for (int i = 0; i < outstanding; i++) {
      next();
    }
  }

  @Override
  public void stop() {
    stopped = true;
  }

  private void next() {
    if (stopped) {
      return;
    }
    long start = System.nanoTime();
    stub.get(
        GetRequest.newBuilder().setGroup(group).setKey(keys.any()).build(),
        new StreamObserver<>() {
          @Override
          public void onNext(GetReply reply) {
            meter.answered(start);
          }

          @Override
          public void onError(Throwable failure) {
            if (StatusCodec.fromStatus(failure).reason() == Reason.SOURCE_NOT_FOUND) {
              meter.absent();
            } else {
              meter.failed(String.valueOf(failure.getMessage()));
            }
            next();
          }

          @Override
          public void onCompleted() {
            next();
          }
        });
  }
}
