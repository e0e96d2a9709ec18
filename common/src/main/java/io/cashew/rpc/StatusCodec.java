package io.cashew.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;

/** Between reasons and gRPC statuses that carry them as {@code google.rpc.ErrorInfo}. */
public final class StatusCodec {
  /** The domain of our {@code ErrorInfo}s. */
  public static final String DOMAIN = "cashew";

  private static final long RETRY_AFTER_MILLIS = 100;

  private StatusCodec() {}

  /** What a client is answered. */
  public static StatusRuntimeException toStatus(Reason reason, String message) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(reason.code().value())
            .setMessage(message)
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder().setReason(reason.name()).setDomain(DOMAIN).build()));
    if (reason.code() == Status.Code.RESOURCE_EXHAUSTED && reason.retry() == Reason.Retry.LATER) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder()
                  .setRetryDelay(Durations.fromMillis(RETRY_AFTER_MILLIS))
                  .build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /** What a client was answered; the nearest reason if the status carries none of ours. */
  public static CashewException fromStatus(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    Reason reason = carried(failure).orElseGet(() -> nearest(status.getCode()));
    String message =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    return new CashewException(reason, message, failure);
  }

  private static Optional<Reason> carried(Throwable failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return Optional.empty();
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          if (info.getDomain().equals(DOMAIN)) {
            return Reason.named(info.getReason());
          }
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty(); // not ours after all
        }
      }
    }
    return Optional.empty();
  }

  private static Reason nearest(Status.Code code) {
    return switch (code) {
      case DEADLINE_EXCEEDED -> Reason.OWNER_SLOW;
      case UNAVAILABLE -> Reason.OWNER_UNREACHABLE;
      case RESOURCE_EXHAUSTED -> Reason.IN_FLIGHT;
      case NOT_FOUND -> Reason.SOURCE_NOT_FOUND;
      case UNIMPLEMENTED, INVALID_ARGUMENT, OUT_OF_RANGE -> Reason.OPERATION_UNKNOWN;
      case OK,
          CANCELLED,
          UNKNOWN,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ABORTED,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          Reason.INTERNAL;
    };
  }
}
