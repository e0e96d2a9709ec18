package io.cashew.bench.door;

import io.cashew.bench.Ending;
import io.cashew.bench.Request;
import io.cashew.bench.Session;
import io.cashew.bench.workload.Verb;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client that pipelines: what follows from the replies that were read at once
 * leaves in one write. A connection that breaks fails what it owes, and the next request makes
 * another. Confined to one event loop once it is connected.
 */
final class RespSession implements Session, RespReplies.Listener {
  private static final int WRITE_BYTES = 1 << 16;

  private final Bootstrap bootstrap;
  private final RespCommands commands;
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private int told; // keys of the first of them
  private @Nullable ByteBuf next;
  private @Nullable Channel channel;
  private boolean reading;

  RespSession(Bootstrap bootstrap, String group) {
    this.bootstrap = bootstrap;
    this.commands = new RespCommands(group);
  }

  /** Begins to connect. */
  ChannelFuture connect() {
    ChannelFuture connecting = bootstrap.clone().handler(new Connection()).connect();
    channel = connecting.channel();
    return connecting;
  }

  @Override
  public void begin(Request request) {
    waiting.add(request);
    if (next == null) {
      next = PooledByteBufAllocator.DEFAULT.buffer(WRITE_BYTES);
    }
    commands.write(request, next);
    if (next.readableBytes() >= WRITE_BYTES) {
      send();
    }
  }

  @Override
  public void flush() {
    if (!reading) {
      send();
    }
  }

  private void send() {
    if (next == null) {
      return;
    }
    if (channel == null) {
      var unused =
          connect()
              .addListener(
                  connecting -> {
                    if (connecting.isSuccess()) {
                      send();
                    } else {
                      broken(String.valueOf(connecting.cause().getMessage()));
                    }
                  });
    } else if (channel.isActive()) {
      var unused = channel.writeAndFlush(next, channel.voidPromise());
      next = null;
    }
  }

  /** All that waits has failed. */
  private void broken(String why) {
    channel = null;
    told = 0;
    if (next != null) {
      next.release();
      next = null;
    }
    for (int left = waiting.size(); left > 0; left--) {
      waiting.remove().failedAll("CONNECTION", why);
    }
  }

  @Override
  public void value() {
    ended(Verb.GET, Ending.FOUND);
  }

  @Override
  public void nothing() {
    ended(Verb.GET, Ending.ABSENT);
  }

  @Override
  public void simple() {
    Request request = first();
    told = 0;
    waiting.remove();
    if (request.verb() == Verb.GET) {
      request.failedAll("PROTOCOL", "no value in the reply to a get");
    } else {
      request.ended(Ending.DONE);
    }
  }

  @Override
  public void array(int elements) {} // each tells for itself

  @Override
  public void error(String message) {
    Request request = first();
    told = 0;
    waiting.remove();
    request.failedAll(RespError.reason(message), message);
  }

  private void ended(Verb expected, Ending ending) {
    Request request = first();
    if (++told == request.count()) {
      told = 0;
      waiting.remove(); // before it is told: then it is another request
    }
    if (request.verb() == expected) {
      request.ended(ending);
    } else {
      request.failed("PROTOCOL", "a value in the reply to what is no get");
    }
  }

  private Request first() {
    Request request = waiting.peek();
    if (request == null) {
      throw new IllegalStateException("a reply to nothing that was asked");
    }
    return request;
  }

  /** What comes in. */
  private final class Connection extends ChannelInboundHandlerAdapter {
    private final RespReplies replies = new RespReplies(RespSession.this);
    private @Nullable ByteBuf rest;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = joined((ByteBuf) message);
      reading = true;
      replies.read(in);
      if (in.isReadable()) {
        rest = in;
      } else {
        rest = null;
        in.release();
      }
    }

    /** What was left of the last, and this. */
    private ByteBuf joined(ByteBuf message) {
      if (rest == null) {
        return message;
      }
      ByteBuf both = rest.alloc().buffer(rest.readableBytes() + message.readableBytes());
      both.writeBytes(rest).writeBytes(message);
      rest.release();
      message.release();
      return both;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      reading = false;
      flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (rest != null) {
        rest.release();
        rest = null;
      }
      reading = false;
      broken("the connection has ended");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
      var unused = context.close();
    }
  }
}
