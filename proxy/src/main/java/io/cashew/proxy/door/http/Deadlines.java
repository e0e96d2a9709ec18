package io.cashew.proxy.door.http;

import io.cashew.http.HttpRequest;
import io.cashew.operation.Limits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When requests must have been answered, in nanoseconds of the proxy's ticker. */
final class Deadlines {
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(Limits.MAX_DEADLINE_MILLIS);

  /** What it takes at most until the last results are gathered and written down. */
  private static final long MAX_GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(75);

  private final long defaultNanos;

  Deadlines(Duration defaultDeadline) {
    this.defaultNanos = defaultDeadline.toNanos();
  }

  /**
   * What the request names, or the default. Throws {@link IllegalArgumentException} if it is none.
   */
  long ofOne(HttpRequest request, long now) {
    return now + patience(request);
  }

  /** Of each operation of a batch: a little before, so that those in time can be told. */
  long ofMany(HttpRequest request, long now) {
    long patience = patience(request);
    return now + patience - Math.min(MAX_GATHERING_NANOS, patience / 3);
  }

  private long patience(HttpRequest request) {
    return request
        .header("cashew-deadline")
        .map(Deadlines::parse)
        .map(asked -> Math.min(asked, MAX_NANOS))
        .orElse(defaultNanos);
  }

  private static long parse(String text) {
    Duration patience = Spans.parse("Cashew-Deadline", text);
    if (patience.isZero()) {
      throw new IllegalArgumentException("Cashew-Deadline: 0 (expected: 1 ms to 30 s)");
    }
    return TimeUnit.MILLISECONDS.toNanos(patience.toMillis());
  }
}
