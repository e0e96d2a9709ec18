package io.cashew.rpc;

import io.cashew.time.Ticker;
import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.time.Duration;

/**
 * Looks for events a little longer before an event loop's thread sleeps.
 *
 * <p>To put a thread to sleep and wake it again takes the kernel longer than many a message takes
 * to be answered, most of all where processors are virtual, and whoever sends the message pays for
 * it too. So a loop without work looks again for up to some 50 us. Between two looks it lets any
 * other thread run that waits for the processor.
 *
 * <p>That is worth it only while what comes comes soon. A look that found something in time counts
 * for polling, one in vain three times against it: unless three of four are worth it, the loop
 * sleeps at once, and tries again one time in {@value #TRIAL}. A process that does little does not
 * poll.
 *
 * <p>Belongs to one event loop and is used by its thread alone.
 */
final class BusyPoll implements SelectStrategy {
  /** Odd, so that waits which are short and long in turns are met in turns. */
  static final int TRIAL = 31;

  private static final int IN_VAIN = 3;
  private static final int MOST_CREDIT = 16;

  private final long longest;
  private final Ticker ticker;
  private final Runnable yield;

  private int credit;
  private int waitsUntilTrial;
  private boolean polling;
  private long since;

  BusyPoll(Duration longest, Ticker ticker, Runnable yield) {
    this.longest = longest.toNanos();
    this.ticker = ticker;
    this.yield = yield;
  }

  @Override
  public int calculateStrategy(IntSupplier look, boolean hasTasks) throws Exception {
    if (hasTasks) {
      if (polling) {
        worthIt();
      }
      return look.get();
    }
    if (!polling && !isWorthIt()) {
      return SELECT;
    }
    int found = look.get();
    if (found > 0) {
      worthIt();
      return found;
    }
    long now = ticker.nanos();
    if (!polling) {
      polling = true;
      since = now;
    } else if (now - since >= longest) {
      polling = false;
      credit = Math.max(0, credit - IN_VAIN);
      return SELECT;
    }
    yield.run();
    return CONTINUE;
  }

  private void worthIt() {
    polling = false;
    credit = Math.min(MOST_CREDIT, credit + 1);
  }

  private boolean isWorthIt() {
    if (credit > 0) {
      return true;
    }
    if (waitsUntilTrial > 0) {
      waitsUntilTrial--;
      return false;
    }
    waitsUntilTrial = TRIAL - 1;
    return true;
  }
}
