package io.cashew.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EpochTest {
  private static final long LAST_REVISION = (1L << 48) - 1;

  @Test
  void of_laterRevision_isGreater() {
    assertThat(Epoch.of(0, 2)).isGreaterThan(Epoch.of(0, 1));
  }

  @Test
  void of_raisedIncarnation_isGreaterThanAnyRevisionBefore() {
    assertThat(Epoch.of(1, 1)).isGreaterThan(Epoch.of(0, LAST_REVISION));
  }

  @Test
  void of_lastIncarnation_isPositive() {
    assertThat(Epoch.of(Epoch.MAX_INCARNATION, LAST_REVISION)).isPositive();
  }

  @Test
  void revision_ofEpoch_isTheOneItWasMadeOf() {
    assertThat(Epoch.revision(Epoch.of(3, 1234))).isEqualTo(1234);
  }

  @Test
  void toText_epoch_namesIncarnationAndRevision() {
    assertThat(Epoch.toText(Epoch.of(3, 1234))).isEqualTo("3.1234");
  }

  @Test
  void of_outOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Epoch.of(0, 0))
        .withMessageContaining("revision: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Epoch.of(0, LAST_REVISION + 1))
        .withMessageContaining("revision");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Epoch.of(Epoch.MAX_INCARNATION + 1, 1))
        .withMessageContaining("incarnation: 32768");
  }

  @Test
  void parse_itsOwnText_isTheEpoch() {
    assertThat(Epoch.parse("3.1234")).isEqualTo(Epoch.of(3, 1234));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "0.", ".1", "0.0", "-1.2", "99999.1", "0.1x"})
  void parse_anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Epoch.parse(text));
  }
}
