package io.cashew.status;

import io.grpc.Status;
import java.util.Optional;

/**
 * Why a request failed: the one place a failure gets its status in each protocol and its retry
 * rule.
 *
 * <p>The constant's name is the {@code reason} of the {@code ErrorInfo} that clients see.
 */
public enum Reason {
  /** The source has no such key. */
  SOURCE_NOT_FOUND(Status.Code.NOT_FOUND, Retry.NEVER),
  /** The key is not in memory, and the source was not to be asked. */
  NOT_IN_MEMORY(Status.Code.NOT_FOUND, Retry.NEVER),
  /** No group has this name. */
  GROUP_UNKNOWN(Status.Code.NOT_FOUND, Retry.NEVER),
  /** There is a group of this name already. */
  GROUP_EXISTS(Status.Code.ALREADY_EXISTS, Retry.NEVER),

  KEY_EMPTY(Status.Code.INVALID_ARGUMENT, Retry.NEVER),
  KEY_TOO_LONG(Status.Code.INVALID_ARGUMENT, Retry.NEVER),
  TTL_OUT_OF_RANGE(Status.Code.INVALID_ARGUMENT, Retry.NEVER),
  GROUP_NAME(Status.Code.INVALID_ARGUMENT, Retry.NEVER),
  /** A group cannot be as it is wished: a setting is out of range, or a node cannot have it. */
  GROUP_SETTINGS(Status.Code.INVALID_ARGUMENT, Retry.NEVER),
  /** More keys or bytes than one request may carry. */
  BATCH_TOO_LARGE(Status.Code.INVALID_ARGUMENT, Http.CONTENT_TOO_LARGE, Retry.NEVER),
  /** An operation without a kind, or of a kind this version does not know. */
  OPERATION_UNKNOWN(Status.Code.INVALID_ARGUMENT, Retry.NEVER),

  /** What an operator wants of the ring cannot be. */
  RING_WISH(Status.Code.INVALID_ARGUMENT, Retry.NEVER),

  /** A set's condition is not met. */
  VERSION_MISMATCH(Status.Code.FAILED_PRECONDITION, Retry.NEVER),

  /** Too many requests in flight, here or at the owner or at the source. */
  IN_FLIGHT(Status.Code.RESOURCE_EXHAUSTED, Retry.LATER),
  /** The value is larger than the group allows. */
  VALUE_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED, Http.CONTENT_TOO_LARGE, Retry.NEVER),

  /** The node that owns the key cannot be reached. */
  OWNER_UNREACHABLE(Status.Code.UNAVAILABLE, Retry.LATER),
  /** The process that was asked is stopping. */
  DRAINING(Status.Code.UNAVAILABLE, Retry.LATER),
  /** There is no ring yet, or it has no nodes. */
  NO_RING(Status.Code.UNAVAILABLE, Retry.LATER),
  /** The cluster store cannot be reached, or somebody else changes the same. */
  STORE_DOWN(Status.Code.UNAVAILABLE, Retry.LATER),
  /** The group's source failed, refused, or is not configured. */
  SOURCE_DOWN(Status.Code.UNAVAILABLE, Retry.LATER),

  /** The node that owns the key did not answer in time. */
  OWNER_SLOW(Status.Code.DEADLINE_EXCEEDED, Retry.LATER),
  /** The group's source did not answer in time. */
  SOURCE_SLOW(Status.Code.DEADLINE_EXCEEDED, Retry.LATER),

  /** The caller is not known: its credentials are missing or wrong. */
  TOKEN(Status.Code.UNAUTHENTICATED, Retry.NEVER),
  /** The caller is known and may not do this. */
  ACL(Status.Code.PERMISSION_DENIED, Retry.NEVER),

  /** A defect of Cashew: please report it. */
  INTERNAL(Status.Code.INTERNAL, Retry.NEVER);

  private final Status.Code code;
  private final int httpStatus;
  private final Retry retry;

  Reason(Status.Code code, Retry retry) {
    this(code, Http.status(code), retry);
  }

  Reason(Status.Code code, int httpStatus, Retry retry) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.retry = retry;
  }

  /** The gRPC status. */
  public Status.Code code() {
    return code;
  }

  /** What the gRPC status is called, such as {@code UNAVAILABLE}. */
  public String codeName() {
    return code.name();
  }

  /** The HTTP status. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether asking again can help. */
  public Retry retry() {
    return retry;
  }

  /** The reason of a name; empty if this version knows none such. */
  public static Optional<Reason> named(String name) {
    for (Reason reason : values()) {
      if (reason.name().equals(name)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  /** Whether asking again can help. */
  public enum Retry {
    /** The same request will fail the same way. */
    NEVER,
    /**
     * After a moment it may succeed. A set may have been executed and is the caller's to repeat.
     */
    LATER
  }

  /** HTTP's statuses. */
  private static final class Http {
    static final int CONTENT_TOO_LARGE = 413;

    private Http() {}

    /** What a gRPC status is in HTTP, unless a reason says otherwise. */
    static int status(Status.Code code) {
      return switch (code) {
        case INVALID_ARGUMENT -> 400;
        case UNAUTHENTICATED -> 401;
        case PERMISSION_DENIED -> 403;
        case NOT_FOUND -> 404;
        case ALREADY_EXISTS -> 409;
        case FAILED_PRECONDITION -> 412;
        case RESOURCE_EXHAUSTED -> 429;
        case UNAVAILABLE -> 503;
        case DEADLINE_EXCEEDED -> 504;
        default -> 500;
      };
    }
  }
}
