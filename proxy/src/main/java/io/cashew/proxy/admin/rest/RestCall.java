package io.cashew.proxy.admin.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.cashew.http.HttpReply;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.Consumer;

/**
 * What the admin service sees of a request that came by HTTP: a call like any other. Its one
 * message is the response. Thread-safe as far as the response is.
 */
class RestCall<M extends Message> extends ServerCallStreamObserver<M> {
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().preservingProtoFieldNames().alwaysPrintFieldsWithNoPresence();

  private final Consumer<HttpReply> replies;

  RestCall(Consumer<HttpReply> replies) {
    this.replies = replies;
  }

  @Override
  public final void onNext(M message) {
    try {
      replies.accept(HttpReply.json(200, ByteString.copyFromUtf8(JSON.print(message) + "\n")));
    } catch (InvalidProtocolBufferException e) {
      onError(e);
    }
  }

  @Override
  public final void onError(Throwable failure) {
    failed(StatusCodec.fromStatus(failure));
  }

  void failed(CashewException failure) {
    replies.accept(HttpReply.problem(failure.reason(), String.valueOf(failure.getMessage())));
  }

  @Override
  public final void onCompleted() {}

  @Override
  public final boolean isCancelled() {
    return false;
  }

  @Override
  public final void setOnCancelHandler(Runnable onCancel) {}

  @Override
  public final void setCompression(String compression) {}

  @Override
  public final boolean isReady() {
    return true;
  }

  @Override
  public final void setOnReadyHandler(Runnable onReady) {}

  @Override
  public final void request(int count) {}

  @Override
  public final void setMessageCompression(boolean enable) {}

  @Override
  public final void disableAutoInboundFlowControl() {}
}
