package io.cashew.proxy.door.http;

import com.google.common.net.HostAndPort;
import io.cashew.config.HttpDoorSettings;
import io.cashew.http.HttpLimits;
import io.cashew.http.HttpServer;
import io.cashew.http.RouteTable;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Limits;
import io.cashew.proxy.admission.Admission;
import io.cashew.proxy.door.Connection;
import io.cashew.proxy.door.Operations;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.rpc.EventLoops;
import io.cashew.time.Ticker;
import java.time.Duration;

/**
 * Listens for HTTP clients. Thread-safe.
 *
 * <p>Closing takes no new connections, gives what is in flight a moment, and ends the others.
 */
public final class HttpDoor implements Part {
  private static final Duration IDLE = Duration.ofMinutes(2);
  private static final Duration ARRIVAL = Duration.ofMinutes(1);

  private final HttpServer server;

  private HttpDoor(HttpServer server) {
    this.server = server;
  }

  /**
   * Binds and serves.
   *
   * @param deadline what a request may take that names no deadline
   * @param counts of this door, which refuses some
   * @throws io.cashew.lifecycle.StartException if the address cannot be bound
   */
  public static HttpDoor open(
      HttpDoorSettings settings,
      EventLoops loops,
      Operations operations,
      Ticker ticker,
      Duration deadline,
      Admission admission,
      RequestCounts counts) {
    RouteTable<Work> routes = DoorRoutes.all(settings.queryPath());
    Desk desk = new Desk(operations, ticker, new Deadlines(deadline));
    HttpLimits limits =
        new HttpLimits(Limits.MESSAGE_BYTES, settings.maxConnections(), IDLE, ARRIVAL);
    return new HttpDoor(
        HttpServer.startSessions(
            loops,
            settings.listen(),
            limits,
            (client, cut) -> {
              int lane = loops.current();
              return new DoorSession(
                  routes,
                  desk,
                  new Connection(
                      client, admission.open(lane), counts::refused, loops.timers(lane), cut));
            },
            "proxy.http"));
  }

  /** Where it listens, with the port it got. */
  public HostAndPort address() {
    return server.address();
  }

  /** Clients connected. */
  public int clients() {
    return server.connections();
  }

  /** Clients that were turned away because there were too many. */
  public long turnedAway() {
    return server.turnedAway();
  }

  @Override
  public void close() {
    server.close();
  }
}
