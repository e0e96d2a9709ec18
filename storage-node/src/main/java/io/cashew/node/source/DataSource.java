package io.cashew.node.source;

import io.cashew.lifecycle.Part;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Answers for the keys of one group that are not in memory. Thread-safe.
 *
 * <p>Closing it releases what this group alone held. A connection that groups share stays open
 * until {@link Sources} is closed, and loads in flight may finish.
 */
public interface DataSource extends Part {
  /**
   * Asks for a key. Never blocks and never throws: every failure is the future's.
   *
   * <p>The future ends within the request's timeout, whatever the source does. It fails with {@link
   * io.cashew.status.CashewException}: {@code SOURCE_DOWN} if the source failed, refused or is not
   * configured, {@code SOURCE_SLOW} if it did not answer in time, {@code IN_FLIGHT} if too many
   * loads wait for it, {@code VALUE_TOO_LARGE} if its value is larger than the group allows, {@code
   * DRAINING} if the node is stopping. What depends on it runs on a thread of the source or of the
   * timers and must not block.
   *
   * <p>Cancelling this very future (not one derived from it) tells the source to stop, as far as
   * the source can.
   */
  CompletableFuture<Loaded> load(LoadRequest request);

  /**
   * Whether it is certain, without asking, that it has no key: so of a group that has no source.
   */
  default boolean isEmpty() {
    return false;
  }

  /** What it is, in a word: {@code jdbc}, {@code http} … For people. */
  default String kind() {
    return "other";
  }

  /** How many keys it is best asked for at once, by {@link #loadMany}; 1: one by one. */
  default int batchSize() {
    return 1;
  }

  /**
   * Asks for several keys at once, all different, at most {@link #batchSize}. What is said of
   * {@link #load} holds for each future returned: one per request, in that order. Cancelling one
   * gives up that key; the source is told to stop when all are.
   */
  default List<CompletableFuture<Loaded>> loadMany(List<LoadRequest> requests) {
    return requests.stream().map(this::load).toList();
  }
}
