package io.cashew.node.source.grpc;

import static io.cashew.node.source.SourceTester.failure;
import static io.cashew.node.source.SourceTester.load;
import static io.cashew.node.source.SourceTester.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.config.GrpcSection;
import io.cashew.config.GrpcSection.Tls;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.SourceTester;
import io.cashew.node.source.TestCertificate;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.cashew.v1.LoadReply;
import io.cashew.v1.LoadRequest;
import io.cashew.v1.SourceGrpc;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a service that has a certificate and asks for one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class GrpcTlsTest {
  @TempDir private Path directory;

  private final SourceTester tester = new SourceTester();
  private TestCertificate certificate;
  private Server server;

  @BeforeEach
  void start() throws Exception {
    certificate = TestCertificate.in(directory);
    server =
        Grpc.newServerBuilderForPort(
                0,
                TlsServerCredentials.newBuilder()
                    .keyManager(certificate.certificate().toFile(), certificate.key().toFile())
                    .trustManager(certificate.certificate().toFile())
                    .clientAuth(ClientAuth.REQUIRE)
                    .build())
            .addService(
                new SourceGrpc.SourceImplBase() {
                  @Override
                  public void load(LoadRequest request, StreamObserver<LoadReply> replies) {
                    replies.onNext(LoadReply.getDefaultInstance());
                    replies.onCompleted();
                  }
                })
            .build()
            .start();
  }

  @AfterEach
  void close() {
    server.shutdownNow();
    tester.close();
  }

  @Test
  void load_whenBothTrustEachOther_works() throws Exception {
    Optional<Path> ours = Optional.of(certificate.certificate());
    try (GrpcConnection connection =
        connect(Optional.of(new Tls(ours, ours, Optional.of(certificate.key()))))) {
      assertThat(load(connection.source(settings("", ""), 100), "k"))
          .isEqualTo(Loaded.Absent.ABSENT);
    }
  }

  @Test
  void load_withoutACertificateOrWithoutTls_fails() {
    assertFails(
        Optional.of(
            new Tls(Optional.of(certificate.certificate()), Optional.empty(), Optional.empty())));
    assertFails(Optional.of(new Tls(Optional.empty(), Optional.empty(), Optional.empty())));
    assertFails(Optional.empty());
  }

  @Test
  void open_withAFileThatIsMissing_saysSo() {
    Path none = directory.resolve("none.pem");

    assertThatThrownBy(
            () ->
                connect(
                    Optional.of(new Tls(Optional.of(none), Optional.empty(), Optional.empty()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tls: a file cannot be read: ")
        .hasMessageContaining("none.pem");
  }

  private void assertFails(Optional<Tls> tls) {
    try (GrpcConnection connection = connect(tls)) {
      assertThat(failure(connection.source(settings("", ""), 100), "k", SourceTester.LONG).reason())
          .isEqualTo(Reason.SOURCE_DOWN);
    }
  }

  private GrpcConnection connect(Optional<Tls> tls) {
    return GrpcConnection.open(
        new GrpcSection(
            "here", ImmutableList.of(HostAndPort.fromParts("127.0.0.1", server.getPort())), tls, 1),
        tester.timers,
        Ticker.system());
  }
}
