package io.cashew.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one request of a stream of a connection that speaks HTTP/2. Confined to its event loop. */
final class Http2Requests extends Requests {
  private static final HttpReply SLOW =
      HttpReply.problem(408, "REQUEST_SLOW", "too slow", "the body did not come in time");

  private final Duration patience;
  private @Nullable Future<?> cut;
  private boolean whole;

  Http2Requests(HttpSession session, Duration patience) {
    super(session);
    this.patience = patience;
  }

  @Override
  @Nullable HttpReply problem(io.netty.handler.codec.http.HttpRequest head) {
    return null;
  }

  @Override
  void awaitBody(ChannelHandlerContext context) {
    cut = context.executor().schedule(this::tooLate, patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void tooLate() {
    Exchange exchange = current();
    if (exchange != null && !exchange.isWhole()) {
      exchange.refuse(SLOW);
    }
  }

  @Override
  void arrived(ChannelHandlerContext context) {
    whole = true;
    forget();
  }

  @Override
  void waitForAnswer(ChannelHandlerContext context) {}

  private void forget() {
    if (cut != null) {
      cut.cancel(false);
      cut = null;
    }
  }

  @Override
  boolean mayGoOn() {
    return false;
  }

  @Override
  void complete(HttpResponse response, boolean goesOn) {}

  @Override
  void afterwards(ChannelHandlerContext context, boolean goesOn) {
    forget();
    if (!whole) { // it need not send the rest
      ChannelFuture unused = context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    forget();
    super.channelInactive(context);
  }
}
