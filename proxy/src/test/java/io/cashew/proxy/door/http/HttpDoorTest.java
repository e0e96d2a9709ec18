package io.cashew.proxy.door.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import io.cashew.config.LimitSettings;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Ttl;
import io.cashew.time.Await;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the door makes of requests, whatever is behind it. */
@Timeout(120)
final class HttpDoorTest {
  private static final HttpClient HTTP1 = DoorUnderTest.client(HttpClient.Version.HTTP_1_1);
  private static final HttpClient HTTP2 = DoorUnderTest.client(HttpClient.Version.HTTP_2);
  private static DoorUnderTest door;

  @BeforeAll
  static void open() {
    door = new DoorUnderTest();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void get_ofAValue_isItsBytesAndWhatIsKnownOfIt(HttpClient.Version version) throws Exception {
    door.operations().put("Tom", "630");
    HttpClient client = version == HttpClient.Version.HTTP_2 ? HTTP2 : HTTP1;

    HttpResponse<String> reply = door.send(client, "GET", "/v1/groups/g/keys/Tom", "");

    assertThat(reply.version()).isEqualTo(version);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("630");
    assertThat(reply.headers().firstValue("content-type")).hasValue("application/octet-stream");
    assertThat(reply.headers().firstValue("cashew-outcome")).hasValue("hit");
    assertThat(reply.headers().firstValue("cashew-age")).hasValue("5");
    assertThat(reply.headers().firstValue("cashew-ttl")).hasValue("1000");
    String known = reply.headers().firstValue("cashew-version").orElseThrow();
    assertThat(reply.headers().firstValue("etag")).hasValue('"' + known + '"');
    assertThat(reply.headers().firstValue("cashew-node")).isEmpty();
  }

  @Test
  void get_explained_saysWhoAnswered() throws Exception {
    door.operations().put("Tom", "630");

    HttpResponse<String> reply = door.send(HTTP1, "GET", "/v1/groups/g/keys/Tom?explain", "");

    assertThat(reply.headers().firstValue("cashew-node")).hasValue("n1");
    assertThat(reply.headers().firstValue("cashew-partition")).hasValue("3");
    assertThat(reply.headers().firstValue("cashew-epoch")).isPresent();
  }

  @Test
  void get_ofWhatTheClientHas_isNotModified() throws Exception {
    door.operations().put("cached", "x");
    String tag =
        door.send(HTTP1, "GET", "/v1/groups/g/keys/cached", "")
            .headers()
            .firstValue("etag")
            .orElseThrow();

    HttpResponse<String> same =
        door.send(HTTP1, "GET", "/v1/groups/g/keys/cached", "", "If-None-Match", "\"1\", " + tag);
    HttpResponse<String> other =
        door.send(HTTP1, "GET", "/v1/groups/g/keys/cached", "", "If-None-Match", "\"1\"");

    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(same.headers().firstValue("etag")).hasValue(tag);
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void head_isAsGetWithoutTheValue() throws Exception {
    door.operations().put("four", "4444");

    HttpResponse<String> reply = door.send(HTTP1, "HEAD", "/v1/groups/g/keys/four", "");

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("content-length")).hasValue("4");
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void get_ofAnAbsentKey_isNotFoundAndSaysWhy() throws Exception {
    HttpResponse<String> absent = door.send(HTTP2, "GET", "/v1/groups/g/keys/nobody", "");
    HttpResponse<String> notLoaded =
        door.send(HTTP2, "GET", "/v1/groups/g/keys/nobody", "", "Cache-Control", "only-if-cached");

    assertThat(absent.statusCode()).isEqualTo(404);
    assertThat(absent.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(absent.headers().firstValue("cashew-outcome")).hasValue("negative");
    assertThat(object(absent).get("reason").getAsString()).isEqualTo("SOURCE_NOT_FOUND");
    assertThat(object(notLoaded).get("reason").getAsString()).isEqualTo("NOT_IN_MEMORY");
    assertThat(((Operation.Get) door.operations().last()).reach()).isEqualTo(Reach.MEMORY);
  }

  @Test
  void failureOfASource_isAProblemThatNamesTheOneFailure() throws Exception {
    HttpResponse<String> reply = door.send(HTTP1, "GET", "/v1/groups/g/keys/broken", "");

    assertThat(reply.statusCode()).isEqualTo(503);
    assertThat(reply.headers().firstValue("retry-after")).hasValue("1");
    assertThat(object(reply).get("reason").getAsString()).isEqualTo("SOURCE_DOWN");
    assertThat(object(reply).get("status").getAsInt()).isEqualTo(503);
    assertThat(object(reply).get("instance").getAsString()).isEqualTo("urn:cashew:failure:a1b2");
  }

  @Test
  void defect_isAnAnswerAndTheConnectionGoesOn() throws Exception {
    assertThat(door.send(HTTP1, "GET", "/v1/groups/g/keys/defect", "").statusCode()).isEqualTo(500);
    assertThat(door.send(HTTP1, "GET", "/v1/groups/g/keys/none", "").statusCode()).isEqualTo(404);
  }

  @Test
  void put_getDelete_ofAKeyThatIsNoText_reachThatVeryKey() throws Exception {
    String path = "/v1/groups/g/keys/%00%FFa%2Fb%20%2B+";

    HttpResponse<String> put = door.send(HTTP1, "PUT", path, "v", "Cashew-TTL", "90s");

    assertThat(put.statusCode()).isEqualTo(204);
    assertThat(put.headers().firstValue("cashew-outcome")).hasValue("stored");
    Operation.Set set = (Operation.Set) door.operations().last();
    assertThat(set.key())
        .isEqualTo(ByteString.copyFrom(new byte[] {0, -1, 'a', '/', 'b', ' ', '+', '+'}));
    assertThat(set.ttl()).isEqualTo(Ttl.ofMillis(90_000));
    assertThat(door.send(HTTP2, "GET", path, "").body()).isEqualTo("v");
    HttpResponse<String> deleted = door.send(HTTP2, "DELETE", path, "");
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(deleted.headers().firstValue("cashew-existed")).hasValue("true");
    assertThat(door.send(HTTP2, "DELETE", path, "").headers().firstValue("cashew-existed"))
        .hasValue("false");
  }

  @Test
  void put_underConditions_storesOnlyIfTheyAreMet() throws Exception {
    String path = "/v1/groups/g/keys/conditional";
    HttpResponse<String> first = door.send(HTTP1, "PUT", path, "1", "If-None-Match", "*");
    String tag = first.headers().firstValue("etag").orElseThrow();

    assertThat(first.statusCode()).isEqualTo(204);
    HttpResponse<String> second = door.send(HTTP1, "PUT", path, "2", "If-None-Match", "*");
    assertThat(second.statusCode()).isEqualTo(412);
    assertThat(second.headers().firstValue("etag")).hasValue(tag);
    assertThat(object(second).get("reason").getAsString()).isEqualTo("VERSION_MISMATCH");
    assertThat(door.send(HTTP1, "PUT", path, "3", "If-Match", tag).statusCode()).isEqualTo(204);
    assertThat(door.send(HTTP1, "PUT", path, "4", "If-Match", tag).statusCode()).isEqualTo(412);
    assertThat(door.send(HTTP1, "PUT", path, "5", "If-Match", "\"never\"").statusCode())
        .isEqualTo(412);
    assertThat(door.send(HTTP1, "GET", path, "").body()).isEqualTo("3");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/groups/g/keys/, '', '', 400, KEY_EMPTY",
    "GET, /v1/groups/G!/keys/a, '', '', 400, GROUP_NAME",
    "GET, /v1/groups/g/keys/a%, '', '', 400, REQUEST_MALFORMED",
    "GET, /v1/groups/g/keys/a%zz, '', '', 400, REQUEST_MALFORMED",
    "PUT, /v1/groups/g/keys/a, Cashew-TTL, soon, 400, TTL_OUT_OF_RANGE",
    "PUT, /v1/groups/g/keys/a, Cashew-TTL, 0, 400, TTL_OUT_OF_RANGE",
    "PUT, /v1/groups/g/keys/a, Cashew-TTL, 400d, 400, TTL_OUT_OF_RANGE",
    "PUT, /v1/groups/g/keys/a, If-Match, 17, 400, REQUEST_MALFORMED",
    "PUT, /v1/groups/g/keys/a, If-None-Match, '\"17\"', 400, REQUEST_MALFORMED",
    "DELETE, /v1/groups/g/keys/a, If-Match, '\"17\"', 400, REQUEST_MALFORMED",
    "GET, /v1/groups/g/keys/a, Cashew-Deadline, 0, 400, REQUEST_MALFORMED",
    "GET, /v1/groups/g/keys/a, Cashew-Deadline, later, 400, REQUEST_MALFORMED",
    "GET, /v1/groups/g/keys/a/b, '', '', 404, PATH_UNKNOWN",
    "GET, /, '', '', 404, PATH_UNKNOWN",
    "POST, /v1/groups/g/keys/a, '', '', 405, METHOD_UNKNOWN",
    "GET, /v1/groups/g/keys:mget, '', '', 405, METHOD_UNKNOWN",
    "OPTIONS, /v1/groups/g/keys/a, '', '', 405, METHOD_UNKNOWN",
    "PUT, /v1/groups/g/keys/a, Origin, http://evil.example, 403, ORIGIN",
    "GET, /cache?group=g, '', '', 400, KEY_EMPTY",
    "GET, /cache?key=a, '', '', 400, GROUP_NAME",
    "PUT, /cache?group=g&key=a, '', '', 405, METHOD_UNKNOWN",
  })
  void request_thatCannotBe_isRefusedWithAReason(
      String method, String path, String header, String value, int status, String reason)
      throws Exception {
    try (Socket socket = door.connect()) {
      String line = header.isEmpty() ? "" : header + ": " + value + "\r\n";
      RawHttp raw = new RawHttp(socket);
      raw.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + line + "\r\n");

      RawHttp.Response reply = raw.read();

      assertThat(reply.status()).isEqualTo(status);
      assertThat(JsonParser.parseString(reply.body()).getAsJsonObject().get("reason").getAsString())
          .isEqualTo(reason);
      assertThat(reply.header("connection")).isNotEqualTo("close");
    }
  }

  @Test
  void query_asTheSeedsHaveIt_isAGet() throws Exception {
    door.operations().put("a b", "there");

    assertThat(door.send(HTTP1, "GET", "/cache?group=g&key=a+b", "").body()).isEqualTo("there");
    assertThat(door.send(HTTP1, "GET", "/cache?key=a%20b&group=g", "").body()).isEqualTo("there");
    assertThat(door.send(HTTP1, "GET", "/cache?group=g&key=nobody", "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void deadline_thatIsNamed_isTheOperations() throws Exception {
    long begin = System.nanoTime();

    door.send(HTTP1, "GET", "/v1/groups/g/keys/a", "", "Cashew-Deadline", "20s");

    assertThat(Duration.ofNanos(door.operations().lastDeadline() - begin))
        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  @Test
  void manyKeys_setGotAndDeleted_eachHaveAResult() throws Exception {
    JsonArray set =
        results(
            "/v1/groups/g/keys:mset",
            "{\"entries\": [{\"key\": \"m1\", \"value\": \"one\", \"ttl\": \"30s\"},"
                + " {\"key_base64\": \"AP8=\", \"value_base64\": \"/wA=\", \"ttl\": 500},"
                + " {\"key\": \"\", \"value\": \"\"},"
                + " {\"key\": \"m1\", \"value\": \"two\", \"if_absent\": true}]}");
    JsonArray got =
        results(
            "/v1/groups/g/keys:mget?explain",
            "{\"keys\": [\"m1\", {\"key_base64\": \"AP8=\"}, \"nobody\", {\"key\": \"broken\"}]}");
    JsonArray deleted = results("/v1/groups/g/keys:mdelete", "{\"keys\": [\"m1\", \"nobody\"]}");

    assertThat(statuses(set)).isEqualTo("200 200 400 412");
    assertThat(member(set, 2, "reason")).isEqualTo("KEY_EMPTY");
    assertThat(member(set, 3, "version")).isEqualTo(member(set, 0, "version"));
    assertThat(statuses(got)).isEqualTo("200 200 404 503");
    assertThat(member(got, 0, "value")).isEqualTo("one");
    assertThat(member(got, 0, "outcome")).isEqualTo("hit");
    assertThat(member(got, 0, "node")).isEqualTo("n1");
    assertThat(got.get(0).getAsJsonObject().get("version").getAsJsonPrimitive().isString())
        .isTrue();
    assertThat(member(got, 1, "key_base64")).isEqualTo("AP8=");
    assertThat(member(got, 1, "value_base64")).isEqualTo("/wA=");
    assertThat(member(got, 2, "outcome")).isEqualTo("negative");
    assertThat(member(deleted, 0, "existed")).isEqualTo("true");
    assertThat(member(deleted, 1, "existed")).isEqualTo("false");
  }

  @Test
  void manyKeys_beyondTheLimit_areRefused() throws Exception {
    String keys =
        IntStream.rangeClosed(0, Limits.BATCH_KEYS)
            .mapToObj(i -> "\"k" + i + "\"")
            .collect(Collectors.joining(","));

    HttpResponse<String> reply =
        door.send(HTTP2, "POST", "/v1/groups/g/keys:mget", "{\"keys\": [" + keys + "]}");

    assertThat(reply.statusCode()).isEqualTo(413);
    assertThat(object(reply).get("reason").getAsString()).isEqualTo("BATCH_TOO_LARGE");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void valueBeyondTheLimit_isRefusedAndTheNextRequestIsAnswered(HttpClient.Version version)
      throws Exception {
    HttpClient client = version == HttpClient.Version.HTTP_2 ? HTTP2 : HTTP1;
    String most = "x".repeat(Limits.VALUE_BYTES);

    assertThat(door.send(client, "PUT", "/v1/groups/g/keys/big", most).statusCode()).isEqualTo(204);
    HttpResponse<String> refused = door.send(client, "PUT", "/v1/groups/g/keys/big", most + "x");
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(object(refused).get("reason").getAsString()).isEqualTo("VALUE_TOO_LARGE");
    assertThat(door.send(client, "GET", "/v1/groups/g/keys/big", "").body()).isEqualTo(most);
  }

  @Test
  void moreThanTheProxyMayHaveInFlight_isRefusedWithRetryAfter_andAllIsGivenBack()
      throws Exception {
    try (DoorUnderTest small =
        new DoorUnderTest(new LimitSettings(100, 64 << 20, 1, 32 << 20, Duration.ZERO))) {
      // One connection has one operation at most: by HTTP/2 they are side by side on one.
      HttpClient client = DoorUnderTest.client(HttpClient.Version.HTTP_2);
      assertThat(small.send(client, "GET", "/v1/groups/g/keys/a", "").statusCode()).isEqualTo(404);
      CompletableFuture<HttpResponse<String>> held =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return small.send(client, "GET", "/v1/groups/g/keys/held", "");
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      Await.until(
          "the first is in flight",
          () -> small.operations().last().key().toStringUtf8().equals("held"));

      HttpResponse<String> refused = small.send(client, "GET", "/v1/groups/g/keys/b", "");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
      assertThat(object(refused).get("reason").getAsString()).isEqualTo("IN_FLIGHT");
      small.answerHeld();
      assertThat(held.join().statusCode()).isEqualTo(404);
      Await.until("nothing is held", small::holdsNothing);
    }
  }

  private static JsonArray results(String path, String body) throws Exception {
    HttpResponse<String> reply = door.send(HTTP1, "POST", path, body);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    assertThat(reply.headers().firstValue("content-type")).hasValue("application/json");
    return object(reply).getAsJsonArray("results");
  }

  private static String statuses(JsonArray results) {
    return IntStream.range(0, results.size())
        .mapToObj(i -> member(results, i, "status"))
        .collect(Collectors.joining(" "));
  }

  private static String member(JsonArray results, int index, String name) {
    return results.get(index).getAsJsonObject().get(name).getAsString();
  }

  private static JsonObject object(HttpResponse<String> reply) {
    return JsonParser.parseString(reply.body()).getAsJsonObject();
  }
}
