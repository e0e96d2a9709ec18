package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.doctor.Diagnosis;
import io.cashew.doctor.Finding;
import io.cashew.doctor.Gap;
import io.cashew.doctor.Severity;
import io.cashew.etcd.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DoctorCommandTest {
  private static final Diagnosis DIAGNOSIS =
      new Diagnosis(
          ImmutableList.of(
              new Finding(
                  "brake",
                  Severity.CRITICAL,
                  "p1",
                  "too many went",
                  "for 5.0 s",
                  "look at etcd",
                  "docs/runbooks.md#alarms"),
              new Finding(
                  "node-drained",
                  Severity.NOTICE,
                  "n2",
                  "node n2 is drained",
                  "it owns 0 partitions",
                  "'cashew node undrain n2'",
                  "")),
          ImmutableList.of(new Gap("etcd itself", "it was not named")),
          52,
          ImmutableList.of("p1", "n1"));

  private final Cli cli = new Cli();

  @Test
  void findings_sayWhatIsWrongHowItIsKnownAndWhatToDo() {
    assertThat(DiagnosisOutput.text(DIAGNOSIS))
        .isEqualTo(
            """
            CRITICAL  too many went  (brake)
              seen    for 5.0 s
              do      look at etcd
              more    docs/runbooks.md#alarms

            NOTICE    node n2 is drained  (node-drained)
              seen    it owns 0 partitions
              do      'cashew node undrain n2'

            UNKNOWN   etcd itself
              why     it was not named

            1 critical, 1 notice: 52 checks of p1, n1.
            """);
  }

  @Test
  void findings_inJson_haveAllOfIt() {
    JsonObject json = DiagnosisOutput.json(DIAGNOSIS);

    assertThat(json.get("well").getAsBoolean()).isFalse();
    assertThat(json.getAsJsonArray("findings").get(0))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"check": "brake", "severity": "critical", "subject": "p1",
                 "what": "too many went", "evidence": "for 5.0 s", "fix": "look at etcd",
                 "runbook": "docs/runbooks.md#alarms"}
                """));
    assertThat(json.getAsJsonArray("unknown")).hasSize(1);
  }

  @Test
  void nobodyThere_isToldWithWhatCouldNotBeLookedAt_andExitsWithFour() {
    String nobody = "127.0.0.1:" + FreePort.next();

    Cli.Run run = cli.run("doctor", "--admin", nobody, "--window", "1ms");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.out())
        .contains("proxy " + nobody + " does not answer  (proxy-unreachable)")
        .contains("UNKNOWN   nodes, groups and the ring")
        .endsWith("Nobody answers.\n");
  }

  @Test
  void windowOutOfRange_isRefused() {
    Cli.Run run = cli.run("doctor", "--window", "11m");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--window").contains("expected: 1ms to 10m");
  }
}
