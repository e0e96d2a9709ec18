package io.cashew.bench.door;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterators;
import com.google.common.net.HostAndPort;
import io.cashew.bench.Session;
import io.cashew.bench.Target;
import io.cashew.rpc.EventLoops;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import java.util.Iterator;
import java.util.List;

/**
 * Whatever speaks Redis' protocol: Cashew's own door, Redis, proxies of Redis. A key of the group
 * is {@code group:key}.
 */
public final class RespTarget implements Target {
  private static final int PATIENCE_MILLIS = 5_000;

  private final Iterator<HostAndPort> inTurn;
  private final String group;

  /** Connections go to the addresses in turn. */
  public RespTarget(List<HostAndPort> addresses, String group) {
    this.inTurn = Iterators.cycle(ImmutableList.copyOf(addresses));
    this.group = group;
  }

  @Override
  public Session open(EventLoops loops, int loop) {
    HostAndPort address = inTurn.next();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops.loop(loop))
            .channel(loops.channelType())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PATIENCE_MILLIS)
            .remoteAddress(address.getHost(), address.getPort());
    RespSession session = new RespSession(bootstrap, group);
    Throwable failure = session.connect().awaitUninterruptibly().cause();
    if (failure != null) {
      throw new CashewException(
          Reason.OWNER_UNREACHABLE,
          "cannot connect to %s: %s".formatted(address, failure.getMessage()),
          failure);
    }
    return session;
  }

  /** The connections end with the threads that they are on. */
  @Override
  public void close() {}
}
