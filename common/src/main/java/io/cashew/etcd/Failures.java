package io.cashew.etcd;

import io.cashew.cluster.ClusterStoreException;
import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Reads what jetcd, gRPC and futures throw: the one place that tells silence from refusal. */
final class Failures {
  private Failures() {}

  /** etcd said nothing, or nothing that stands: it is away, has no leader, or is too slow. */
  static boolean isSilence(Throwable failure) {
    return switch (code(failure)) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
      default -> false;
    };
  }

  /** The lease has run out, or was revoked. */
  static boolean isLeaseGone(Throwable failure) {
    return code(failure) == Status.Code.NOT_FOUND;
  }

  /** We are known, but may not do that. */
  static boolean isForbidden(Throwable failure) {
    return code(failure) == Status.Code.PERMISSION_DENIED;
  }

  /** The reason in etcd's words, as far as it gave one. */
  static String reason(Throwable failure) {
    Throwable root = unwrap(failure);
    if (root instanceof TimeoutException) {
      return "no answer in time";
    }
    while (root.getCause() != null && root.getMessage() == null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? code(failure).toString() : root.getMessage();
  }

  private static Status.Code code(Throwable failure) {
    Throwable root = unwrap(failure);
    if (root instanceof TimeoutException) {
      return Status.Code.DEADLINE_EXCEEDED;
    }
    if (root instanceof EtcdException refused) {
      return Status.Code.valueOf(refused.getErrorCode().name());
    }
    return Status.fromThrowable(root).getCode();
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && saysLessThanItsCause(root)) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean saysLessThanItsCause(Throwable failure) {
    return failure instanceof CompletionException
        || failure instanceof ExecutionException
        || failure instanceof ClusterStoreException
        || (failure instanceof StatusRuntimeException status
            && status.getStatus().getCode() == Status.Code.UNAUTHENTICATED); // the login failed
  }
}
