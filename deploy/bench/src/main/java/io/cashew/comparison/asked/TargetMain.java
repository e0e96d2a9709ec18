package io.cashew.comparison.asked;

import com.google.common.net.HostAndPort;
import io.cashew.comparison.load.LoadProcess;
import io.cashew.comparison.load.Target;
import java.io.IOException;

/** A load process for one way in. */
public final class TargetMain {
  private TargetMain() {}

  /** Arguments: the way, an address, and for some ways a number of connections. */
  public static void main(String[] arguments) throws Exception {
    HostAndPort address = HostAndPort.fromString(arguments[1]);
    int connections = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
    LoadProcess.serve(() -> open(arguments[0], address, connections));
  }

  private static Target open(String way, HostAndPort address, int connections) throws IOException {
    return switch (way) {
      case "client" -> new ClientTarget(address);
      case "unary" -> new UnaryTarget(address, connections);
      case "exchange" -> new ExchangeTarget(address);
      case "link" -> LinkTarget.open(address);
      case "lettuce" -> new LettuceTarget(address);
      case "memcached" -> new MemcachedTarget(address);
      default ->
          throw new IllegalArgumentException(
              "way: " + way + " (expected: client, unary, exchange, link, lettuce or memcached)");
    };
  }
}
