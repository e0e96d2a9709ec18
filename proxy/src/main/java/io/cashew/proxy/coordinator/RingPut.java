package io.cashew.proxy.coordinator;

import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.FormerRings;
import io.cashew.cluster.RingCodec;
import io.cashew.ring.Ring;
import io.cashew.ring.RingDraft;
import io.cashew.time.Timers;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a ring record if the ring it was planned from still stands, and keeps that one in the
 * history if a change begins with it. The outcome is told on the control thread.
 */
final class RingPut {
  private static final Logger log = LoggerFactory.getLogger(RingPut.class);
  private static final long NO_REVISION = 0;

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final Timers control;
  private final FormerRings history;

  RingPut(ClusterStore store, ClusterKeys keys, Timers control) {
    this.store = store;
    this.keys = keys;
    this.control = control;
    this.history = new FormerRings(store, keys);
  }

  /** What came of it. */
  interface Outcome {
    /** It stands. */
    void written(Ring ring);

    /** Another ring stands there; empty if it is not known which. */
    void overtaken(Optional<Ring> other);

    /** The store cannot be reached: nobody knows. */
    void failed();
  }

  /** Puts what follows a ring; null: the first. */
  @SuppressWarnings("FutureReturnValueIgnored") // the outcome is the end of the chain
  void put(RingDraft draft, @Nullable Ring before, Outcome outcome) {
    store
        .compareAndPut(
            keys.ring(), before == null ? NO_REVISION : before.revision(), RingCodec.encode(draft))
        .whenComplete(
            (revision, failure) ->
                control.soon(() -> ended(draft, before, revision, failure, outcome)));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // best effort: the history says what it lost
  private void ended(
      RingDraft draft,
      @Nullable Ring before,
      @Nullable OptionalLong revision,
      @Nullable Throwable failure,
      Outcome outcome) {
    if (failure != null || revision == null) {
      log.warn("the ring could not be written, trying again: {}", String.valueOf(failure));
      outcome.failed();
    } else if (revision.isPresent()) {
      if (before != null && beginsAChange(before, draft)) {
        history.keep(before);
      }
      outcome.written(draft.at(revision.getAsLong()));
    } else {
      readAgain(outcome);
    }
  }

  /** The steps of a change share a line, and the ring before the first of them is worth keeping. */
  private static boolean beginsAChange(Ring before, RingDraft draft) {
    int lines = draft.changes().size();
    return before.changes().size() != lines
        || !before.changes().subList(0, lines - 1).equals(draft.changes().subList(0, lines - 1));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the task on the control thread is the end
  private void readAgain(Outcome outcome) {
    store
        .read(keys.ring())
        .thenApply(stored -> stored.map(RingCodec::decode))
        .exceptionally(
            failure -> {
              log.warn("the ring could not be read, trying again: {}", failure.toString());
              return Optional.empty();
            })
        .thenAccept(other -> control.soon(() -> outcome.overtaken(other)));
  }
}
