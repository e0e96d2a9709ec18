package io.cashew.bench.door;

import com.google.common.net.HostAndPort;
import io.cashew.bench.Session;
import io.cashew.bench.Target;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.lifecycle.Parts;
import io.cashew.rpc.EventLoops;
import java.util.List;

/** The Java client library, as an application uses it: one client that all its threads share. */
public final class ClientTarget implements Target {
  private final Parts clients = new Parts();
  private final List<HostAndPort> proxies;
  private final String group;
  private final Manner manner;
  private final CashewClient shared;

  /** How callers wait for answers. */
  public enum Manner {
    /** They chain what is next. A client for each connection. */
    CHAINING,
    /** Each blocks its thread. One client for all. */
    BLOCKING
  }

  public ClientTarget(List<HostAndPort> proxies, String group, Manner manner) {
    this.proxies = List.copyOf(proxies);
    this.group = group;
    this.manner = manner;
    this.shared = connect();
  }

  @Override
  public Session open(EventLoops loops, int loop) {
    return switch (manner) {
      case CHAINING -> new ChainingSession(new ClientCalls(connect(), group));
      case BLOCKING -> new BlockingSession(new ClientCalls(shared, group));
    };
  }

  private CashewClient connect() {
    return clients.add(CashewClient.connect(ClientConfig.of(proxies.toArray(HostAndPort[]::new))));
  }

  @Override
  public void close() {
    clients.close();
  }
}
