package io.cashew.proxy.door.resp;

import static io.cashew.proxy.door.resp.Commanded.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cashew.operation.Condition;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SetOptionsTest {
  @Test
  void of_nothing_isTheGroupsTimeWhateverIsThere() {
    assertThat(options("")).isEqualTo(new SetOptions(Ttl.GROUP, Condition.ALWAYS, Bring.NOTHING));
  }

  @Test
  void of_several_isAllOfThemInAnyOrder() {
    SetOptions expected = new SetOptions(Ttl.ofMillis(10_000), Condition.IF_ABSENT, Bring.VALUE);

    assertThat(options("EX 10 NX GET")).isEqualTo(expected);
    assertThat(options("get nx px 10000")).isEqualTo(expected);
    assertThat(options("NX GET NX EX 5 EX 10 GET")).isEqualTo(expected);
    assertThat(options("KEEPTTL XX"))
        .isEqualTo(new SetOptions(Ttl.KEPT, Condition.IF_PRESENT, Bring.NOTHING));
  }

  @Test
  void of_aTimeOfTheWallClock_isTheTimeUntilThen() {
    long soon = System.currentTimeMillis() + 60_000;

    assertThat(options("PXAT " + soon).ttl().millis()).isBetween(30_000L, 60_000L);
    assertThat(options("EXAT " + soon / 1000).ttl().millis()).isBetween(30_000L, 60_000L);
    assertThat(options("EXAT 1").ttl()).isEqualTo(Ttl.ofMillis(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EX", "EX 10 PX 10", "NX XX", "KEEPTTL EX 10", "EX 10 KEEPTTL", "PERSIST", "FOO", "EX 0",
        "EX -1", "PX 0", "EXAT 0", "PXAT -5", "EX ten", "EX 1.5", "EX 99999999999999999999", "NXX",
      })
  void of_whatMakesNoSense_isRefused(String text) {
    assertThatThrownBy(() -> options(text))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("ERR ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"EX 99999999999999", "PX 9223372036854775807", "EXAT 9223372036854775807"})
  void of_aTimeBeyondAYear_isOutOfRange(String text) {
    assertThatThrownBy(() -> options(text)).isInstanceOf(CashewException.class);
  }

  private static SetOptions options(String text) {
    return SetOptions.of(request(("SET k v " + text).trim().split(" ")), 3);
  }
}
