package io.cashew.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that comes in and is answered, once. Confined to the event loop of its channel, but for
 * {@link #answer}.
 */
final class Exchange {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Requests requests;
  private final ChannelHandlerContext context;
  private final HttpRequest head;
  private final long announced;
  private final HttpCall call;
  private final Body body = new Body();

  /** What it will be answered with; its body is read and dropped. */
  private @Nullable HttpReply refusal;

  private boolean whole;
  private boolean answered;
  private boolean over;

  /** {@code announced}: bytes that the body will have; 0: none, or nobody knows. */
  Exchange(
      Requests requests,
      ChannelHandlerContext context,
      HttpRequest head,
      long announced,
      HttpCall call) {
    this.requests = requests;
    this.context = context;
    this.head = head;
    this.announced = announced;
    this.call = call;
  }

  /** All of the request is here. */
  boolean isWhole() {
    return whole;
  }

  /** Answers it as soon as it is whole. */
  void refuseWhenWhole(HttpReply reply) {
    refusal = reply;
  }

  /** Answers at once, whatever is still to come of it. */
  void refuse(HttpReply reply) {
    write(reply);
  }

  /** A part of the body has come. */
  void take(ByteBuf part) {
    if (answered || refusal != null) {
      return;
    }
    if (body.size() + (long) part.readableBytes() > announced) {
      HttpReply no = call.refusal(body.size() + (long) part.readableBytes());
      if (no != null) {
        refuse(no);
        return;
      }
    }
    body.add(part, announced);
  }

  /** The last part has come. */
  void complete() {
    whole = true;
    if (answered) {
      return;
    }
    if (refusal != null) {
      write(refusal);
      return;
    }
    try {
      call.answer(head.with(body.whole()), this::answer);
    } catch (RuntimeException e) { // without an answer the client would wait
      write(requests.problem(head, e));
    }
  }

  /** Any thread. What comes after the first is dropped. */
  private void answer(HttpReply reply) {
    if (context.executor().inEventLoop()) {
      write(reply);
      return;
    }
    try {
      context.executor().execute(() -> write(reply));
    } catch (RejectedExecutionException e) {
      log.debug("the server is closed", e);
    }
  }

  private void write(HttpReply reply) {
    if (answered || over) {
      return;
    }
    answered = true;
    boolean goesOn = whole && requests.mayGoOn();
    FullHttpResponse response = response(reply);
    requests.complete(response, goesOn);
    ChannelFuture unused =
        context
            .writeAndFlush(response)
            .addListener(
                (ChannelFuture written) -> {
                  end();
                  requests.left(context, written.isSuccess(), goesOn);
                });
  }

  private FullHttpResponse response(HttpReply reply) {
    boolean bodiless = reply.status() == NO_CONTENT || reply.status() == NOT_MODIFIED;
    boolean bodyWanted = !bodiless && !head.method().equals("HEAD");
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            bodyWanted
                ? Unpooled.wrappedBuffer(reply.body().asReadOnlyByteBuffer())
                : Unpooled.EMPTY_BUFFER);
    reply.headers().forEach((name, value) -> response.headers().set(name, value));
    if (!bodiless) {
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, reply.type())
          .setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().size());
    }
    return response;
  }

  /** Nobody waits for it any more, or it has been told. */
  void end() {
    if (!over) {
      over = true;
      call.end();
    }
  }
}
