package io.cashew.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Those of a connection that speaks HTTP/1.1. Confined to its event loop. */
final class Http1Requests extends Requests {
  /** For so long what is still sent is dropped, so that the answer is read before the end. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final ArrivalClock clock;
  private boolean keepAlive = true;

  /** Nothing is read until the request under way is answered. */
  private boolean paused;

  /** The client sends no more. */
  private boolean inputOver;

  Http1Requests(HttpSession session, ArrivalClock clock) {
    super(session);
    this.clock = clock;
  }

  /** There is no other request after the one under way. */
  void endSoon(ChannelHandlerContext context) {
    keepAlive = false;
    Exchange exchange = current();
    if (exchange == null || !exchange.isWhole()) {
      ChannelFuture unused = context.close();
    }
  }

  @Override
  @Nullable HttpReply problem(io.netty.handler.codec.http.HttpRequest head) {
    return lacksHost(head)
        ? HttpReply.problem(400, "REQUEST_MALFORMED", "not HTTP", "the header Host is missing")
        : null;
  }

  private static boolean lacksHost(io.netty.handler.codec.http.HttpRequest head) {
    return head.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && !head.headers().contains(HttpHeaderNames.HOST);
  }

  @Override
  void began(io.netty.handler.codec.http.HttpRequest head) {
    keepAlive =
        keepAlive
            && HttpUtil.isKeepAlive(head)
            && head.decoderResult().isSuccess()
            && !lacksHost(head);
  }

  @Override
  void awaitBody(ChannelHandlerContext context) {}

  @Override
  void arrived(ChannelHandlerContext context) {
    clock.stop();
  }

  @Override
  void waitForAnswer(ChannelHandlerContext context) {
    paused = true;
    context.channel().config().setAutoRead(false);
  }

  @Override
  boolean mayGoOn() {
    return keepAlive;
  }

  @Override
  void complete(HttpResponse response, boolean goesOn) {
    if (goesOn) {
      HttpUtil.setKeepAlive(response, true);
    } else {
      keepAlive = false;
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  @Override
  void afterwards(ChannelHandlerContext context, boolean goesOn) {
    if (!goesOn || !keepAlive) {
      linger(context);
      return;
    }
    clock.awaitRequest();
    if (paused) {
      readOn(context); // and takes what was received already
      closeIfNothingCanCome(context);
    }
  }

  private void readOn(ChannelHandlerContext context) {
    paused = false;
    context.channel().config().setAutoRead(true);
  }

  /** To close with something unread would have the client lose the answer. */
  private void linger(ChannelHandlerContext context) {
    if (inputOver || !(context.channel() instanceof DuplexChannel channel)) {
      ChannelFuture unused = context.close();
      return;
    }
    clock.start(LINGER);
    ChannelFuture unused = channel.shutdownOutput();
    readOn(context);
  }

  private void closeIfNothingCanCome(ChannelHandlerContext context) {
    Exchange exchange = current();
    if (inputOver && (exchange == null || !exchange.isWhole())) {
      ChannelFuture unused = context.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      ChannelFuture unused = context.close();
    } else if (event instanceof ChannelInputShutdownReadComplete
        || event instanceof ChannelInputShutdownEvent) {
      inputOver = true;
      closeIfNothingCanCome(context);
    } else {
      context.fireUserEventTriggered(event);
    }
  }
}
