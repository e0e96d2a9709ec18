package io.cashew.proxy.door.http;

import io.cashew.http.HttpCall;
import io.cashew.http.HttpRequest;
import io.cashew.http.HttpSession;
import io.cashew.http.RouteTable;
import io.cashew.proxy.door.Connection;

/** One client: its requests count to its account. Confined to the connection's event loop. */
final class DoorSession implements HttpSession {
  private final RouteTable<Work> routes;
  private final Desk desk;
  private final Connection connection;

  DoorSession(RouteTable<Work> routes, Desk desk, Connection connection) {
    this.routes = routes;
    this.desk = desk;
    this.connection = connection;
  }

  @Override
  public HttpCall begin(HttpRequest head) {
    return routes.find(
        head, (work, found) -> new DoorCall(desk, connection, found, work), NowhereCall::new);
  }

  @Override
  public void closed() {
    connection.close();
  }
}
