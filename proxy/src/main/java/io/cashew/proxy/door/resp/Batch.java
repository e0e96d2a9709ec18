package io.cashew.proxy.door.resp;

import io.cashew.operation.Limits;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;

/** What a command of many keys may be: no more than a batch of any other door. */
final class Batch {
  private Batch() {}

  /**
   * Throws {@link Reason#BATCH_TOO_LARGE} if there are more keys, or more bytes, than one command
   * may have.
   *
   * @param step arguments that belong to a key, itself included
   */
  static void check(Request request, int step) {
    int keys = (request.count() - 1) / step;
    if (keys > Limits.BATCH_KEYS) {
      throw new CashewException(
          Reason.BATCH_TOO_LARGE,
          "%,d keys: %,d at most in one command; send several".formatted(keys, Limits.BATCH_KEYS));
    }
    long bytes = 0;
    for (int i = 1; i < request.count(); i++) {
      bytes += request.length(i);
    }
    if (bytes > Limits.BATCH_BYTES) {
      throw new CashewException(
          Reason.BATCH_TOO_LARGE,
          "%,d bytes of keys and values: %,d at most in one command; send several"
              .formatted(bytes, Limits.BATCH_BYTES));
    }
  }
}
