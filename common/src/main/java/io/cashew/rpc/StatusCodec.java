package io.cashew.rpc;

import com.google.common.base.Throwables;
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
import java.time.Duration;
import java.util.Optional;

/**
 * Between reasons and gRPC statuses that carry them as {@code google.rpc.ErrorInfo}.
 *
 * <p>Reading never fails: a status without our reason, from gRPC itself or from something between
 * client and proxy, gets the reason that its code comes closest to.
 */
public final class StatusCodec {
  /** The domain of our {@code ErrorInfo}s. */
  public static final String DOMAIN = "cashew";

  private static final long RETRY_AFTER_MILLIS = 100;

  /**
   * A status travels in HTTP/2 headers, of which clients take 8 KiB. It travels twice, as text of
   * up to nine bytes a character and in the details.
   */
  private static final int MAX_MESSAGE_CHARACTERS = 400;

  private StatusCodec() {}

  /** What a client is answered. */
  public static StatusRuntimeException toStatus(Reason reason, String message) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(reason.code().value())
            .setMessage(clipped(message))
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

  private static String clipped(String message) {
    return message.length() <= MAX_MESSAGE_CHARACTERS
        ? message
        : message.substring(0, MAX_MESSAGE_CHARACTERS) + "...";
  }

  /** What a client was answered; the nearest reason if the status carries none of ours. */
  public static CashewException fromStatus(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String description =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    return carried(failure)
        .map(reason -> new CashewException(reason, description, failure))
        .orElseGet(
            () ->
                new CashewException(
                    nearest(status.getCode()), withCause(description, status), failure));
  }

  /** gRPC's own words say little ("io exception"): what caused them says more. */
  private static String withCause(String description, Status status) {
    if (status.getCause() == null) {
      return description;
    }
    String cause = Throwables.getRootCause(status.getCause()).getMessage();
    return cause == null ? description : description + ": " + cause;
  }

  /** The reason that a status carries; empty if nothing of ours wrote it. */
  public static Optional<Reason> carried(Throwable failure) {
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

  /** How long whoever refused wants to be left alone; empty if the status does not say. */
  public static Optional<Duration> retryDelay(Throwable failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return Optional.empty();
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        try {
          com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Optional.of(Duration.ofMillis(Math.max(0, Durations.toMillis(delay))));
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty(); // broken
        }
      }
    }
    return Optional.empty();
  }

  /** The reason for a status that carries none of ours. */
  static Reason nearest(Status.Code code) {
    return switch (code) {
      case NOT_FOUND -> Reason.GROUP_UNKNOWN; // never "absent", which would be an answer
      case INVALID_ARGUMENT, OUT_OF_RANGE, UNIMPLEMENTED -> Reason.OPERATION_UNKNOWN;
      case FAILED_PRECONDITION, ALREADY_EXISTS -> Reason.VERSION_MISMATCH;
      case RESOURCE_EXHAUSTED -> Reason.IN_FLIGHT;
      case UNAVAILABLE -> Reason.OWNER_UNREACHABLE;
      case DEADLINE_EXCEEDED -> Reason.OWNER_SLOW;
      case UNAUTHENTICATED -> Reason.TOKEN;
      case PERMISSION_DENIED -> Reason.ACL;
      case OK, CANCELLED, UNKNOWN, ABORTED, INTERNAL, DATA_LOSS -> Reason.INTERNAL;
    };
  }
}
