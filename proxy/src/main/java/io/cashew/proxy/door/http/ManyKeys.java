package io.cashew.proxy.door.http;

import io.cashew.http.HttpReply;
import io.cashew.http.HttpRequest;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import java.util.List;

/** Requests for many keys, in JSON. Each key has a status of its own. */
final class ManyKeys {
  private ManyKeys() {}

  static void get(HttpRequest request, DoorCall call) {
    String group = group(request);
    Operation.Reach reach = DoorRoutes.reach(request);
    List<JsonEntry> keys = JsonEntries.keys(request.body());
    call.askAll(
        keys.size(),
        i -> new Operation.Get(group, keys.get(i).key(), Want.VALUE_AND_DETAIL, reach),
        keys.size(),
        replies -> HttpReply.json(200, JsonResults.got(keys, replies, request.asksFor("explain"))));
  }

  static void set(HttpRequest request, DoorCall call) {
    String group = group(request);
    List<JsonEntry> entries = JsonEntries.entries(request.body());
    call.askAll(
        entries.size(),
        i -> entries.get(i).set(group),
        0,
        replies -> HttpReply.json(200, JsonResults.set(entries, replies)));
  }

  static void delete(HttpRequest request, DoorCall call) {
    String group = group(request);
    List<JsonEntry> keys = JsonEntries.keys(request.body());
    call.askAll(
        keys.size(),
        i -> new Operation.Delete(group, keys.get(i).key()),
        0,
        replies -> HttpReply.json(200, JsonResults.deleted(keys, replies)));
  }

  private static String group(HttpRequest request) {
    String group = request.parameter("group");
    Limits.checkGroup(group);
    return group;
  }
}
