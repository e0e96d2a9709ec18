package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.lifecycle.Parts;
import io.cashew.system.process.FaultProxy.Direction;
import io.cashew.system.process.Layout;
import io.cashew.time.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sets that failed at their deadline, and get to where they were going long after. */
final class LateSetTest {
  private static final String GROUP = "plain";

  private static LoadedCluster cluster;

  private final Parts parts = new Parts();
  private CashewClient first;
  private CashewClient second;

  @BeforeAll
  static void start() {
    cluster =
        new LoadedCluster(
            LateSetTest.class, Layout.of(1, 2).links(Layout.Links.THROUGH_FAULT_PROXIES));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void connect() {
    first = client("p1");
    second = client("p2");
    first.set(GROUP, "warm", "warm").join();
    second.set(GROUP, "warm", "warm").join();
  }

  @AfterEach
  void restore() {
    parts.close();
    cluster.restore();
  }

  @Test
  void setThatAFrozenProxyFindsWhenItThaws_doesNotUndoALaterDelete() {
    cluster.processes().process("p1").freeze();
    assertThatThrownBy(() -> first.set(GROUP, "key1", "old").join()).isNotNull();
    second.delete(GROUP, "key1").join();
    Await.pass(Duration.ofSeconds(1)); // long after the set's deadline
    second.delete(GROUP, "key1").join();

    cluster.processes().process("p1").thaw();
    Await.pass(Duration.ofSeconds(1));

    assertThat(second.get(GROUP, "key1").join()).isInstanceOf(Answer.Absent.class);
  }

  @Test
  void setThatWasHeldBackOnItsWayToANode_isNotExecutedLongAfterItsDeadline() {
    cluster.processes().linkTo("n1").hold(Direction.TO_TARGET);
    assertThatThrownBy(() -> first.set(GROUP, "key2", "old").join()).isNotNull();
    Await.pass(Duration.ofSeconds(2));

    cluster.processes().linkTo("n1").heal();
    Await.until("the node answers", () -> second.set(GROUP, "warm", "again").join() >= 0);
    Await.pass(Duration.ofSeconds(1));

    assertThat(second.get(GROUP, "key2").join()).isInstanceOf(Answer.Absent.class);
  }

  @Test
  void setThatAFrozenNodeFindsWhenItThaws_isNotExecuted() {
    cluster.processes().process("n1").freeze();
    assertThatThrownBy(() -> first.set(GROUP, "key3", "old").join()).isNotNull();
    Await.pass(Duration.ofSeconds(2));

    cluster.processes().process("n1").thaw();
    Await.until("the node answers", () -> second.set(GROUP, "warm", "again").join() >= 0);
    Await.pass(Duration.ofSeconds(1));

    assertThat(second.get(GROUP, "key3").join()).isInstanceOf(Answer.Absent.class);
  }

  private CashewClient client(String proxy) {
    HostAndPort address = cluster.processes().proxies().get(proxy);
    return parts.add(CashewClient.connect(ClientConfig.of(address)));
  }
}
