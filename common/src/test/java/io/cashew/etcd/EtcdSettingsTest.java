package io.cashew.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import io.cashew.etcd.EtcdSettings.Login;
import io.cashew.etcd.EtcdSettings.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EtcdSettingsTest {
  private static final Tls AUTHORITY =
      new Tls(Optional.of(Path.of("ca.pem")), Optional.empty(), Optional.empty());

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:2379, 10.0.0.1, 2379",
    "etcd-0.etcd.svc.cluster.local:12379, etcd-0.etcd.svc.cluster.local, 12379",
    "my_etcd:1, my_etcd, 1",
    "etcd, etcd, 2379",
    "[::1]:2380, ::1, 2380",
    "2001:db8::1, 2001:db8::1, 2379",
    "http://127.0.0.1:2379, 127.0.0.1, 2379",
    "https://etcd.example:2379/, etcd.example, 2379",
  })
  void endpoint_inAnyUsualForm_isRead(String endpoint, String host, int port) {
    EtcdSettings settings = EtcdSettings.of(List.of(endpoint));

    assertThat(settings.endpoints()).containsExactly(HostAndPort.fromParts(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":2379",
        "etcd:",
        "etcd:0",
        "etcd:65536",
        "etcd:port",
        "etcd:-1",
        "ftp://etcd:2379",
        "https://",
        "a b:2379",
        "etcd:2379/v3",
        "-etcd:2379",
        "[::1",
        "etcd,etcd:2379"
      })
  void endpoint_thatCannotBeRead_isNamedWithWhatWasExpected(String endpoint) {
    assertThatThrownBy(() -> EtcdSettings.of(List.of(endpoint)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "endpoint: \"%s\" (expected: host:port, http://host:port or https://host:port)",
            endpoint);
  }

  @Test
  void endpoints_none_areRefused() {
    assertThatThrownBy(() -> EtcdSettings.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("endpoints: none");
  }

  @Test
  void endpoints_thatDisagreeOnTls_areRefused() {
    assertThatThrownBy(() -> EtcdSettings.of(List.of("https://a:1", "b:1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("endpoint: \"b:1\" (expected: https://, as the others)");
  }

  @Test
  void endpoint_inTheClear_withCertificates_isRefused() {
    assertThatThrownBy(
            () -> EtcdSettings.of(List.of("http://a:1"), Optional.empty(), Optional.of(AUTHORITY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as certificates are given");
  }

  @Test
  void tls_isOn_withHttpsOrWithCertificates_only() {
    assertThat(EtcdSettings.of(List.of("a:1")).tls()).isEmpty();
    assertThat(EtcdSettings.of(List.of("https://a:1")).tls()).isPresent();
    assertThat(EtcdSettings.of(List.of("a:1"), Optional.empty(), Optional.of(AUTHORITY)).tls())
        .contains(AUTHORITY);
  }

  @Test
  void certificate_withoutItsKey_isRefused() {
    assertThatThrownBy(
            () -> new Tls(Optional.empty(), Optional.of(Path.of("cert.pem")), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both or neither");
  }

  @Test
  void timeouts_unlessChanged_areTwoAndTenSeconds() {
    EtcdSettings settings = EtcdSettings.of(List.of("a:1"));

    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.startTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThatThrownBy(() -> settings.withRequestTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("requestTimeout: PT0S (expected: > 0)");
  }

  @Test
  void password_isNotPrinted() {
    EtcdSettings settings =
        EtcdSettings.of(
            List.of("a:1"), Optional.of(new Login("cashew", "secret")), Optional.empty());

    assertThat(settings.toString()).contains("cashew").doesNotContain("secret");
  }
}
