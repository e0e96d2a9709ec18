package io.cashew.proxy.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cashew.operation.Limits;
import io.cashew.time.Await;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * Whatever a client sends, it is answered or sent away, the next one is served, and nothing is kept
 * of it.
 */
@Timeout(120)
final class HostileClientsTest {
  private static final String GET = "GET /v1/groups/g/keys/there HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String PUT = "PUT /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\n";

  /** What a report of a leaked buffer names if it went through here. */
  private static final Pattern OURS =
      Pattern.compile("ArrivalClock|Http[12]Requests|io\\.cashew\\.(http|proxy\\.door\\.http)");

  private static final ListAppender<ILoggingEvent> LEAKS = new ListAppender<>();
  private static ResourceLeakDetector.Level levelBefore;
  private static DoorUnderTest door;

  @BeforeAll
  static void open() {
    levelBefore = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    LEAKS.start();
    leakLog().addAppender(LEAKS);
    door = new DoorUnderTest();
    door.operations().put("there", "yes");
  }

  /** Buffers that nobody holds are found out when others are asked for. */
  @AfterAll
  static void nothingIsKept() {
    try {
      Await.until("all connections are gone", () -> door.door().clients() == 0);
      Await.until("nothing is held", door::holdsNothing);
      for (int i = 0; i < 3; i++) {
        System.gc();
        ByteBufAllocator.DEFAULT.buffer(16).release();
      }
      assertThat(LEAKS.list)
          .filteredOn(leak -> OURS.matcher(leak.getFormattedMessage()).find())
          .isEmpty();
    } finally {
      leakLog().detachAppender(LEAKS);
      ResourceLeakDetector.setLevel(levelBefore);
      door.close();
    }
  }

