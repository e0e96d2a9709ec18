package io.cashew.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.cashew.http.HttpReply;
import io.cashew.http.HttpRequest;
import io.cashew.http.Routes;
import io.cashew.logging.LogLevels;
import java.util.function.Consumer;

/**
 * {@code GET /loggers}: those with a level of their own; {@code PUT /loggers/NAME} with {@code
 * {"level": "debug"}} changes one.
 */
final class LoggerRoutes {
  private final LogLevels levels;

  LoggerRoutes(LogLevels levels) {
    this.levels = levels;
  }

  Routes addTo(Routes routes) {
    return routes
        .with("GET", "/loggers", (request, replies) -> replies.accept(all()))
        .with(
            "GET",
            "/loggers/{name}",
            (request, replies) -> replies.accept(one(request.parameter("name"))))
        .with("PUT", "/loggers/{name}", this::change);
  }

  private HttpReply all() {
    JsonObject body = new JsonObject();
    levels.levels().forEach(body::addProperty);
    return HttpReply.json(200, body);
  }

  private HttpReply one(String name) {
    JsonObject body = new JsonObject();
    body.addProperty("level", levels.level(name));
    return HttpReply.json(200, body);
  }

  private void change(HttpRequest request, Consumer<HttpReply> replies) {
    String name = request.parameter("name");
    levels.change(name, level(request.body().toStringUtf8()));
    replies.accept(one(name));
  }

  private static String level(String body) {
    try {
      JsonElement level =
          JsonParser.parseString(body) instanceof JsonObject wish ? wish.get("level") : null;
      if (level != null && level.isJsonPrimitive()) {
        return level.getAsString();
      }
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("the body is not JSON: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("the body says no level (expected: {\"level\": \"debug\"})");
  }
}
