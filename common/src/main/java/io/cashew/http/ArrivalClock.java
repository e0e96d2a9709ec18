package io.cashew.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection on which something takes too long to come: it is the first to see what is
 * received, and the last to let go of it. Confined to its event loop.
 *
 * <p>Stopping costs nothing: whether the clock runs is looked at when the time is up.
 */
final class ArrivalClock extends ChannelInboundHandlerAdapter {
  private static final long STOPPED = 0;

  private final Duration patience;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> look;
  private long lookAt;
  private long due = STOPPED;

  /** The next byte is a request's first. */
  private boolean between = true;

  /** {@code patience}: from the first byte of a request to its last. */
  ArrivalClock(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object received) {
    if (between) {
      start(patience);
    }
    from.fireChannelRead(received);
  }

  /** The next byte that comes is the first of a request. */
  void awaitRequest() {
    between = true;
  }

  /** Something has to come in time. */
  void start(Duration time) {
    between = false;
    due = System.nanoTime() + time.toNanos() | 1; // never what stands for none
    if (look != null && lookAt - due > 0) {
      look.cancel(false);
      look = null;
    }
    if (look == null) {
      lookIn(time.toNanos());
    }
  }

  /** It has come. Whatever else comes now is in no hurry. */
  void stop() {
    between = false;
    due = STOPPED;
  }

  /** Ends the connection at once. */
  void cut() {
    if (context != null) {
      ChannelFuture unused = context.close(); // no codec hears of it, and waits for something
    }
  }

  private void lookIn(long nanos) {
    if (context != null) {
      lookAt = System.nanoTime() + nanos;
      look = context.executor().schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void look() {
    look = null;
    if (due == STOPPED) {
      return;
    }
    long left = due - System.nanoTime();
    if (left <= 0) {
      cut();
    } else {
      lookIn(left);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    if (look != null) {
      look.cancel(false);
    }
    from.fireChannelInactive();
  }
}
