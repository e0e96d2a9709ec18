package io.cashew.proxy.door.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.config.HttpDoorSettings;
import io.cashew.http.Routes;
import io.cashew.proxy.admin.rest.AdminRoutes;
import io.cashew.v1.AdminGrpc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the documents describe is what there is. */
final class OpenApiTest {
  private static final Set<String> METHODS =
      Set.of("get", "head", "put", "post", "patch", "delete");

  @ParameterizedTest
  @EnumSource
  void document_ofAListener_describesItsRoutesAndNoOthers(Listener listener) throws IOException {
    List<String> described = new ArrayList<>();
    for (String path : listener.document().getAsJsonObject("paths").keySet()) {
      for (String member : item(listener, path).keySet()) {
        if (METHODS.contains(member) && !member.equals("head")) { // answered as GET is
          described.add(member.toUpperCase(Locale.ROOT) + " " + path);
        }
      }
    }

    assertThat(described).containsExactlyInAnyOrderElementsOf(listener.routes());
  }

  @ParameterizedTest
  @EnumSource
  void document_ofAListener_isWhatOpenApiAsks(Listener listener) throws IOException {
    JsonObject document = listener.document();
    List<String> ids = new ArrayList<>();

    assertThat(document.get("openapi").getAsString()).isEqualTo("3.1.0");
    assertThat(document.getAsJsonObject("info").keySet()).contains("title", "version");
    for (String path : document.getAsJsonObject("paths").keySet()) {
      JsonObject item = item(listener, path);
      for (String method : item.keySet()) {
        if (METHODS.contains(method)) {
          JsonObject operation = item.getAsJsonObject(method);
          ids.add(operation.get("operationId").getAsString());
          assertThat(operation.getAsJsonObject("responses").keySet()).as(path).isNotEmpty();
          assertThat(parameters(document, item, operation, "path"))
              .as(method + " " + path)
              .containsExactlyInAnyOrderElementsOf(named(path));
        }
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertReferences(document, document);
  }

  private static JsonObject item(Listener listener, String path) throws IOException {
    return listener.document().getAsJsonObject("paths").getAsJsonObject(path);
  }

  private static List<String> named(String path) {
    List<String> names = new ArrayList<>();
    for (int at = path.indexOf('{'); at >= 0; at = path.indexOf('{', at + 1)) {
      names.add(path.substring(at + 1, path.indexOf('}', at)));
    }
    return names;
  }

  private static List<String> parameters(
      JsonObject document, JsonObject item, JsonObject operation, String in) {
    List<String> names = new ArrayList<>();
    for (JsonObject holder : List.of(item, operation)) {
      if (holder.has("parameters")) {
        for (JsonElement each : holder.getAsJsonArray("parameters")) {
          JsonObject parameter = resolved(document, each.getAsJsonObject());
          assertThat(parameter.keySet()).contains("name", "in", "schema");
          if (parameter.get("in").getAsString().equals(in)) {
            names.add(parameter.get("name").getAsString());
          }
        }
      }
    }
    return names;
  }

  private static JsonObject resolved(JsonObject document, JsonObject object) {
    if (!object.has("$ref")) {
      return object;
    }
    JsonElement at = document;
    for (String step : object.get("$ref").getAsString().substring(2).split("/", -1)) {
      at = at.getAsJsonObject().get(step);
      assertThat(at).as(object.toString()).isNotNull();
    }
    return at.getAsJsonObject();
  }

  private static void assertReferences(JsonObject document, JsonElement element) {
    if (element instanceof JsonObject object) {
      resolved(document, object);
      object.asMap().values().forEach(each -> assertReferences(document, each));
    } else if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(each -> assertReferences(document, each));
    }
  }

  /** Who has a document. */
  enum Listener {
    DOOR(DoorRoutes.class) {
      @Override
      Collection<String> routes() {
        return DoorRoutes.all(Optional.of(HttpDoorSettings.DEFAULT_QUERY_PATH)).names();
      }
    },
    ADMIN(AdminRoutes.class) {
      @Override
      Collection<String> routes() {
        return new AdminRoutes(new AdminGrpc.AdminImplBase() {}).addTo(Routes.none()).names();
      }
    };

    private final Class<?> beside;

    Listener(Class<?> beside) {
      this.beside = beside;
    }

    abstract Collection<String> routes();

    JsonObject document() throws IOException {
      return JsonParser.parseString(
              Resources.toString(Resources.getResource(beside, "openapi.json"), UTF_8))
          .getAsJsonObject();
    }
  }
}
