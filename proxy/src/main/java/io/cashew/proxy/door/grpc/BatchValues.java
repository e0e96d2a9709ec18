package io.cashew.proxy.door.grpc;

import io.cashew.operation.Limits;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;

/**
 * Keeps the values that answer one batch within {@link Limits#BATCH_BYTES}: a thousand keys may
 * hold a gigabyte. Values get in as they arrive. Confined to an event loop.
 */
final class BatchValues {
  private static final Reply.Failed NO_ROOM =
      new Reply.Failed(
          Reason.BATCH_TOO_LARGE,
          "the batch's values come to more than %,d bytes: ask for this key in another"
              .formatted(Limits.BATCH_BYTES));

  private int left = Limits.BATCH_BYTES;

  /** The reply, or a failure in its place. */
  Reply fit(Reply reply) {
    if (!(reply instanceof Reply.Found found)) {
      return reply;
    }
    if (found.value().size() > left) {
      return NO_ROOM;
    }
    left -= found.value().size();
    return reply;
  }
}
