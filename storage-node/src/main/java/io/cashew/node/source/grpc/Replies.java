package io.cashew.node.source.grpc;

import io.cashew.node.source.Load;
import io.cashew.node.source.Loaded;
import io.cashew.operation.Operation;
import io.cashew.v1.LoadReply;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a service's replies and statuses mean to a load. */
final class Replies {
  /** Of gRPC's own, when a reply is larger than the call allows. */
  private static final String TOO_LARGE = "gRPC message exceeds maximum size";

  private final long maxValueBytes;

  Replies(long maxValueBytes) {
    this.maxValueBytes = maxValueBytes;
  }

  void end(Load load, LoadReply reply) {
    Optional<Duration> ttl = reply.hasTtlMs() ? Optional.of(ttl(reply)) : Optional.empty();
    if (!reply.hasValue()) {
      load.end(new Loaded.Absent(ttl));
    } else if (reply.getVersion() < 0) {
      load.explain(
          new IllegalArgumentException(
              "version: %s (expected: less than 2^63)"
                  .formatted(Long.toUnsignedString(reply.getVersion()))));
    } else {
      OptionalLong version =
          reply.hasVersion() ? OptionalLong.of(reply.getVersion()) : OptionalLong.empty();
      load.end(new Loaded.Present(reply.getValue(), ttl, version), maxValueBytes);
    }
  }

  /** Unsigned on the wire: what is negative here is very long. */
  private static Duration ttl(LoadReply reply) {
    long most = Operation.MAX_TTL.toMillis();
    long given = reply.getTtlMs();
    return Duration.ofMillis(given < 0 ? most : Math.min(given, most));
  }

  /** A service that says NOT_FOUND means the key, whatever its contract says about unset values. */
  void end(Load load, Throwable failure) {
    Status status = Status.fromThrowable(failure);
    switch (status.getCode()) {
      case NOT_FOUND -> load.end(Loaded.Absent.ABSENT);
      case DEADLINE_EXCEEDED -> load.failAsSlow();
      case RESOURCE_EXHAUSTED -> {
        if (isTooLarge(failure)) {
          load.failAsTooLarge(maxValueBytes);
        } else {
          load.explain(failure);
        }
      }
      default -> load.explain(failure);
    }
  }

  static boolean isTooLarge(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && String.valueOf(status.getDescription()).startsWith(TOO_LARGE);
  }
}
