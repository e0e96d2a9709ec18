package io.cashew.proxy.routing;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.time.Ticker;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for a sample of the requests: what was asked of which group, what became of it, and how
 * long it took. Never a key or a value. Thread-safe.
 */
public final class AccessLog {
  private static final Logger log = LoggerFactory.getLogger("io.cashew.access");

  /** Log no request. */
  public static final int OFF = 0;

  private final int oneIn;
  private final Ticker ticker;

  /** Logs a request in so many, on average; {@link #OFF}: none. */
  public AccessLog(int oneIn, Ticker ticker) {
    this.oneIn = oneIn;
    this.ticker = ticker;
  }

  /** Who is to be told the reply: whoever asked, and for a request in the sample also the log. */
  Consumer<? super Reply> watched(Operation operation, Consumer<? super Reply> replies) {
    if (oneIn == OFF || ThreadLocalRandom.current().nextInt(oneIn) != 0 || !log.isInfoEnabled()) {
      return replies;
    }
    long start = ticker.nanos();
    return reply -> {
      log.info(
          "{} {} {} {} us",
          nameOf(operation),
          operation.group(),
          outcome(reply),
          TimeUnit.NANOSECONDS.toMicros(ticker.nanos() - start));
      replies.accept(reply);
    };
  }

  private static String outcome(Reply reply) {
    if (reply instanceof Reply.Found found) {
      return nameOf(found.outcome());
    }
    if (reply instanceof Reply.Absent absent) {
      return "absent " + nameOf(absent.outcome());
    }
    return reply instanceof Reply.Failed failed ? failed.reason().name() : nameOf(reply);
  }

  private static String nameOf(Object thing) {
    String name =
        thing instanceof Enum<?> constant ? constant.name() : thing.getClass().getSimpleName();
    return name.toLowerCase(Locale.ROOT);
  }
}
