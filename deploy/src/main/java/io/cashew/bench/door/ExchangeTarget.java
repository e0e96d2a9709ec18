package io.cashew.bench.door;

import com.google.common.net.HostAndPort;
import io.cashew.bench.Session;
import io.cashew.bench.Target;
import io.cashew.rpc.EventLoops;
import io.cashew.v1.CacheGrpc;
import java.util.List;

/** Streams that carry many operations in a message: the fastest way in. */
public final class ExchangeTarget implements Target {
  private final Proxies proxies;
  private final String group;

  public ExchangeTarget(List<HostAndPort> proxies, String group) {
    this.proxies = new Proxies(proxies, group);
    this.group = group;
  }

  @Override
  public Session open(EventLoops loops, int loop) {
    return new ExchangeSession(
        CacheGrpc.newStub(proxies.connect(loops, loop)), new Messages(group));
  }

  @Override
  public void close() {
    proxies.close();
  }
}
