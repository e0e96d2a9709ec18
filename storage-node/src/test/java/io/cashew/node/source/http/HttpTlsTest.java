package io.cashew.node.source.http;

import static io.cashew.node.source.SourceTester.failure;
import static io.cashew.node.source.SourceTester.load;
import static io.cashew.node.source.SourceTester.present;
import static io.cashew.node.source.SourceTester.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.cashew.node.source.SourceTester;
import io.cashew.node.source.TestCertificate;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server whose certificate no authority of the JVM knows. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpTlsTest {
  @TempDir private Path directory;

  private final SourceTester tester = new SourceTester();
  private TestCertificate certificate;
  private HttpsServer server;

  @BeforeEach
  void start() throws Exception {
    certificate = TestCertificate.in(directory);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1);
          exchange.getResponseBody().write("v".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    tester.close();
  }

  @Test
  void load_fromAServerThatIsTrusted_works() {
    try (HttpConnection connection = connect("127.0.0.1", Optional.of(certificate.certificate()))) {
      assertThat(load(connection.source(settings("", ""), 100), "k")).isEqualTo(present("v"));
    }
  }

  @Test
  void load_fromAServerThatIsNotTrusted_fails() {
    try (HttpConnection connection = connect("127.0.0.1", Optional.empty())) {
      assertThat(failure(connection.source(settings("", ""), 100), "k", SourceTester.LONG).reason())
          .isEqualTo(Reason.SOURCE_DOWN);
    }
  }

  @Test
  void load_underANameThatTheCertificateLacks_fails() {
    try (HttpConnection connection = connect("localhost", Optional.of(certificate.certificate()))) {
      assertThat(failure(connection.source(settings("", ""), 100), "k", SourceTester.LONG).reason())
          .isEqualTo(Reason.SOURCE_DOWN);
    }
  }

  @Test
  void open_withAuthoritiesThatCannotBeRead_saysSo() throws Exception {
    Path none = directory.resolve("none.pem");
    Path text = Files.writeString(directory.resolve("text.pem"), "hello");

    assertThatThrownBy(() -> connect("127.0.0.1", Optional.of(none)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("authorities: %s cannot be read (NoSuchFileException)", none);
    assertThatThrownBy(() -> connect("127.0.0.1", Optional.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("authorities: " + text);
  }

  private HttpConnection connect(String host, Optional<Path> authorities) {
    return HttpConnection.open(
        HttpSections.trusting("https://" + host + ":" + server.getAddress().getPort(), authorities),
        tester.timers,
        Ticker.system());
  }
}
