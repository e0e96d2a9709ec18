package io.cashew.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alert rules and dashboard, without a cluster. */
@Timeout(60)
final class AlertsTest {
  @Test
  void everyAlert_isInTheTestOfTheRules() throws Exception {
    String test = Files.readString(Monitoring.ALERTS_TEST);
    List<String> alerts = Monitoring.alerts();

    assertThat(alerts).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    for (String alert : alerts) {
      assertThat(test).contains("alertname=\"" + alert + "\"");
    }
  }

  @Test
  void alerts_fireWhenTheyShallAndElseNot() throws Exception {
    Promtool promtool = Promtool.orSkip();

    promtool.accepts("", "check", "rules", Monitoring.ALERTS.toString());
    promtool.accepts("", "test", "rules", Monitoring.ALERTS_TEST.toString());
  }

  @Test
  void exampleOfAConfiguration_isOne() throws Exception {
    Promtool.orSkip()
        .accepts("", "check", "config", Monitoring.DIRECTORY.resolve("prometheus.yml").toString());
  }

  @Test
  void dashboard_asksWhatPrometheusUnderstands(@TempDir Path directory) throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
    List<String> questions = Monitoring.questions();
    for (int i = 0; i < questions.size(); i++) {
      rules.append(
          "  - record: question:%d\n    expr: '%s'\n"
              .formatted(i, questions.get(i).replace("'", "''")));
    }
    Path file = Files.writeString(directory.resolve("rules.yml"), rules);

    Promtool.orSkip().accepts("", "check", "rules", file.toString());
  }
}
