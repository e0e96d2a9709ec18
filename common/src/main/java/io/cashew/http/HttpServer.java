package io.cashew.http;

import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.StartException;
import io.cashew.rpc.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Listens for HTTP/1.1. Requests of one connection are answered one after the other, on its event
 * loop. Thread-safe. Closing ends the connections.
 */
public final class HttpServer implements Part {
  private static final int BACKLOG = 128;
  private static final int CLOSE_SECONDS = 2;

  private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
  private final HttpHandler handler;
  private final HttpLimits limits;
  private final Channel listener;

  private HttpServer(
      EventLoops loops, HostAndPort listen, HttpLimits limits, HttpHandler handler, String what) {
    this.handler = handler;
    this.limits = limits;
    this.listener = bind(loops, listen, what);
  }

  /**
   * Binds and serves. Port 0 takes a free one: see {@link #address}.
   *
   * @param setting where the address was given, for people who have to give another
   * @throws StartException if the address cannot be bound
   */
  public static HttpServer start(
      EventLoops loops,
      HostAndPort listen,
      HttpLimits limits,
      HttpHandler handler,
      String setting) {
    return new HttpServer(loops, listen, limits, handler, setting);
  }

  private Channel bind(EventLoops loops, HostAndPort listen, String setting) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannelType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel client) {
                    accept(client);
                  }
                });
    try {
      return bootstrap
          .bind(new InetSocketAddress(listen.getHost(), listen.getPort()))
          .syncUninterruptibly()
          .channel();
    } catch (RuntimeException e) { // Netty throws what is checked, undeclared
      throw cannotListen(listen, setting, e);
    } catch (Exception e) {
      throw cannotListen(listen, setting, e);
    }
  }

  private static StartException cannotListen(HostAndPort listen, String setting, Exception why) {
    return new StartException(
        "cannot listen on %s: %s; free the port or choose another (%s)"
            .formatted(listen, why.getMessage(), setting),
        why);
  }

  private void accept(Channel client) {
    if (connections.size() >= limits.connections()) {
      ChannelFuture unused = client.close();
      return;
    }
    connections.add(client);
    client
        .pipeline()
        .addLast(new IdleStateHandler(0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS))
        .addLast(new HttpServerCodec())
        .addLast(new HttpObjectAggregator(limits.bodyBytes()))
        .addLast(new FlowControlHandler())
        .addLast(new HttpConnection(handler));
  }

  /** Where it listens, with the port it got. */
  public HostAndPort address() {
    InetSocketAddress bound = (InetSocketAddress) listener.localAddress();
    return HostAndPort.fromParts(bound.getHostString(), bound.getPort());
  }

  @Override
  public void close() {
    listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
