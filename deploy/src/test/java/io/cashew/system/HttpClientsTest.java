package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.time.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever speaks HTTP can use a cluster, and run it. */
@Timeout(120)
final class HttpClientsTest {
  private static final int SOME = 60;

  private static final HttpClient HTTP1 = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private static final HttpClient HTTP2 = HttpClient.newBuilder().version(Version.HTTP_2).build();

  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new TestCluster(1, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void value_isLoadedOnce_andNeverSeenAgainOnceDeleted(Version version) throws Exception {
    String name = "http-" + version;
    String path = "/v1/groups/things/keys/" + name;

    HttpResponse<String> loaded = door(version, "GET", path, "");
    HttpResponse<String> hit = door(version, "GET", path, "");

    assertThat(loaded.version()).isEqualTo(version);
    assertThat(loaded.statusCode()).isEqualTo(200);
    assertThat(loaded.body()).isEqualTo("value of " + name);
    assertThat(loaded.headers().firstValue("cashew-outcome")).hasValue("miss-loaded");
    assertThat(hit.headers().firstValue("cashew-outcome")).hasValue("hit");
    assertThat(hit.headers().firstValue("etag")).isEqualTo(loaded.headers().firstValue("etag"));
    assertThat(cluster.database().loadsOf(name)).isEqualTo(1);

    cluster.database().put(name, "new");
    assertThat(door(version, "DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(door(version, "GET", path, "").body()).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void failures_areProblemsOfTheStatusThatFits(Version version) throws Exception {
    HttpResponse<String> broken = door(version, "GET", "/v1/groups/things/keys/broken", "");

    assertThat(broken.statusCode()).isEqualTo(503);
    assertThat(object(broken).get("reason").getAsString()).isEqualTo("SOURCE_DOWN");
    assertThat(object(broken).get("instance").getAsString()).startsWith("urn:cashew:failure:");
    assertThat(broken.body()).doesNotContain("this key is broken");
    assertThat(door(version, "GET", "/v1/groups/things/keys/absent", "").statusCode())
        .isEqualTo(404);
    HttpResponse<String> unknown = door(version, "GET", "/v1/groups/nothing/keys/a", "");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(object(unknown).get("reason").getAsString()).isEqualTo("GROUP_UNKNOWN");
    assertThat(object(unknown).get("detail").getAsString()).contains("nothing");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void manyKeys_ofBothNodes_areSetGotAndDeleted(Version version) throws Exception {
    String entries =
        IntStream.range(0, SOME)
            .mapToObj(i -> "{\"key\": \"%1$d\", \"value\": \"v%1$d\"}".formatted(i))
            .collect(Collectors.joining(", "));
    String keys =
        IntStream.range(0, SOME).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(", "));

    JsonArray set = results(version, "mset", "{\"entries\": [" + entries + "]}");
    JsonArray got = results(version, "mget?explain", "{\"keys\": [" + keys + "]}");
    JsonArray deleted = results(version, "mdelete", "{\"keys\": [" + keys + "]}");
    JsonArray gone = results(version, "mget", "{\"keys\": [" + keys + "]}");

    Set<String> nodes = new HashSet<>();
    for (int i = 0; i < SOME; i++) {
      JsonObject value = got.get(i).getAsJsonObject();
      assertThat(set.get(i).getAsJsonObject().get("status").getAsInt()).isEqualTo(200);
      assertThat(value.get("value").getAsString()).isEqualTo("v" + i);
      assertThat(deleted.get(i).getAsJsonObject().get("existed").getAsBoolean()).isTrue();
      assertThat(gone.get(i).getAsJsonObject().get("value")).isNull();
      nodes.add(value.get("node").getAsString());
    }
    assertThat(nodes).containsExactlyInAnyOrder("n1", "n2");
  }

  @Test
  void cluster_isSeenByHttp() throws Exception {
    JsonObject nodes = object(admin("GET", "/v1/nodes", ""));
    JsonObject ring = object(admin("GET", "/v1/ring?partitions", ""));
    JsonObject groups = object(admin("GET", "/v1/groups", ""));
    JsonObject statistics = object(admin("GET", "/v1/stats?group=things", ""));

    assertThat(nodes.getAsJsonArray("nodes"))
        .extracting(node -> node.getAsJsonObject().get("id").getAsString())
        .containsExactly("n1", "n2");
    assertThat(ring.getAsJsonArray("owners")).hasSize(1024);
    assertThat(ring.get("epoch").getAsJsonPrimitive().isString()).isTrue(); // 64 bits
    assertThat(groups.getAsJsonArray("groups"))
        .extracting(group -> group.getAsJsonObject().get("name").getAsString())
        .contains("things", "kept");
    assertThat(statistics.getAsJsonArray("nodes")).hasSize(2);
    assertThat(admin("GET", "/v1/openapi.json", "").statusCode()).isEqualTo(200);
    assertThat(door(Version.HTTP_1_1, "GET", "/v1/openapi.json", "").statusCode()).isEqualTo(200);
    assertThat(admin("GET", "/healthz", "").statusCode()).isEqualTo(200);
  }

  @Test
  void group_isMadeChangedFlushedAndDroppedByHttp() throws Exception {
    String path = "/v1/groups/by-http";

    assertThat(settings(admin("PUT", path, "{\"ttl_ms\": 60000, \"memoryBytes\": \"1048576\"}")))
        .containsEntry("ttl_ms", "60000")
        .containsEntry("memory_bytes", "1048576");
    assertThat(settings(admin("PATCH", path, "{\"ttl_ms\": 5000}")))
        .containsEntry("ttl_ms", "5000")
        .containsEntry("memory_bytes", "1048576");
    assertThat(settings(admin("PUT", path, "{\"memory_bytes\": 2097152}")))
        .doesNotContainEntry("ttl_ms", "5000")
        .containsEntry("memory_bytes", "2097152");
    HttpResponse<String> again = admin("PUT", path, "{}", "If-None-Match", "*");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(object(again).get("reason").getAsString()).isEqualTo("GROUP_EXISTS");

    String key = path + "/keys/a";
    Await.until(
        "the door's nodes have the group",
        () -> door(Version.HTTP_2, "PUT", key, "1").statusCode() == 204);
    assertThat(object(admin("POST", path + ":flush?prefix=b", "")).get("generation")).isNotNull();
    assertThat(door(Version.HTTP_2, "GET", key, "").statusCode()).isEqualTo(200);
    assertThat(admin("POST", path + ":flush", "").statusCode()).isEqualTo(200);
    assertThat(door(Version.HTTP_2, "GET", key, "").statusCode()).isNotEqualTo(200);

    assertThat(admin("DELETE", path, "").statusCode()).isEqualTo(200);
    assertThat(admin("GET", path, "").statusCode()).isEqualTo(404);
  }

  @Test
  void wishesThatCannotBe_areProblems() throws Exception {
    assertProblem(admin("POST", "/v1/nodes/n9:drain", ""), 400, "RING_WISH");
    assertProblem(admin("PUT", "/v1/groups/x", "{\"ttl_ms\": \"soon\"}"), 400, "GROUP_SETTINGS");
    assertProblem(admin("PUT", "/v1/groups/x", "no JSON"), 400, "GROUP_SETTINGS");
    assertProblem(admin("PATCH", "/v1/groups/things", "{\"tll\": 1}"), 400, "GROUP_SETTINGS");
    assertProblem(admin("PATCH", "/v1/groups/none", "{\"ttl_ms\": 1}"), 404, "GROUP_UNKNOWN");
    assertProblem(admin("GET", "/v1/groups/none", ""), 404, "GROUP_UNKNOWN");
    assertProblem(admin("GET", "/v1/nothing", ""), 404, "PATH_UNKNOWN");
    assertProblem(admin("DELETE", "/v1/nodes", ""), 405, "METHOD_UNKNOWN");
  }

  @Test
  void wishForTheRing_isAnsweredWithThePlan() throws Exception {
    JsonObject plan = object(admin("POST", "/v1/nodes/n2:undrain", ""));

    assertThat(node(plan, "n2").get("drained").getAsBoolean()).isFalse();
    assertThat(node(plan, "n2").get("due").getAsInt()).isEqualTo(512);
  }

  private static JsonObject node(JsonObject plan, String id) {
    for (JsonElement each : plan.getAsJsonArray("nodes")) {
      if (each.getAsJsonObject().get("id").getAsString().equals(id)) {
        return each.getAsJsonObject();
      }
    }
    throw new AssertionError("no " + id + " in " + plan);
  }

  private static Map<String, String> settings(HttpResponse<String> reply) {
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return object(reply).getAsJsonObject("after").entrySet().stream()
        .filter(member -> member.getValue().isJsonPrimitive())
        .collect(Collectors.toMap(Map.Entry::getKey, member -> member.getValue().getAsString()));
  }

  private static void assertProblem(HttpResponse<String> reply, int status, String reason) {
    assertThat(reply.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(object(reply).get("reason").getAsString()).as(reply.body()).isEqualTo(reason);
    assertThat(reply.statusCode()).isEqualTo(status);
  }

  private static JsonArray results(Version version, String verb, String body) throws Exception {
    HttpResponse<String> reply = door(version, "POST", "/v1/groups/kept/keys:" + verb, body);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return object(reply).getAsJsonArray("results");
  }

  private static HttpResponse<String> door(Version version, String method, String path, String body)
      throws Exception {
    return send(
        version,
        cluster.proxy(0).httpAddress().orElseThrow(),
        method,
        path,
        body,
        "Cashew-Deadline",
        "25s");
  }

  private static HttpResponse<String> admin(
      String method, String path, String body, String... headers) throws Exception {
    HostAndPort address = cluster.proxy(0).adminHttpAddress().orElseThrow();
    return send(Version.HTTP_1_1, address, method, path, body, headers);
  }

  private static HttpResponse<String> send(
      Version version,
      HostAndPort address,
      String method,
      String path,
      String body,
      String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(40));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return (version == Version.HTTP_2 ? HTTP2 : HTTP1)
        .send(request.build(), BodyHandlers.ofString());
  }

  private static JsonObject object(HttpResponse<String> reply) {
    return JsonParser.parseString(reply.body()).getAsJsonObject();
  }
}
