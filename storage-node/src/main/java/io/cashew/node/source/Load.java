package io.cashew.node.source;

import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.telemetry.LogContext;
import java.util.concurrent.CompletableFuture;

/**
 * One load that a source works on. Whoever ends it first, the source, the timer, the node that
 * stops or the one who asked, ends it; the others come too late. Thread-safe.
 */
public final class Load {
  private final String source;
  private final LoadRequest request;
  private final FailureLog failures;
  private final CompletableFuture<Loaded> answer = new CompletableFuture<>();

  Load(String source, LoadRequest request, FailureLog failures) {
    this.source = source;
    this.request = request;
    this.failures = failures;
  }

  public LoadRequest request() {
    return request;
  }

  /** What {@link DataSource#load} returns. */
  public CompletableFuture<Loaded> answer() {
    return answer;
  }

  public boolean isOver() {
    return answer.isDone();
  }

  /** Runs a task, which must not block, when the load is over; at once if it is. */
  @SuppressWarnings("FutureReturnValueIgnored") // the task is the end of the chain
  public void whenOver(Runnable task) {
    answer.whenComplete((loaded, failure) -> task.run());
  }

  public void end(Loaded loaded) {
    answer.complete(loaded);
  }

  public void fail(Reason reason, String message) {
    answer.completeExceptionally(
        new CashewException(reason, "source \"%s\": %s".formatted(source, message)));
  }

  public void failAsSlow() {
    fail(Reason.SOURCE_SLOW, "no answer within %,d ms".formatted(request.timeout().toMillis()));
  }

  public void failAsTooLarge(long maxValueBytes) {
    fail(
        Reason.VALUE_TOO_LARGE,
        "the value is larger than the group allows, %,d bytes".formatted(maxValueBytes));
  }

  /** Fails for a reason that is the log's to tell; nothing is logged if the load is over. */
  public void explain(Throwable failure) {
    if (!isOver()) {
      LogContext.within(request.trace().orElse(null), () -> failAndLog(failure));
    }
  }

  private void failAndLog(Throwable failure) {
    fail(
        Reason.SOURCE_DOWN, "failed (id %s in the node's log)".formatted(failures.record(failure)));
  }

  /** Ends with what was loaded, or fails if its value is too large. */
  public void end(Loaded loaded, long maxValueBytes) {
    if (loaded instanceof Loaded.Present present && present.value().size() > maxValueBytes) {
      failAsTooLarge(maxValueBytes);
    } else {
      end(loaded);
    }
  }
}
