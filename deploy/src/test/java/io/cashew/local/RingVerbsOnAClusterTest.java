package io.cashew.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.ring.Epoch;
import io.cashew.status.CashewException;
import io.cashew.time.Await;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.LookupKeyReply;
import io.cashew.v1.NodeWeight;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.PlannedNode;
import io.cashew.v1.RingSummary;
import io.cashew.v1.RingWishes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the verbs about the ring ask, asked of a cluster. */
@Timeout(60)
final class RingVerbsOnAClusterTest {
  private static LocalCluster cluster;
  private static AdminClient admin;

  @BeforeAll
  static void start() {
    CashewConfig config =
        CashewConfig.from(
            Settings.read(
                Optional.empty(),
                List.of(
                    new Flag("--port", "proxy.listen", "127.0.0.1:0"),
                    new Flag("--admin", "proxy.admin", "127.0.0.1:0")),
                Map.of()));
    cluster = LocalCluster.start(new LocalConfig(3, Path.of("."), config));
    admin = AdminClient.connect(cluster.adminAddress(), Duration.ofSeconds(5));
  }

  @AfterAll
  static void stop() {
    admin.close();
    cluster.close();
  }

  @Test
  void start_nodesHaveTheirShares() {
    settle();

    assertThat(has("node1") + has("node2") + has("node3")).isEqualTo(1024);
  }

  @Test
  void drain_emptiesTheNode_undrainFillsIt_rollbackGoesBack() {
    settle();
    RingSummary before = admin.rings().join().getRings(0);

    admin.applyRing(RingWishes.newBuilder().addDrain("node2").build()).join();
    settle();
    int drained = has("node2");
    admin.applyRing(RingWishes.newBuilder().addUndrain("node2").build()).join();
    settle();
    int filled = has("node2");
    List<RingSummary> history = admin.rings().join().getRingsList();
    admin.applyRing(RingWishes.newBuilder().setRollbackTo(before.getEpoch()).build()).join();
    settle();

    assertThat(drained).isZero();
    assertThat(filled).isBetween(341, 342);
    assertThat(history).extracting(RingSummary::getEpoch).contains(before.getEpoch());
    assertThat(admin.rings().join().getRings(0).getSharesList()).isEqualTo(before.getSharesList());
  }

  @Test
  void weight_isObeyed() {
    settle();

    admin.applyRing(weight("node1", 2)).join();
    settle();
    int heavy = has("node1");
    admin.applyRing(weight("node1", 0)).join();
    settle();

    assertThat(heavy).isEqualTo(512);
    assertThat(has("node1")).isBetween(341, 342);
  }

  @Test
  void plan_ofTheLastNodesOrAnUnknownOne_isRefused() {
    assertThatThrownBy(() -> plan("node1", "node2", "node3"))
        .cause()
        .isInstanceOf(CashewException.class)
        .hasMessageContaining("no node is left");
    assertThatThrownBy(() -> plan("node9"))
        .cause()
        .hasMessageContaining("no node is named node9; there are: node1, node2, node3");
  }

  @Test
  void lookup_tellsTheOwnerAndAnotherNodeThatStandsIn() {
    LookupKeyReply found = admin.lookup("any", ByteString.copyFromUtf8("key")).join();

    assertThat(found.getOwner()).startsWith("node").isNotEqualTo(found.getStandIn());
    assertThat(found.getPartition()).isBetween(0, 1023);
    assertThat(found.getEpoch()).isEqualTo(ring().getEpoch());
  }

  @Test
  void raiseIncarnation_theClusterGoesOnByIt() {
    settle();

    long raised = admin.raiseIncarnation().join().getEpoch();
    Await.until("the proxy has it", () -> ring().getEpoch() == raised);
    admin.applyRing(weight("node3", 2)).join();
    settle();
    int heavy = has("node3");
    admin.applyRing(weight("node3", 0)).join();
    settle();

    assertThat(Epoch.toText(raised)).startsWith("1.");
    assertThat(heavy).isEqualTo(512);
  }

  private static PlanRingReply plan(String... drain) {
    return admin.planRing(RingWishes.newBuilder().addAllDrain(List.of(drain)).build()).join();
  }

  private static RingWishes weight(String node, int weight) {
    return RingWishes.newBuilder()
        .addWeights(NodeWeight.newBuilder().setNode(node).setWeight(weight))
        .build();
  }

  private static void settle() {
    Await.until("nothing has to move", () -> plan().getMoves() == 0);
  }

  private static GetRingReply ring() {
    return admin.ring(GetRingRequest.getDefaultInstance()).join();
  }

  private static int has(String node) {
    return plan().getNodesList().stream()
        .filter(planned -> planned.getId().equals(node))
        .mapToInt(PlannedNode::getHas)
        .sum();
  }
}
