package io.cashew.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;

/**
 * A connection that speaks HTTP/2, beside its streams: counts them, so that a client which has none
 * for long is sent away, whatever else it sends. Confined to its event loop.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {
  private final ArrivalClock clock;
  private final Duration idle;
  private int streams;

  /** The client sends no more. */
  private boolean inputOver;

  Http2Connection(ArrivalClock clock, Duration idle) {
    this.clock = clock;
    this.idle = idle;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    clock.start(idle);
    ChannelFuture unused = context.writeAndFlush(Pipeline.wideWindow());
  }

  void streamOpened() {
    streams++;
    clock.stop();
  }

  void streamClosed() {
    streams--;
    if (streams == 0) {
      clock.start(idle);
      closeIfNothingCanCome();
    }
  }

  private void closeIfNothingCanCome() {
    if (inputOver && streams == 0) {
      clock.cut();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      clock.cut();
    } else if (event instanceof ChannelInputShutdownReadComplete
        || event instanceof ChannelInputShutdownEvent) {
      inputOver = true;
      closeIfNothingCanCome();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    Requests.report(failure);
    ChannelFuture unused = context.close();
  }
}
