package io.cashew.node.source.jdbc;

import com.google.protobuf.ByteString;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One key that somebody waits for. Whoever answers first, the database, the timer or the one who
 * asked, ends it. Thread-safe.
 */
final class Question {
  private final String source;
  private final LoadRequest request;
  private final CompletableFuture<Loaded> answer = new CompletableFuture<>();

  Question(String source, LoadRequest request) {
    this.source = source;
    this.request = request;
  }

  ByteString key() {
    return request.key();
  }

  Duration timeout() {
    return request.timeout();
  }

  CompletableFuture<Loaded> future() {
    return answer;
  }

  boolean isOver() {
    return answer.isDone();
  }

  /** Answers, unless it is over. */
  void answer(Loaded loaded) {
    answer.complete(loaded);
  }

  /** Fails, unless it is over. */
  void fail(CashewException failure) {
    answer.completeExceptionally(failure);
  }

  /** Fails, unless it is over. */
  void fail(Reason reason, String message) {
    fail(new CashewException(reason, message));
  }

  void failAsSlow() {
    fail(
        Reason.SOURCE_SLOW,
        "source \"%s\" did not answer within %,d ms".formatted(source, timeout().toMillis()));
  }
}
