package io.cashew.http;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client: a request, its reply, the next request. Confined to its event loop. */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  private final HttpHandler handler;

  HttpConnection(HttpHandler handler) {
    this.handler = handler;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
    boolean keepAlive = HttpUtil.isKeepAlive(message);
    boolean bodyWanted = !message.method().equals(HttpMethod.HEAD);
    context.channel().config().setAutoRead(false); // until this one is answered
    Exchange exchange = new Exchange(context, keepAlive, bodyWanted);
    if (message.decoderResult().isFailure()) {
      exchange.refuse(HttpReply.problem(400, "not HTTP", "the request cannot be read"));
      return;
    }
    HttpRequest request;
    try {
      request = request(message);
    } catch (IllegalArgumentException e) {
      exchange.refuse(
          HttpReply.problem(400, "not a path", "escapes in path or query cannot be read"));
      return;
    }
    try {
      handler.handle(request, exchange::answer);
    } catch (IllegalArgumentException e) {
      exchange.answer(HttpReply.problem(400, "cannot be", String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      log.error("{} {} failed", request.method(), request.path(), e);
      exchange.answer(HttpReply.problem(500, "a defect", "it failed on this: the log says why"));
    }
  }

  private static HttpRequest request(FullHttpRequest message) {
    QueryStringDecoder uri = new QueryStringDecoder(message.uri());
    ImmutableMap.Builder<String, String> query = ImmutableMap.builder();
    for (Map.Entry<String, List<String>> each : uri.parameters().entrySet()) {
      query.put(each.getKey(), each.getValue().get(0));
    }
    ImmutableMap.Builder<String, String> headers = ImmutableMap.builder();
    for (String name : message.headers().names()) {
      headers.put(Ascii.toLowerCase(name), message.headers().get(name));
    }
    return new HttpRequest(
        message.method().name(),
        uri.rawPath(),
        query.buildKeepingLast(),
        headers.buildKeepingLast(),
        ImmutableMap.of(),
        ByteString.copyFrom(message.content().nioBuffer()));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      ChannelFuture unused = context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    if (failure instanceof IOException) {
      log.debug("a client's connection broke", failure);
    } else {
      log.warn("a client's connection is closed: it failed", failure);
    }
    ChannelFuture unused = context.close();
  }

  /** A request that is to be answered, once. */
  private static final class Exchange {
    private final ChannelHandlerContext context;
    private final boolean keepAlive;
    private final boolean bodyWanted;
    private boolean answered; // on the loop

    Exchange(ChannelHandlerContext context, boolean keepAlive, boolean bodyWanted) {
      this.context = context;
      this.keepAlive = keepAlive;
      this.bodyWanted = bodyWanted;
    }

    /** Any thread. What comes after the first is dropped. */
    void answer(HttpReply reply) {
      if (context.executor().inEventLoop()) {
        write(reply, keepAlive);
      } else {
        context.executor().execute(() -> write(reply, keepAlive));
      }
    }

    /** And reads nothing more: who knows where the next request begins. */
    void refuse(HttpReply reply) {
      write(reply, false);
    }

    private void write(HttpReply reply, boolean goOn) {
      if (answered) {
        return;
      }
      answered = true;
      ByteBuf body =
          bodyWanted
              ? Unpooled.wrappedBuffer(reply.body().asReadOnlyByteBuffer())
              : Unpooled.EMPTY_BUFFER;
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), body);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, reply.type())
          .setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().size());
      reply.headers().forEach((name, value) -> response.headers().set(name, value));
      if (goOn) {
        HttpUtil.setKeepAlive(response, true);
        ChannelFuture unused = context.writeAndFlush(response, context.voidPromise());
        context.channel().config().setAutoRead(true);
      } else {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ChannelFuture unused =
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
      }
    }
  }
}
