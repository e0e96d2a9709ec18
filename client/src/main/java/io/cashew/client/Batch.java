package io.cashew.client;

import com.google.protobuf.ByteString;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Operations that are asked at once, and their results in the order asked.
 *
 * <p>They travel as any others do, and so leave in one message or in a few: each has its own
 * deadline and its own way around a proxy that fails, and a batch of a few keys costs no call of
 * its own. For a batch of many this takes no more of the processor than a unary call with as many
 * keys in it.
 */
final class Batch {
  private final List<Operation> operations;
  private final Function<Reply, ? extends Result> meaning;
  private final Result[] results;
  private final AtomicInteger missing;
  private final AtomicLong valueBytes = new AtomicLong();
  private final CompletableFuture<Map<ByteString, Result>> all = new CompletableFuture<>();

  private Batch(List<Operation> operations, Function<Reply, ? extends Result> meaning) {
    this.operations = operations;
    this.meaning = meaning;
    this.results = new Result[operations.size()];
    this.missing = new AtomicInteger(operations.size());
  }

  /**
   * Sends all and gathers what becomes of them.
   *
   * @param operations of different keys; {@link #checkKeys} and {@link #checkBytes} have let them
   *     pass
   * @param meaning what a reply says, or throws what it says
   */
  static CompletableFuture<Map<ByteString, Result>> send(
      List<Operation> operations,
      Function<Reply, ? extends Result> meaning,
      BiConsumer<Operation, Consumer<Reply>> sender) {
    Batch batch = new Batch(operations, meaning);
    if (operations.isEmpty()) {
      batch.all.complete(Map.of());
    }
    for (int i = 0; i < operations.size(); i++) {
      int place = i;
      sender.accept(operations.get(i), reply -> batch.took(place, reply));
    }
    return batch.all;
  }

  /** Throws {@link Reason#BATCH_TOO_LARGE} for more keys than a batch may have. */
  static void checkKeys(int keys) {
    if (keys > Limits.BATCH_KEYS) {
      throw new CashewException(
          Reason.BATCH_TOO_LARGE,
          "%,d keys at once: %,d at most; ask in parts".formatted(keys, Limits.BATCH_KEYS));
    }
  }

  /** Throws {@link Reason#BATCH_TOO_LARGE} for more bytes than a batch may have. */
  static void checkBytes(List<Operation> operations) {
    long bytes = 0;
    for (Operation each : operations) {
      bytes += each.key().size() + (each instanceof Operation.Set set ? set.value().size() : 0);
    }
    if (bytes > Limits.BATCH_BYTES) {
      throw new CashewException(
          Reason.BATCH_TOO_LARGE,
          "%,d bytes at once: %,d at most; set them in parts".formatted(bytes, Limits.BATCH_BYTES));
    }
  }

  private void took(int place, Reply reply) {
    results[place] = result(reply);
    if (missing.decrementAndGet() == 0) {
      all.complete(byKey());
    }
  }

  private Result result(Reply reply) {
    if (reply instanceof Reply.Found found
        && valueBytes.addAndGet(found.value().size()) > Limits.BATCH_BYTES) {
      return new Result.Failed(
          Reason.BATCH_TOO_LARGE,
          "the batch's values come to more than %,d bytes: ask for this key in another"
              .formatted(Limits.BATCH_BYTES));
    }
    try {
      return meaning.apply(reply);
    } catch (CashewException e) {
      return new Result.Failed(e.reason(), String.valueOf(e.getMessage()));
    }
  }

  private Map<ByteString, Result> byKey() {
    Map<ByteString, Result> byKey = new LinkedHashMap<>();
    for (int i = 0; i < results.length; i++) {
      byKey.put(operations.get(i).key(), results[i]);
    }
    return byKey;
  }
}
