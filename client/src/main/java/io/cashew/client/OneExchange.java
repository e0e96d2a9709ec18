package io.cashew.client;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.cashew.operation.Reply;
import io.cashew.rpc.ReplyCodec;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.Reason;
import io.cashew.v1.CacheGrpc.CacheStub;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.grpc.stub.StreamObserver;

/**
 * A stream of one operation, for those whose answers a unary call's status cannot carry. A failure
 * of the operation fails the future as that of a unary call would.
 */
final class OneExchange implements StreamObserver<ExchangeReply> {
  private final SettableFuture<ExchangeResult> answer = SettableFuture.create();

  private OneExchange() {}

  static ListenableFuture<ExchangeResult> send(CacheStub proxy, ExchangeOperation operation) {
    OneExchange exchange = new OneExchange();
    StreamObserver<ExchangeRequest> requests = proxy.exchange(exchange);
    requests.onNext(ExchangeRequest.newBuilder().addOperations(operation).build());
    requests.onCompleted();
    return exchange.answer;
  }

  @Override
  public void onNext(ExchangeReply message) {
    message.getResultsList().forEach(this::answered);
  }

  private void answered(ExchangeResult result) {
    if (result.hasFailure()) {
      Reply.Failed failed = ReplyCodec.failure(result.getFailure());
      answer.setException(StatusCodec.toStatus(failed.reason(), failed.message()));
    } else {
      answer.set(result);
    }
  }

  @Override
  public void onError(Throwable failure) {
    answer.setException(failure);
  }

  @Override
  public void onCompleted() { // has an effect only if there was no result
    answer.setException(StatusCodec.toStatus(Reason.INTERNAL, "the proxy ended without an answer"));
  }
}
