package io.cashew.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpServerUpgradeHandler.UpgradeCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.Http2WindowUpdateFrame;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AsciiString;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of a connection go through. It begins as HTTP/1.1, and becomes HTTP/2 if the
 * client begins so, or asks for it with its first request. Confined to the connection's event loop.
 */
final class Pipeline {
  private static final int LINE_BYTES = 8 << 10;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int CHUNK_BYTES = 64 << 10;
  private static final int STREAMS = 100;

  /** What may be on its way to us, of a stream and of them all: a large body in one go. */
  private static final int WINDOW_BYTES = 1 << 20;

  private static final long GRACE_MILLIS = 2_000;

  private final Channel channel;
  private final HttpLimits limits;
  private final HttpSession session;
  private final ArrivalClock clock;
  private final FlowControlHandler oneByOne = new FlowControlHandler();
  private final Http1Requests first;

  Pipeline(Channel channel, HttpLimits limits, ArrivalClock clock, HttpSession session) {
    this.channel = channel;
    this.limits = limits;
    this.session = session;
    this.clock = clock;
    this.first = new Http1Requests(session, clock);
  }

  void fill() {
    HttpServerCodec codec =
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)
                .setMaxChunkSize(CHUNK_BYTES)
                .setUseRfc9112TransferEncoding(true));
    ChannelInitializer<Channel> begunAsHttp2 =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel begun) {
            leaveHttp1();
            Http2Connection connection = new Http2Connection(clock, limits.idle());
            begun.pipeline().addLast(frames(), streams(connection), connection);
          }
        };
    channel
        .pipeline()
        .addLast(clock)
        .addLast(new IdleStateHandler(true, 0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS))
        .addLast(new CleartextHttp2ServerUpgradeHandler(codec, new Upgrade(codec), begunAsHttp2))
        .addLast(oneByOne)
        .addLast(first);
  }

  private void leaveHttp1() {
    channel.pipeline().remove(oneByOne);
    channel.pipeline().remove(first);
  }

  private @Nullable UpgradeCodec upgraded(CharSequence protocol) {
    if (!AsciiString.contentEquals(Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, protocol)) {
      return null;
    }
    Http2Connection connection = new Http2Connection(clock, limits.idle());
    return new Http2ServerUpgradeCodec(frames(), streams(connection), connection) {
      @Override
      public void upgradeTo(ChannelHandlerContext context, FullHttpRequest request) {
        leaveHttp1();
        super.upgradeTo(context, request);
      }
    };
  }

  /** Ends it when what is under way is answered. */
  void endSoon() {
    ChannelHandlerContext http1 = channel.pipeline().context(first);
    if (http1 != null) {
      first.endSoon(http1);
    } else {
      ChannelFuture unused = channel.close(); // says goodbye and waits for the streams
    }
  }

  private static Http2FrameCodec frames() {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(STREAMS)
                .initialWindowSize(WINDOW_BYTES)
                .maxHeaderListSize(HEADER_BYTES))
        .gracefulShutdownTimeoutMillis(GRACE_MILLIS)
        .build();
  }

  /** Has to be written by each connection: settings do not tell of it. */
  static Http2WindowUpdateFrame wideWindow() {
    return new DefaultHttp2WindowUpdateFrame(WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
  }

  private Http2MultiplexHandler streams(Http2Connection connection) {
    return new Http2MultiplexHandler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel stream) {
            connection.streamOpened();
            ChannelFuture unused =
                stream.closeFuture().addListener(closed -> connection.streamClosed());
            stream
                .pipeline()
                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                .addLast(new Http2Requests(session, limits.arrival()));
          }
        });
  }

  /** Takes a request for an upgrade if it asks for one, has no body, and nothing is before it. */
  private final class Upgrade extends HttpServerUpgradeHandler {
    Upgrade(HttpServerCodec codec) {
      super(codec, Pipeline.this::upgraded);
    }

    @Override
    protected boolean shouldHandleUpgradeRequest(HttpRequest head) {
      return first.isFree()
          && !HttpUtil.isTransferEncodingChunked(head)
          && !head.headers().contains(HttpHeaderNames.EXPECT)
          && HttpUtil.getContentLength(head, 0L) == 0;
    }
  }
}