  private static Logger leakLog() {
    return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'NONSENSE\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: a\r\n\r\n', 400",
    "'PUT /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400",
    "'PUT /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n"
        + "\r\nabcd', 400",
    "'PUT /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n', 400",
    "'PUT /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400",
    "'PUT /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "FFFFFFFFFFFFFFFF\r\n', 400",
    "'PUT /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\nExpect: the-moon\r\nContent-Length: 1\r\n"
        + "\r\n', 417",
    "'PUT /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n', 413",
    "'PUT /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        + "Content-Length: 1048577\r\n\r\n', 413",
    "'GET /v1/groups/g/keys/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n', 413",
  })
  void request_thatBreaksTheRules_isAnsweredAndTheConnectionEnds(String request, int status)
      throws IOException {
    try (Socket socket = door.connect()) {
      RawHttp raw = new RawHttp(socket);
      raw.send(request);

      RawHttp.Response reply = raw.read();

      assertThat(reply.status()).as(reply.body()).isEqualTo(status);
      assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(raw.readToEnd()).isEmpty();
    }
    assertServes();
  }

  @Test
  void lineOrHeaders_thatAreTooLong_areRefused() throws IOException {
    try (Socket line = door.connect();
        Socket headers = door.connect()) {
      RawHttp first = new RawHttp(line);
      first.send("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      RawHttp second = new RawHttp(headers);
      second.send("GET / HTTP/1.1\r\nHost: x\r\nBig: " + "a".repeat(17_000) + "\r\n\r\n");

      assertThat(first.read().status()).isEqualTo(414);
      assertThat(second.read().status()).isEqualTo(431);
    }
    assertServes();
  }

  @Test
  void chunkedBody_beyondTheLimit_isRefusedBeforeItsEnd() throws IOException {
    try (Socket socket = door.connect()) {
      RawHttp raw = new RawHttp(socket);
      raw.send(PUT + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "10000\r\n" + "x".repeat(1 << 16) + "\r\n";
      for (int i = 0; i <= Limits.VALUE_BYTES >> 16; i++) { // and no last chunk
        raw.send(chunk);
      }

      assertThat(raw.read().status()).isEqualTo(413);
      assertThat(raw.readToEnd()).isEmpty();
    }
    assertServes();
  }

  @Test
  void chunkedBody_inSmallPieces_isTheValue() throws IOException {
    try (Socket socket = door.connect()) {
      RawHttp raw = new RawHttp(socket);
      raw.send(PUT + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
      raw.send("2;ext=1\r\nbc\r\n0\r\nTrailer: x\r\n\r\n");
      assertThat(raw.read().status()).isEqualTo(204);

      raw.send(GET.replace("there", "a"));

      assertThat(raw.read().body()).isEqualTo("abc");
    }
  }

  @Test
  void clientThatExpects100_isToldToContinue() throws IOException {
    try (Socket socket = door.connect()) {
      RawHttp raw = new RawHttp(socket);
      raw.send(PUT + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(raw.read().status()).isEqualTo(100);

      raw.send("abc");

      assertThat(raw.read().status()).isEqualTo(204);
    }
  }

  @Test
  void thousandRequestsAtOnce_areAnsweredInTheirOrder() throws IOException {
    try (Socket socket = door.connect()) {
      RawHttp raw = new RawHttp(socket);
      String nowhere = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";
      Thread sender =
          new Thread(
              () -> {
                try {
                  raw.send((GET + nowhere).repeat(500));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      sender.start();

      for (int i = 0; i < 500; i++) {
        assertThat(raw.read().body()).isEqualTo("yes");
        assertThat(raw.read().status()).isEqualTo(404);
      }
    }
  }

  @Test
  void clientThatSendsNoMore_isStillAnswered() throws IOException {
    try (Socket socket = door.connect()) {
      RawHttp raw = new RawHttp(socket);
      raw.send(GET + GET);
      socket.shutdownOutput();

      assertThat(raw.read().body()).isEqualTo("yes");
      assertThat(raw.read().body()).isEqualTo("yes");
      assertThat(raw.readToEnd()).isEmpty();
    }
  }

  @Test
  void clientThatSendsNoMore_inTheMiddle_isSentAway() throws IOException {
    try (Socket inHead = door.connect();
        Socket inBody = door.connect();
        Socket silent = door.connect()) {
      new RawHttp(inHead).send("GET / HT");
      inHead.shutdownOutput();
      new RawHttp(inBody).send(PUT + "Content-Length: 10\r\n\r\nabc");
      inBody.shutdownOutput();
      silent.shutdownOutput();

      new RawHttp(inHead).readToEnd();
      new RawHttp(inBody).readToEnd();
      assertThat(new RawHttp(silent).readToEnd()).isEmpty();
    }
    assertServes();
  }

  @Test
  void clientThatLeavesBeforeItIsAnswered_holdsNothing() throws IOException {
    try (Socket socket = door.connect()) {
      new RawHttp(socket).send(GET.replace("there", "held"));
      Await.until(
          "it is in flight", () -> door.operations().last().key().toStringUtf8().equals("held"));
      socket.setSoLinger(true, 0); // a reset
    }
    Await.until(
        "the door has noticed, or will when it answers",
        () -> {
          door.answerHeld();
          return door.holdsNothing();
        });
  }

  @Test
  void randomBytes_areAnsweredOrTheConnectionEnds() throws IOException {
    Random random = new Random(7);
    String[] pieces = {
      GET,
      PUT,
      "Content-Length: 5\r\n",
      "Transfer-Encoding: chunked\r\n",
      "\r\n",
      "5\r\nabcde\r\n",
      "0\r\n\r\n",
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "POST /v1/groups/g/keys:mget HTTP/1.1\r\nHost: x\r\n",
      "\u0000\u0000\u0006\u0004\u0000\u0000\u0000\u0000\u0000",
      "Expect: 100-continue\r\n"
    };
    for (int round = 0; round < 100; round++) {
      StringBuilder sent = new StringBuilder();
      for (int i = random.nextInt(6); i >= 0; i--) {
        if (random.nextInt(4) == 0) {
          byte[] noise = new byte[random.nextInt(200)];
          random.nextBytes(noise);
          sent.append(new String(noise, ISO_8859_1));
        } else {
          sent.append(pieces[random.nextInt(pieces.length)]);
        }
      }
      try (Socket socket = door.connect()) {
        RawHttp raw = new RawHttp(socket);
        try {
          raw.send(sent.toString());
          socket.shutdownOutput();
        } catch (IOException e) {
          continue; // it was sent away before it was done
        }
        raw.readToEnd(); // which comes
      }
    }
    assertServes();
  }

  private static void assertServes() throws IOException {
    try (Socket socket = door.connect()) {
      RawHttp raw = new RawHttp(socket);
      raw.send(GET);
      assertThat(raw.read().body()).isEqualTo("yes");
    }
  }
}
