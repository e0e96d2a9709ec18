package io.cashew.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:1",
        "localhost:65535",
        "cashew_node-1:7410",
        "n1.zone-a.example.com:7410",
        "n1.example.com.:7410",
        "[::1]:7410",
        "[fe80::1]:7410"
      })
  void parse_address_isReadBack(String text) {
    assertThat(Addresses.parse(text)).isEqualTo(HostAndPort.fromString(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "7410",
        ":7410",
        "localhost:",
        "localhost:0",
        "localhost:65536",
        "localhost:-1",
        "localhost:http",
        "::1",
        "::1:7410",
        "[::1]",
        "[::g]:7410",
        "1.2.3.4.5:7410",
        "256.0.0.1:7410",
        "a b:7410",
        "a..b:7410",
        "-a:7410",
        "http://a:7410",
        "a:1,b:2"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Addresses.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("\"" + text + "\" (expected: ");
  }

  @Test
  void parseListen_portZero_isAnyFreePort() {
    assertThat(Addresses.parseListen("127.0.0.1:0").getPort()).isZero();
  }

  @Test
  void parseList_commas_partAddresses() {
    assertThat(Addresses.parseList("a:1, b:2"))
        .containsExactly(HostAndPort.fromString("a:1"), HostAndPort.fromString("b:2"));
  }
}
