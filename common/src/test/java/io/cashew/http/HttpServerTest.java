package io.cashew.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.StartException;
import io.cashew.rpc.EventLoops;
import io.cashew.time.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpServerTest {
  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);

  private final EventLoops loops = EventLoops.start("http-test", 1);
  private final CompletableFuture<HttpReply> later = new CompletableFuture<>();
  private final HttpServer server =
      HttpServer.start(
          loops,
          ANY_PORT,
          new HttpLimits(1_000, 3, Duration.ofSeconds(30), Duration.ofSeconds(20)),
          Routes.none()
              .with(
                  "GET",
                  "/things/{name}",
                  (request, replies) ->
                      replies.accept(
                          HttpReply.text(
                              "text/plain",
                              request.parameter("name") + request.query("q").orElse(""))))
              .with("PUT", "/things/{name}", HttpServerTest::echo)
              .with("GET", "/later", this::answerLater)
              .with(
                  "GET",
                  "/defect",
                  (request, replies) -> {
                    throw new IllegalStateException("as the test wants it");
                  }),
          "a.setting");
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
    loops.close();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the reply is the end
  private void answerLater(HttpRequest request, Consumer<HttpReply> replies) {
    later.thenAccept(replies);
  }

  private static void echo(HttpRequest request, Consumer<HttpReply> replies) {
    replies.accept(HttpReply.text("text/plain", request.body().toStringUtf8()));
  }

  @Test
  void get_ofAPathWithEscapes_isGivenThemDecoded() throws Exception {
    HttpResponse<String> reply = send("GET", "/things/a%2Fb+c%20d?q=1%2B1", "");

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("a/b+c d1+1");
    assertThat(reply.headers().firstValue("content-type")).hasValue("text/plain");
  }

  @Test
  void put_withABody_isGivenIt() throws Exception {
    assertThat(send("PUT", "/things/x", "of the body").body()).isEqualTo("of the body");
  }

  @Test
  void request_nowhere_isNotFound() throws Exception {
    HttpResponse<String> reply = send("GET", "/nothing", "");

    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(reply.body()).contains("\"status\":404", "/nothing");
  }

  @Test
  void request_byAMethodThatThePathLacks_namesThoseThereAre() throws Exception {
    HttpResponse<String> reply = send("DELETE", "/things/x", "");

    assertThat(reply.statusCode()).isEqualTo(405);
    assertThat(reply.headers().firstValue("allow")).hasValue("GET, PUT");
  }

  @Test
  void head_isAnsweredAsGetWithoutTheBody() throws Exception {
    HttpResponse<String> reply = send("HEAD", "/things/four", "");

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.headers().firstValue("content-length")).hasValue("4");
  }

  @Test
  void body_beyondTheLimit_isRefused() throws Exception {
    assertThat(send("PUT", "/things/x", "x".repeat(1_001)).statusCode()).isEqualTo(413);
  }

  @Test
  void handler_thatFails_isA500AndTheNextRequestIsAnswered() throws Exception {
    assertThat(send("GET", "/defect", "").statusCode()).isEqualTo(500);
    assertThat(send("GET", "/things/next", "").body()).isEqualTo("next");
  }

  @Test
  void pipelinedRequests_areAnsweredInTheirOrder() throws Exception {
    try (Socket socket = connect()) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              "GET /later HTTP/1.1\r\nHost: x\r\n\r\nGET /things/second HTTP/1.1\r\nHost: x\r\n\r\n"
                  .getBytes(UTF_8));
      later.complete(HttpReply.text("text/plain", "first"));

      assertThat(readUntil(socket, "second")).containsSubsequence("first", "second");
    }
  }

  @Test
  void connections_beyondTheLimit_areClosed() throws Exception {
    try (Socket one = connected();
        Socket two = connected();
        Socket three = connected();
        Socket four = connect()) {
      four.setSoTimeout(30_000);

      assertThat(four.getInputStream().read()).isEqualTo(-1);
      assertThat(readUntil(one, "nothing is at")).contains("404");
      assertThat(readUntil(two, "nothing is at")).contains("404");
      assertThat(readUntil(three, "nothing is at")).contains("404");
    }
  }

  @Test
  void address_thatIsTaken_saysWhichSettingNamesIt() {
    assertThatThrownBy(
            () ->
                HttpServer.start(
                    loops,
                    server.address(),
                    new HttpLimits(0, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                    Routes.none(),
                    "proxy.x"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(server.address().toString())
        .hasMessageContaining("proxy.x");
  }

  @Test
  void clientThatTakesTooLong_toSendARequestOrItsBody_isCut() throws Exception {
    try (HttpServer hasty = hasty();
        Socket inHead = connect(hasty);
        Socket inBody = connect(hasty)) {
      inHead.getOutputStream().write("GET /things/x HT".getBytes(UTF_8));
      inBody
          .getOutputStream()
          .write(
              "PUT /things/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc".getBytes(UTF_8));

      assertThat(inHead.getInputStream().read()).isEqualTo(-1);
      assertThat(inBody.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void clientThatSaysNothing_isSentAway() throws Exception {
    try (HttpServer hasty = hasty();
        Socket silent = connect(hasty);
        Socket http2 = connect(hasty)) {
      http2.getOutputStream().write(Http2Bytes.PREFACE);

      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(http2.getInputStream().readAllBytes()).isNotEmpty(); // its settings, and the end
    }
  }

  @Test
  void answerThatTakesItsTime_isWaitedForLongerThanARequest() throws Exception {
    try (HttpServer hasty =
            HttpServer.start(
                loops,
                ANY_PORT,
                new HttpLimits(10, 9, Duration.ofSeconds(30), Duration.ofMillis(50)),
                this::answerLater,
                "x");
        Socket socket = connect(hasty)) {
      socket.getOutputStream().write("GET /later HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      Await.pass(Duration.ofMillis(200));

      later.complete(HttpReply.text("text/plain", "at last"));

      assertThat(readUntil(socket, "at last")).contains("at last");
    }
  }

  @Test
  void http2_byPriorKnowledge_isAnsweredSideBySide() throws Exception {
    try (Socket socket = connect()) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(Http2Bytes.PREFACE);
      socket.getOutputStream().write(Http2Bytes.get(1, "/later"));
      socket.getOutputStream().write(Http2Bytes.get(3, "/things/two"));

      assertThat(Http2Bytes.readData(socket.getInputStream())).isEqualTo("3: two");
      later.complete(HttpReply.text("text/plain", "one"));
      assertThat(Http2Bytes.readData(socket.getInputStream())).isEqualTo("1: one");
    }
  }

  @Test
  void close_endsConnectionsThatWaitForNothing() throws Exception {
    try (Socket socket = connected()) {
      readUntil(socket, "nothing is at");

      server.close();

      assertThat(readUntil(socket, "never comes")).doesNotContain("HTTP");
    }
  }

  @Test
  void change_wantedByAPageOfAnotherSite_isRefused() throws Exception {
    try (Socket socket = connect()) {
      socket.setSoTimeout(30_000);
      String head = "PUT /things/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nOrigin: ";
      socket.getOutputStream().write((head + "http://evil\r\n\r\n").getBytes(UTF_8));
      assertThat(readUntil(socket, "\r\n")).contains("403");
      readUntil(socket, "evil");

      socket.getOutputStream().write((head + "http://x\r\n\r\n").getBytes(UTF_8));
      assertThat(readUntil(socket, "HTTP/1.1 200")).contains("HTTP/1.1 200");
    }
  }

  private HttpServer hasty() {
    HttpLimits limits = new HttpLimits(100, 9, Duration.ofMillis(300), Duration.ofMillis(100));
    return HttpServer.start(loops, ANY_PORT, limits, HttpServerTest::echo, "x");
  }

  private static Socket connect(HttpServer to) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.address().getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
  }

  /** One that the server has taken in, as its answer shows. */
  private Socket connected() throws IOException {
    Socket socket = connect();
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write("GET /things/x HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
    readUntil(socket, "\r\n\r\nx");
    socket.getOutputStream().write("GET /none HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
    return socket;
  }

  private static String readUntil(Socket socket, String wanted) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(wanted) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        break;
      }
      read.append((char) next);
    }
    return read.toString();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        java.net.http.HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(5))
            .build(),
        BodyHandlers.ofString());
  }
}
