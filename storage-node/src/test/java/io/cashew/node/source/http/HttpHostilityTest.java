package io.cashew.node.source.http;

import static io.cashew.node.source.SourceTester.failure;
import static io.cashew.node.source.SourceTester.load;
import static io.cashew.node.source.SourceTester.present;
import static io.cashew.node.source.SourceTester.request;
import static io.cashew.node.source.SourceTester.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Stopwatch;
import io.cashew.config.HttpSection;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.SourceTester;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that send too much, too little, too slowly or nonsense: each costs the one load that
 * asked, its connection ends with it, and the next load works.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpHostilityTest {
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration SLACK = Duration.ofMillis(100);
  private static final long MAX_VALUE = 1_000;

  private final SourceTester tester = new SourceTester();
  private final CountDownLatch over = new CountDownLatch(1);

  private final RawServer server;
  private final HttpConnection connection;
  private final DataSource source;

  HttpHostilityTest() throws IOException {
    server = RawServer.start(this::answer);
    connection = open(HttpSections.atOnce("http://127.0.0.1:" + server.port(), 1));
    source = connection.source(settings("", ""), MAX_VALUE);
    assertThat(load(source, "good")).isEqualTo(present("ok")); // classes are loaded
  }

  @AfterEach
  void close() {
    over.countDown();
    connection.close();
    server.close();
    tester.close();
  }

  /** What is asked for says how to answer. */
  private boolean answer(String head, OutputStream out) throws IOException {
    String mood = head.substring("GET /".length(), head.indexOf(" HTTP/"));
    switch (mood) {
      case "good" -> {
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        return true;
      }
      case "large" -> {
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
        flood(out, "x".repeat(8_192), 100_000_000 / 8_192);
      }
      case "large-chunked" -> {
        write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        flood(out, "2000\r\n" + "x".repeat(8_192) + "\r\n", Integer.MAX_VALUE);
      }
      case "large-until-close" -> {
        write(out, "HTTP/1.1 200 OK\r\n\r\n");
        flood(out, "x".repeat(8_192), Integer.MAX_VALUE);
      }
      case "large-absence" -> {
        write(out, "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n");
        flood(out, "2000\r\n" + "x".repeat(8_192) + "\r\n", Integer.MAX_VALUE);
      }
      case "large-error" -> {
        write(out, "HTTP/1.1 500 Oops\r\nContent-Length: 100000000\r\n\r\n");
        flood(out, "x".repeat(8_192), 100_000_000 / 8_192);
      }
      case "never" -> hold();
      case "never-ends" -> {
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nxxxxx");
        hold();
      }
      case "halfway" -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nxxxxx");
      case "halfway-chunked" ->
          write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nxxxxx\r\n");
      case "halfway-head" -> write(out, "HTTP/1.1 200 OK\r\nContent-Le");
      case "hangs-up" -> {}
      case "drips" -> {
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        drip(out);
      }
      case "drips-head" -> drip(out);
      case "endless-headers" -> {
        write(out, "HTTP/1.1 200 OK\r\n");
        flood(out, "X-Header: " + "x".repeat(1_000) + "\r\n", Integer.MAX_VALUE);
      }
      case "endless-header" -> {
        write(out, "HTTP/1.1 200 OK\r\nX-Header: ");
        flood(out, "x".repeat(8_192), Integer.MAX_VALUE);
      }
      case "endless-continue" -> flood(out, "HTTP/1.1 100 Continue\r\n\r\n", Integer.MAX_VALUE);
      case "nonsense" -> write(out, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
      case "bad-length" -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n");
      case "bad-chunk" ->
          write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx\r\n");
      case "unasked-304" -> write(out, "HTTP/1.1 304 Not Modified\r\n\r\n");
      case "redirect" ->
          write(
              out,
              "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/good\r\nContent-Length: 0\r\n\r\n"
                  .formatted(server.port()));
      case "challenge" -> write(out, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
      default -> throw new AssertionError(mood);
    }
    return false;
  }

  @ParameterizedTest
  @CsvSource({
    "large, VALUE_TOO_LARGE",
    "large-chunked, VALUE_TOO_LARGE",
    "large-until-close, VALUE_TOO_LARGE",
    "large-error, SOURCE_DOWN",
    "never, SOURCE_SLOW",
    "never-ends, SOURCE_SLOW",
    "halfway, SOURCE_DOWN",
    "halfway-chunked, SOURCE_DOWN",
    "halfway-head, SOURCE_DOWN",
    "hangs-up, SOURCE_DOWN",
    "drips, SOURCE_SLOW",
    "drips-head, SOURCE_SLOW",
    "nonsense, SOURCE_DOWN",
    "bad-length, SOURCE_DOWN",
    "bad-chunk, SOURCE_DOWN",
    "unasked-304, SOURCE_DOWN",
    "redirect, SOURCE_DOWN",
    "challenge, SOURCE_DOWN",
  })
  void load_fromAHostileServer_failsInTimeFreesItsConnectionAndTheNextWorks(
      String mood, Reason reason) throws Exception {
    int endedBefore = server.ended.size();
    Stopwatch watch = Stopwatch.createStarted();

    CashewException failure = failure(source, mood, SHORT);

    assertThat(watch.elapsed()).isLessThan(SHORT.plus(SLACK));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessageStartingWith("source \"here\": ").message().hasSizeLessThan(100);
    assertEnds(endedBefore);
    assertThat(load(source, "good")).isEqualTo(present("ok"));
  }

  /** The JDK's client gives up on such a head, and leaves it to the server to hang up. */
  @ParameterizedTest
  @ValueSource(strings = {"endless-headers", "endless-header", "endless-continue"})
  void load_ofAnEndlessHead_failsInTimeAndTheNextWorks(String mood) {
    Stopwatch watch = Stopwatch.createStarted();

    CashewException failure = failure(source, mood, SHORT);

    assertThat(watch.elapsed()).isLessThan(SHORT.plus(SLACK));
    assertThat(failure.reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(load(source, "good")).isEqualTo(present("ok"));
  }

  @Test
  void load_ofAbsenceWithALargeBody_answersItAndEndsTheConnection() throws Exception {
    int endedBefore = server.ended.size();

    assertThat(load(source, "large-absence")).isEqualTo(Loaded.Absent.ABSENT);

    assertEnds(endedBefore);
    assertThat(load(source, "good")).isEqualTo(present("ok"));
  }

  @Test
  void cancel_ofTheLoad_endsTheConnection() throws Exception {
    CompletableFuture<Loaded> load = source.load(request("never"));
    awaitRequest("never");
    int endedBefore = server.ended.size();

    load.cancel(false);

    assertEnds(endedBefore);
    assertThat(load(source, "good")).isEqualTo(present("ok"));
  }

  @Test
  void loads_oneByOne_shareOneConnection() throws Exception {
    IntStream.range(0, 50).forEach(i -> assertThat(load(source, "good")).isEqualTo(present("ok")));

    assertThat(server.openConnections()).isEqualTo(1);
    assertThat(server.ended).isEmpty();
  }

  @Test
  void loads_atOnce_useNoMoreConnectionsThanAllowed() throws Exception {
    try (HttpConnection three = open(HttpSections.atOnce("http://127.0.0.1:" + server.port(), 3))) {
      DataSource limited = three.source(settings("", ""), MAX_VALUE);
      server.requests.clear();
      List<CompletableFuture<Loaded>> loads =
          IntStream.range(0, 10).mapToObj(i -> limited.load(request("never"))).toList();
      for (int i = 0; i < 3; i++) {
        awaitRequest("never");
      }

      assertThat(server.requests.poll(300, TimeUnit.MILLISECONDS)).isNull();

      loads.get(0).cancel(false);
      awaitRequest("never"); // the next has its turn
      loads.forEach(load -> load.cancel(false));
    }
  }

  @Test
  void load_whereNobodyListens_failsAtOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (HttpConnection nobody = open(HttpSections.of("http://127.0.0.1:" + port))) {
      DataSource lost = nobody.source(settings("", ""), MAX_VALUE);

      assertThat(failure(lost, "any", SourceTester.LONG).reason()).isEqualTo(Reason.SOURCE_DOWN);
    }
  }

  @Test
  void close_whileLoadsRun_failsThemAsDrainingAndDoesNotWait() throws Exception {
    CompletableFuture<Loaded> load = source.load(request("never"));
    awaitRequest("never");
    Stopwatch watch = Stopwatch.createStarted();

    connection.close();

    assertThat(failure(load).reason()).isEqualTo(Reason.DRAINING);
    assertThat(watch.elapsed()).isLessThan(Duration.ofSeconds(1));
    assertThat(failure(source, "good", SHORT).reason()).isEqualTo(Reason.DRAINING);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "localhost", "[::1]", "2130706433"})
  void load_fromAPrivateAddress_isRefusedUnlessAllowed(String host) {
    server.requests.clear();
    try (HttpConnection refusing =
        open(HttpSections.publicOnly("http://" + host + ":" + server.port()))) {
      DataSource refused = refusing.source(settings("", ""), MAX_VALUE);

      assertThat(failure(refused, "good", SourceTester.LONG).reason())
          .isEqualTo(Reason.SOURCE_DOWN);
      assertThat(server.requests).isEmpty();
    }
  }

  private HttpConnection open(HttpSection section) {
    return HttpConnection.open(section, tester.timers, Ticker.system());
  }

  private void awaitRequest(String key) throws InterruptedException {
    String head;
    do {
      head = server.requests.poll(10, TimeUnit.SECONDS);
      assertThat(head).isNotNull();
    } while (!head.startsWith("GET /" + key + " "));
  }

  /** The server notices, at the next byte it sends or at once, that the client has gone. */
  private void assertEnds(int before) throws InterruptedException {
    Stopwatch watch = Stopwatch.createStarted();
    over.countDown(); // who holds a connection looks whether it is still there
    while (server.ended.size() <= before) {
      assertThat(watch.elapsed()).isLessThan(Duration.ofSeconds(10));
      Thread.onSpinWait();
    }
  }

  /** Waits until the test looks, then goes on as if the client were there. */
  private void hold() throws IOException {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void drip(OutputStream out) throws IOException {
    try {
      while (true) {
        write(out, "x");
        new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void flood(OutputStream out, String text, int times) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < times; i++) {
      out.write(bytes);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
