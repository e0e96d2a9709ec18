package io.cashew.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class EtcdCheckupTest {
  private static EtcdProcess etcd;

  @BeforeAll
  static void start() {
    etcd = EtcdProcess.start();
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  @Test
  void etcdThatIsWell_tellsItsMembersAndHowLongAReadTook() {
    EtcdReport report = ask(etcd.endpoint());

    assertThat(report.failure()).isEmpty();
    assertThat(report.readTime()).isPositive();
    assertThat(report.alarms()).isEmpty();
    assertThat(report.untold()).isEmpty();
    assertThat(report.size()).isOne();
    EtcdReport.Member member = Iterables.getOnlyElement(report.members());
    assertThat(member.failure()).isEmpty();
    assertThat(member.address()).isEqualTo(etcd.endpoint());
    assertThat(member.leader()).isNotZero();
    assertThat(member.bytes()).isPositive();
    assertThat(member.version()).contains(".");
  }

  @Test
  void alarm_isTold_untilItIsDisarmed() {
    etcd.raiseNoSpace();
    assertThat(ask(etcd.endpoint()).alarms()).containsExactly("NOSPACE");

    etcd.disarmNoSpace();
    assertThat(ask(etcd.endpoint()).alarms()).isEmpty();
  }

  @Test
  void nobodyThere_isToldAsAFailure() {
    EtcdReport report = ask("127.0.0.1:" + FreePort.next());

    assertThat(report.answered()).isFalse();
    assertThat(Iterables.getOnlyElement(report.members()).failure()).isPresent();
  }

  private static EtcdReport ask(String endpoint) {
    EtcdSettings settings =
        EtcdSettings.of(List.of(endpoint)).withRequestTimeout(Duration.ofSeconds(5));
    try (EtcdCheckup checkup = new EtcdCheckup(settings)) {
      return checkup.ask().join();
    }
  }
}
