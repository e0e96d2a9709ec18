package io.cashew.node.source.http;

import static io.cashew.node.source.SourceTester.failure;
import static io.cashew.node.source.SourceTester.load;
import static io.cashew.node.source.SourceTester.present;
import static io.cashew.node.source.SourceTester.reload;
import static io.cashew.node.source.SourceTester.settings;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cashew.config.HttpSection;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.SourceTester;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server that answers with what a test has put there. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpSourceTest {
  private static final long MAX_VALUE = 1_000;

  private final SourceTester tester = new SourceTester();
  private final HttpServer server;
  private final String url;
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final Map<String, Response> responses = new ConcurrentHashMap<>();

  private record Asked(String uri, Map<String, List<String>> headers) {
    String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }
  }

  private record Response(int status, String body, Map<String, String> headers) {}

  HttpSourceTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void close() {
    server.stop(0);
    tester.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String uri = exchange.getRequestURI().toASCIIString();
    asked.add(new Asked(uri, Map.copyOf(exchange.getRequestHeaders())));
    Response response = responses.getOrDefault(uri, new Response(404, "no such thing", Map.of()));
    response.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = response.body().getBytes(UTF_8);
    boolean hasBody = response.status() != 204 && response.status() != 304;
    exchange.sendResponseHeaders(response.status(), hasBody ? body.length : -1);
    if (hasBody) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  // Answers

  @Test
  void load_of200_answersTheBody() {
    respond("/ada", 200, "42");

    assertThat(load(source(), "ada")).isEqualTo(present("42"));
  }

  @Test
  void load_of204_answersEmptyValue() {
    respond("/ada", 204, "");

    assertThat(load(source(), "ada")).isEqualTo(present(""));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void load_ofAbsentStatus_answersAbsence(int status) {
    respond("/ada", status, "no such thing");

    assertThat(load(source(), "ada")).isEqualTo(Loaded.Absent.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 206, 300, 301, 302, 307, 400, 401, 403, 429, 500, 503})
  void load_ofAnyOtherStatus_failsAsDown(int status) {
    responses.put("/ada", new Response(status, "secret", Map.of("Location", url + "/other")));
    respond("/other", 200, "other");

    assertThat(failure(source(), "ada", SourceTester.LONG))
        .hasMessageMatching("source \"here\": failed \\(id [0-9a-f]{8} in the node's log\\)")
        .extracting("reason")
        .isEqualTo(Reason.SOURCE_DOWN);
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 403})
  void load_ofAStatusThatIsConfiguredAsAbsent_answersAbsence(int status) {
    respond("/ada", status, "");
    respond("/eve", 404, "");
    DataSource other = source(HttpSections.absentAt(url, 204, 403), "");

    assertThat(load(other, "ada")).isEqualTo(Loaded.Absent.ABSENT);
    assertThat(failure(other, "eve", SourceTester.LONG).reason()).isEqualTo(Reason.SOURCE_DOWN);
  }

  @Test
  void load_ofTooLargeValue_failsAsTooLarge() {
    respond("/fits", 200, "x".repeat(1_000));
    respond("/large", 200, "x".repeat(1_001));

    assertThat(load(source(), "fits")).isEqualTo(present("x".repeat(1_000)));
    assertThat(failure(source(), "large", SourceTester.LONG).reason())
        .isEqualTo(Reason.VALUE_TOO_LARGE);
  }

  // Keys in URLs

  @ParameterizedTest
  @CsvSource({
    "'', a b, /a%20b",
    "'', a/b, /a%2Fb",
    "'', ../x, /..%2Fx",
    "'', .., /%2E%2E",
    "'', %2F, /%252F",
    "'', ?, /%3F",
    "'', #, /%23",
    "'', ü~-_., /%C3%BC~-_.",
    "/users/{key}/name, 7, /users/7/name",
    "?id={key}, a&b=c+d, /?id=a%26b%3Dc%2Bd",
    "/{key}?again={key}, x, /x?again=x",
  })
  void load_putsTheKeyIntoTheUrlOnce(String path, String key, String expected) throws Exception {
    load(source(HttpSections.of(url), path), key);

    assertThat(asked.take().uri()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("io.cashew.node.source.HostileKeys#all")
  void load_ofAnyKey_reachesTheServerExactlyAndIsAbsent(ByteString key) throws Exception {
    assertThat(load(source(), key)).isEqualTo(Loaded.Absent.ABSENT);

    String path = asked.take().uri();
    assertThat(path).startsWith("/");
    assertThat(decode(path.substring(1))).isEqualTo(key);
  }

  // Headers

  @Test
  void load_sendsTheConfiguredHeaders() throws Exception {
    load(source(HttpSections.sending(url, ImmutableMap.of("Authorization", "Bearer t")), ""), "k");

    assertThat(asked.take().header("Authorization")).isEqualTo("Bearer t");
  }

  @Test
  void toString_tellsNoHeadersValue() {
    assertThat(HttpSections.sending(url, ImmutableMap.of("Authorization", "Bearer t")))
        .asString()
        .contains("Authorization")
        .doesNotContain("Bearer");
  }

  // Time to live and versions

  @ParameterizedTest
  @CsvSource({
    "max-age=60, 60",
    "'public, max-age=60', 60",
    "'max-age=60, s-maxage=5', 5",
    "MAX-AGE=60, 60",
    "max-age=\"60\", 60",
    "max-age=0, 0",
    "no-store, 0",
    "no-cache, 0",
    "'private, max-age=60', 0",
    "max-age=nonsense, 0",
    "max-age=99999999999999999999, 31536000",
    "public,",
  })
  void load_withCacheControl_livesAsLongAsItSays(String cacheControl, Long seconds) {
    responses.put("/k", new Response(200, "v", Map.of("Cache-Control", cacheControl)));
    responses.put("/absent", new Response(404, "", Map.of("Cache-Control", cacheControl)));
    Optional<Duration> expected = Optional.ofNullable(seconds).map(Duration::ofSeconds);

    assertThat(load(source(), "k").ttl()).isEqualTo(expected);
    assertThat(load(source(), "absent").ttl()).isEqualTo(expected);
  }

  @Test
  void load_withAge_livesSoMuchShorter() {
    responses.put("/k", new Response(200, "v", Map.of("Cache-Control", "max-age=60", "Age", "50")));

    assertThat(load(source(), "k").ttl()).contains(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "-7,", "x,"})
  void load_withAVersion_hasIt(String header, Long version) {
    responses.put("/k", new Response(200, "v", Map.of("X-Version", header)));

    Loaded.Present loaded = (Loaded.Present) load(source(), "k");

    assertThat(loaded.version())
        .isEqualTo(version == null ? OptionalLong.empty() : OptionalLong.of(version));
  }

  // Revalidation

  @ParameterizedTest
  @CsvSource({
    "ETag, \"abc\", If-none-match",
    "ETag, W/\"abc\", If-none-match",
    "Last-Modified, 'Sat, 21 Nov 2026 12:00:00 GMT', If-modified-since"
  })
  void load_ofAKnownValue_asksWhetherItHasChanged(String header, String text, String condition)
      throws Exception {
    responses.put("/k", new Response(200, "v", Map.of(header, text, "X-Version", "3")));
    DataSource source = source();
    load(source, "k");
    assertThat(asked.take().header(condition)).isEmpty();
    responses.put("/k", new Response(304, "", Map.of("Cache-Control", "max-age=9")));

    Loaded again = reload(source, "k", "v");

    assertThat(asked.take().header(condition)).isEqualTo(text);
    assertThat(again)
        .isEqualTo(
            new Loaded.Present(
                ByteString.copyFromUtf8("v"),
                Optional.of(Duration.ofSeconds(9)),
                OptionalLong.of(3)));
  }

  @Test
  void load_ofAKnownValueThatIsNotTheOneThatCame_asksForAll() throws Exception {
    responses.put("/k", new Response(200, "v", Map.of("ETag", "\"abc\"")));
    DataSource source = source();
    load(source, "k");
    asked.take();

    assertThat(reload(source, "k", "was set meanwhile")).isEqualTo(present("v"));

    assertThat(asked.take().header("If-none-match")).isEmpty();
  }

  @Test
  void load_ofAValueThatHasLostItsEtag_asksForAll() throws Exception {
    responses.put("/k", new Response(200, "v", Map.of("ETag", "\"abc\"")));
    DataSource source = source();
    load(source, "k");
    respond("/k", 200, "v");
    load(source, "k");
    asked.clear();

    reload(source, "k", "v");

    assertThat(asked.take().header("If-none-match")).isEmpty();
  }

  // What a group may say

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users/{key}",
        "@evil.example/{key}",
        ":80/{key}",
        "/users",
        "/{key}#top",
        "/a b/{key}",
        "/{name}/{key}"
      })
  void source_ofAPathThatCannotBe_isRefused(String path) {
    assertThatThrownBy(() -> source(HttpSections.of(url), path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("path: \"" + path + "\" (expected: ");
  }

  @Test
  void source_withAQuery_isRefused() {
    try (HttpConnection connection = open(HttpSections.of(url))) {
      assertThatThrownBy(() -> connection.source(settings("SELECT", ""), MAX_VALUE))
          .hasMessage("query: means nothing to a source of this type (expected: path)");
    }
  }

  private DataSource source() {
    return source(HttpSections.of(url), "");
  }

  private DataSource source(HttpSection section, String path) {
    return open(section).source(settings("", path), MAX_VALUE);
  }

  private HttpConnection open(HttpSection section) {
    return HttpConnection.open(section, tester.timers, Ticker.system());
  }

  private void respond(String uri, int status, String body) {
    responses.put(uri, new Response(status, body, Map.of()));
  }

  private static ByteString decode(String text) {
    ByteString.Output bytes = ByteString.newOutput();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(text.charAt(i));
      }
    }
    return bytes.toByteString();
  }
}
