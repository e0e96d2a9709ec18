package io.cashew.http;

import io.cashew.status.Reason;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of a channel: a connection's, one after the other, or the one of a stream. Confined
 * to its event loop.
 *
 * <p>While one is answered, nothing more is read.
 */
abstract class Requests extends SimpleChannelInboundHandler<HttpObject> {
  /** A refused request's body is read and dropped if it is no larger: the connection goes on. */
  private static final long DROPPED_BYTES = 64 << 10;

  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  private final HttpSession session;
  private @Nullable Exchange current;

  /** Nothing is read any more. */
  private boolean done;

  Requests(HttpSession session) {
    this.session = session;
  }

  /** The request that is not answered yet; null: there is none. */
  final @Nullable Exchange current() {
    return current;
  }

  /** Whether nothing is under way, and more may come. */
  final boolean isFree() {
    return current == null && !done;
  }

  /** Why a head is refused by this protocol; null: it is not. */
  abstract @Nullable HttpReply problem(io.netty.handler.codec.http.HttpRequest head);

  /** A head has come, and not its body. */
  abstract void awaitBody(ChannelHandlerContext context);

  /** All of a request has come. */
  abstract void arrived(ChannelHandlerContext context);

  /** It has come, and its answer takes its time. */
  abstract void waitForAnswer(ChannelHandlerContext context);

  /** Whether another request may follow on this channel. */
  abstract boolean mayGoOn();

  /** Says what the protocol has to say beside the answer. */
  abstract void complete(HttpResponse response, boolean goesOn);

  /** An answer has left, or could not. */
  abstract void afterwards(ChannelHandlerContext context, boolean goesOn);

  @Override
  protected final void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (done) {
      return;
    }
    if (message instanceof io.netty.handler.codec.http.HttpRequest head) {
      if (current != null) {
        return; // what was refused is not over
      }
      begin(context, head);
      if (current != null && !(message instanceof HttpContent)) {
        awaitBody(context);
      }
    }
    if (message instanceof HttpContent part && current != null) {
      take(context, part, current);
    }
  }

  private void take(ChannelHandlerContext context, HttpContent part, Exchange exchange) {
    if (part.decoderResult().isFailure()) {
      exchange.refuse(HeadReader.unreadable(part.decoderResult().cause()));
      return;
    }
    exchange.take(part.content());
    if (part instanceof LastHttpContent) {
      arrived(context);
      exchange.complete();
      if (current != null) {
        waitForAnswer(context);
      }
    }
  }

  private void begin(ChannelHandlerContext context, io.netty.handler.codec.http.HttpRequest head) {
    HttpRequest request = HeadReader.read(head);
    HttpReply malformed = HeadReader.problem(head);
    if (malformed == null) {
      malformed = problem(head);
    }
    long announced = head.decoderResult().isFailure() ? 0 : HttpUtil.getContentLength(head, 0L);
    HttpCall call = malformed == null ? call(request) : new Refused(malformed);
    Exchange exchange = new Exchange(this, context, request, announced, call);
    current = exchange;
    began(head);
    HttpReply no = call.refusal(announced);
    if (no == null) {
      if (HttpUtil.is100ContinueExpected(head)) {
        ChannelFuture unused =
            context.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    } else if (head.decoderResult().isFailure()
        || head.headers().contains(HttpHeaderNames.EXPECT) // its body may never come
        || announced > DROPPED_BYTES
        || HttpUtil.isTransferEncodingChunked(head)) {
      exchange.refuse(no);
    } else {
      exchange.refuseWhenWhole(no);
    }
  }

  /** This head has come. */
  void began(io.netty.handler.codec.http.HttpRequest head) {}

  private HttpCall call(HttpRequest request) {
    try {
      return session.begin(request);
    } catch (RuntimeException e) {
      return new Refused(problem(request, e));
    }
  }

  final HttpReply problem(HttpRequest request, RuntimeException failure) {
    if (failure instanceof IllegalArgumentException) {
      return HttpReply.problem(
          400, "REQUEST_MALFORMED", "cannot be", String.valueOf(failure.getMessage()));
    }
    log.error("{} {} failed", request.method(), request.path(), failure);
    return HttpReply.problem(Reason.INTERNAL, "it failed on this: the log says why");
  }

  final void left(ChannelHandlerContext context, boolean written, boolean goesOn) {
    current = null;
    done = !goesOn;
    if (written) {
      afterwards(context, goesOn);
    } else {
      ChannelFuture unused = context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (current != null) {
      current.end();
      current = null;
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    report(failure);
    ChannelFuture unused = context.close();
  }

  static void report(Throwable failure) {
    if (failure instanceof IOException || failure instanceof Http2Exception) {
      log.debug("a client's connection broke", failure);
    } else {
      log.warn("a client's connection is closed: it failed", failure);
    }
  }

  /** One that nobody is asked about. */
  private record Refused(HttpReply reply) implements HttpCall {
    @Override
    public HttpReply refusal(long bodyBytes) {
      return reply;
    }

    @Override
    public void answer(HttpRequest whole, Consumer<HttpReply> replies) {
      replies.accept(reply);
    }

    @Override
    public void end() {}
  }
}
