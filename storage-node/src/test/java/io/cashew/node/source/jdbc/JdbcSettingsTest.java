package io.cashew.node.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cashew.time.FakeTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JdbcSettingsTest {
  @Test
  void toString_keepsTheSecrets() {
    JdbcSettings settings = JdbcSettings.of("db", "jdbc:h2:mem:x;PASSWORD=hush1", "sa", "hush2");

    assertThat(settings.toString()).contains("db").doesNotContain("hush");
  }

  @Test
  void settings_withoutJdbcUrl_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcSettings.of("db", "postgresql://u:hush@h/x", "", ""))
        .withMessage("url of source \"db\" does not begin with jdbc:");
  }

  @Test
  void open_withoutDriver_saysWhichIsMissing() {
    FakeTime time = new FakeTime();
    JdbcSettings settings = JdbcSettings.of("db", "jdbc:nosuch://h/x?password=hush", "", "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcConnection.open(settings, Drivers.of(Optional.empty()), time, time))
        .withMessage(
            "no driver for jdbc:nosuch (expected: its jar in a folder that node.drivers names)");
  }
}
