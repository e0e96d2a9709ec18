package io.cashew.proxy.door.resp;

import com.google.common.net.HostAndPort;
import io.cashew.config.RespSettings;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.StartException;
import io.cashew.proxy.admission.Admission;
import io.cashew.proxy.door.Operations;
import io.cashew.proxy.routing.Router;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.rpc.EventLoops;
import io.cashew.time.Ticker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Listens for Redis clients.
 *
 * <p>Thread-safe. Closing takes no new connections, gives what is in flight a moment, and ends the
 * others.
 */
public final class RespDoor implements Part {
  private static final int BACKLOG = 1024;

  /** A client that does not read is not written to, nor read from, beyond this. */
  private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(256 << 10, 1 << 20);

  private static final int CLOSE_SECONDS = 2;

  private final Operations operations;
  private final Ticker ticker;
  private final long patience;
  private final Optional<String> defaultGroup;
  private final int maxConnections;
  private final RespCluster cluster;
  private final Budget budget;
  private final RequestCounts counts;
  private final Commands commands = Commands.all();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder turnedAway = new LongAdder();
  private final Set<RespConnection> connections = ConcurrentHashMap.newKeySet();
  private final long startedAt;
  private volatile KeySpace keys;
  private volatile boolean closing;
  private volatile Optional<Channel> listener = Optional.empty();

  /** One that does not listen. */
  RespDoor(
      RespSettings settings,
      Operations operations,
      Ticker ticker,
      Duration deadline,
      RespCluster cluster,
      Budget budget,
      RequestCounts counts) {
    this.operations = operations;
    this.ticker = ticker;
    this.patience = deadline.toNanos();
    this.defaultGroup = settings.defaultGroup();
    this.maxConnections = settings.maxConnections();
    this.cluster = cluster;
    this.budget = budget;
    this.counts = counts;
    this.keys = KeySpace.unknown(defaultGroup);
    this.startedAt = ticker.nanos();
  }

  /**
   * Binds and serves.
   *
   * @param deadline what a command may take
   * @param counts of this door, which refuses some
   * @throws StartException if the address cannot be bound
   */
  public static RespDoor open(
      RespSettings settings,
      EventLoops loops,
      Router router,
      Ticker ticker,
      Duration deadline,
      RespCluster cluster,
      Admission admission,
      RequestCounts counts) {
    RespDoor door =
        new RespDoor(
            settings, router::send, ticker, deadline, cluster, Budget.within(admission), counts);
    door.listen(settings.listen(), loops);
    return door;
  }

  void listen(HostAndPort address, EventLoops loops) {
    InetSocketAddress socket = new InetSocketAddress(address.getHost(), address.getPort());
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
                    client
                        .pipeline()
                        .addLast(new RespConnection(RespDoor.this, lastId.incrementAndGet()));
                  }
                });
    try {
      listener = Optional.of(bootstrap.bind(socket).syncUninterruptibly().channel());
    } catch (RuntimeException e) { // Netty throws what is checked, undeclared
      throw cannotListen(address, e);
    } catch (Exception e) {
      throw cannotListen(address, e);
    }
  }

  private static StartException cannotListen(HostAndPort address, Exception why) {
    return new StartException(
        "cannot listen on %s: %s; free the port or choose another (proxy.resp)"
            .formatted(address, why.getMessage()),
        why);
  }

  /** Where it listens, with the port it got. */
  public HostAndPort address() {
    InetSocketAddress bound = (InetSocketAddress) listener.orElseThrow().localAddress();
    return HostAndPort.fromParts(bound.getHostString(), bound.getPort());
  }

  /** These are the groups now. */
  public void onGroups(Collection<String> groups) {
    keys = new KeySpace(groups, defaultGroup);
  }

  KeySpace keys() {
    return keys;
  }

  Commands commands() {
    return commands;
  }

  Operations operations() {
    return operations;
  }

  Budget budget() {
    return budget;
  }

  RequestCounts counts() {
    return counts;
  }

  RespCluster cluster() {
    return cluster;
  }

  /** Until when a command that comes now is to be answered. */
  long deadline() {
    return ticker.nanos() + patience;
  }

  /** Clients connected. */
  public int clients() {
    return open.get();
  }

  /** Clients that were turned away because there were too many. */
  public long turnedAway() {
    return turnedAway.sum();
  }

  Collection<RespConnection> connections() {
    return connections;
  }

  /** Says whether there is room for one more. */
  boolean opened(RespConnection connection) {
    if (closing) {
      return false;
    }
    if (open.incrementAndGet() > maxConnections) {
      open.decrementAndGet();
      turnedAway.increment();
      return false;
    }
    connections.add(connection);
    return true;
  }

  void closed(RespConnection connection) {
    if (connections.remove(connection)) {
      open.decrementAndGet();
    }
  }

  /** The lines of INFO. */
  String describe() {
    return String.join(
        "\r\n",
        "# Server",
        "redis_version:7.0.0",
        "cashew_door:resp",
        "redis_mode:standalone",
        "tcp_port:" + address().getPort(),
        "uptime_in_seconds:" + TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - startedAt),
        "",
        "# Clients",
        "connected_clients:" + open.get(),
        "maxclients:" + maxConnections,
        "",
        "# Replication",
        "role:master",
        "connected_slaves:0",
        "",
        "# Keyspace",
        "");
  }

  @Override
  public void close() {
    closing = true;
    listener.ifPresent(
        channel -> channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS));
    connections.forEach(RespConnection::endSoon);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    for (RespConnection connection : connections) {
      connection.awaitEnd(end - System.nanoTime());
    }
    connections.forEach(RespConnection::cut);
  }
}
