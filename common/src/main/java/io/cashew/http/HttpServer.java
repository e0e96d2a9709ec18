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
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Listens for HTTP/1.1 and, without TLS, HTTP/2. Requests of one connection by HTTP/1.1 are
 * answered one after the other, those by HTTP/2 side by side; all on its event loop. Thread-safe.
 *
 * <p>Closing takes no new connections, gives what is in flight a moment, and ends the others.
 */
public final class HttpServer implements Part {
  private static final int BACKLOG = 1024;
  private static final int CLOSE_SECONDS = 2;
  private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(256 << 10, 1 << 20);

  private final Map<Channel, Open> connections = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final LongAdder turnedAway = new LongAdder();
  private final HttpSessions sessions;
  private final HttpLimits limits;
  private final Channel listener;
  private volatile boolean closing;

  private HttpServer(
      EventLoops loops, HostAndPort listen, HttpLimits limits, HttpSessions sessions, String what) {
    this.sessions = sessions;
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
    HttpSession all = new PlainSession(handler, limits.bodyBytes());
    return startSessions(loops, listen, limits, (client, cut) -> all, setting);
  }

  /** The same for what has to know of connections. */
  public static HttpServer startSessions(
      EventLoops loops,
      HostAndPort listen,
      HttpLimits limits,
      HttpSessions sessions,
      String setting) {
    return new HttpServer(loops, listen, limits, sessions, setting);
  }

  private Channel bind(EventLoops loops, HostAndPort listen, String setting) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannelType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD)
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
    if (closing || count.incrementAndGet() > limits.connections()) {
      if (!closing) {
        count.decrementAndGet();
        turnedAway.increment();
      }
      ChannelFuture unused = client.close();
      return;
    }
    ArrivalClock clock = new ArrivalClock(limits.arrival());
    HttpSession session = sessions.open(String.valueOf(client.remoteAddress()), clock::cut);
    Pipeline pipeline = new Pipeline(client, limits, clock, session);
    pipeline.fill();
    connections.put(client, new Open(pipeline, clock));
    ChannelFuture unused =
        client
            .closeFuture()
            .addListener(
                closed -> {
                  connections.remove(client);
                  count.decrementAndGet();
                  session.closed();
                });
  }

  /** Clients connected. */
  public int connections() {
    return count.get();
  }

  /** Clients that were turned away because there were too many. */
  public long turnedAway() {
    return turnedAway.sum();
  }

  /** Where it listens, with the port it got. */
  public HostAndPort address() {
    InetSocketAddress bound = (InetSocketAddress) listener.localAddress();
    return HostAndPort.fromParts(bound.getHostString(), bound.getPort());
  }

  @Override
  public void close() {
    closing = true;
    listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    connections.forEach((client, open) -> onLoop(client, open.pipeline()::endSoon));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    for (Channel client : connections.keySet()) {
      boolean unused =
          client.closeFuture().awaitUninterruptibly(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    connections.forEach((client, open) -> onLoop(client, open.clock()::cut));
  }

  private static void onLoop(Channel client, Runnable task) {
    try {
      client.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      ChannelFuture unused = client.close(); // as its loop has
    }
  }

  /** What ends a connection, soon or at once. */
  private record Open(Pipeline pipeline, ArrivalClock clock) {}
}
