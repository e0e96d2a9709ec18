package io.cashew.proxy.door.http;

import com.google.common.io.Resources;
import com.google.protobuf.ByteString;
import io.cashew.http.HttpReply;
import io.cashew.http.HttpRequest;
import io.cashew.http.RouteTable;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/** What the door has, by method and path. */
final class DoorRoutes {
  private static final String KEY = "/v1/groups/{group}/keys/{key}";
  private static final String KEYS = "/v1/groups/{group}/keys";

  private DoorRoutes() {}

  /** {@code queryPath}: where group and key stand in the query; empty: nowhere. */
  static RouteTable<Work> all(Optional<String> queryPath) {
    HttpReply description = description();
    RouteTable<Work> routes =
        RouteTable.<Work>none()
            .with("GET", KEY, DoorRoutes::get)
            .with("PUT", KEY, DoorRoutes::put)
            .with("DELETE", KEY, DoorRoutes::delete)
            .with("POST", KEYS + ":mget", ManyKeys::get)
            .with("POST", KEYS + ":mset", ManyKeys::set)
            .with("POST", KEYS + ":mdelete", ManyKeys::delete)
            .with("GET", "/v1/openapi.json", (request, call) -> call.answer(description));
    return queryPath.isEmpty() ? routes : routes.with("GET", queryPath.get(), DoorRoutes::query);
  }

  private static HttpReply description() {
    try {
      return HttpReply.json(
          200,
          ByteString.copyFrom(
              Resources.toByteArray(Resources.getResource(DoorRoutes.class, "openapi.json"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void get(HttpRequest request, DoorCall call) {
    get(request, call, request.parameter("group"), request.bytes("key"));
  }

  private static void query(HttpRequest request, DoorCall call) {
    get(
        request,
        call,
        request.query("group").orElse(""),
        request
            .queryBytes("key")
            .orElseThrow(
                () ->
                    new CashewException(
                        Reason.KEY_EMPTY, "the query names no key (expected: ?group=G&key=K)")));
  }

  private static void get(HttpRequest request, DoorCall call, String group, ByteString key) {
    call.ask(
        new Operation.Get(group, key, Want.VALUE_AND_DETAIL, reach(request)),
        reply -> Answers.got(request, reply));
  }

  /** How far a get goes. */
  static Reach reach(HttpRequest request) {
    boolean fromMemory =
        request.header("cache-control").stream()
            .flatMap(directives -> Arrays.stream(directives.split(",", -1)))
            .anyMatch(directive -> directive.strip().equalsIgnoreCase("only-if-cached"));
    return fromMemory ? Reach.MEMORY : Reach.SOURCE;
  }

  private static void put(HttpRequest request, DoorCall call) {
    Condition condition = Conditions.ofSet(request);
    Ttl ttl = request.header("cashew-ttl").map(Spans::ttl).orElse(Ttl.GROUP);
    call.ask(
        new Operation.Set(
            request.parameter("group"),
            request.bytes("key"),
            request.body(),
            ttl,
            condition,
            Bring.NOTHING),
        Answers::set);
  }

  private static void delete(HttpRequest request, DoorCall call) {
    Conditions.refuseAny(request);
    call.ask(
        new Operation.Delete(request.parameter("group"), request.bytes("key")), Answers::deleted);
  }
}
