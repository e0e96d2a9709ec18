package io.cashew.proxy.door;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Sends the operations of a batch and gathers their replies in the order asked. They are sent in
 * one turn of the event loop, so those for one node leave in one message, or in a few that follow
 * each other if they are too many for one: see {@link io.cashew.rpc.TurnWriter}.
 */
public final class Gather {
  private final Operations operations;
  private final long deadline;
  private final Consumer<Reason> refusals;
  private final Consumer<Reply> sample;

  /**
   * Operations that end by the deadline.
   *
   * @param refusals told why an operation is not begun
   * @param sample told the reply to the first of them
   */
  public Gather(
      Operations operations, long deadline, Consumer<Reason> refusals, Consumer<Reply> sample) {
    this.refusals = refusals;
    this.operations = operations;
    this.deadline = deadline;
    this.sample = sample;
  }

  /** Calls {@code done} once, when each operation has its result; at once if there are none. */
  public <R> void all(
      int count,
      IntFunction<Operation> operation,
      Function<Reply, R> result,
      Consumer<List<R>> done) {
    if (count == 0) {
      done.accept(List.of());
      return;
    }
    Object[] results = new Object[count];
    AtomicInteger missing = new AtomicInteger(count);
    for (int i = 0; i < count; i++) {
      int place = i;
      send(
          operation,
          place,
          reply -> {
            if (place == 0) {
              sample.accept(reply);
            }
            results[place] = result.apply(reply);
            if (missing.decrementAndGet() == 0) {
              done.accept(typed(results));
            }
          });
    }
  }

  private void send(IntFunction<Operation> operation, int place, Consumer<Reply> replies) {
    Operation one;
    try {
      one = operation.apply(place);
    } catch (CashewException e) {
      refusals.accept(e.reason());
      replies.accept(Reply.Failed.of(e));
      return;
    }
    operations.send(one, deadline, replies);
  }

  @SuppressWarnings("unchecked") // only results were put in
  private static <R> List<R> typed(Object[] results) {
    return (List<R>) Arrays.asList(results);
  }
}
