package io.cashew.admin;

import com.google.common.base.Ascii;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.health.Health;
import io.cashew.health.LoopWatch;
import io.cashew.http.HttpReply;
import io.cashew.http.Routes;
import java.util.List;
import java.util.function.Supplier;

/** {@code /healthz}: whether to restart it; {@code /readyz}: whether to send it requests. */
final class HealthRoutes {
  private final LoopWatch loops;
  private final Supplier<Health> health;

  HealthRoutes(LoopWatch loops, Supplier<Health> health) {
    this.loops = loops;
    this.health = health;
  }

  Routes addTo(Routes routes) {
    return routes
        .with("GET", "/healthz", (request, replies) -> replies.accept(alive()))
        .with("GET", "/readyz", (request, replies) -> replies.accept(ready()));
  }

  private HttpReply alive() {
    List<Integer> dead = loops.dead();
    if (dead.isEmpty()) {
      return reply(200, "alive", List.of());
    }
    return reply(
        503,
        "dead",
        dead.stream().map("event loop %d has stood still for 30 s or more"::formatted).toList());
  }

  private HttpReply ready() {
    Health now = health.get();
    return reply(
        now.isReady() ? 200 : 503,
        Ascii.toLowerCase(now.state().name()).replace('_', '-'),
        now.reasons());
  }

  private static HttpReply reply(int status, String state, List<String> reasons) {
    JsonArray why = new JsonArray();
    reasons.forEach(why::add);
    JsonObject body = new JsonObject();
    body.addProperty("status", state);
    body.add("reasons", why);
    return HttpReply.json(status, body);
  }
}
