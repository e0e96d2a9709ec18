package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.client.FakeProxy;
import io.cashew.ring.Epoch;
import io.cashew.v1.ListRingsReply;
import io.cashew.v1.LookupKeyReply;
import io.cashew.v1.NodeWeight;
import io.cashew.v1.PartitionOwner;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.PlannedNode;
import io.cashew.v1.RaiseIncarnationReply;
import io.cashew.v1.RingChangeInfo;
import io.cashew.v1.RingShare;
import io.cashew.v1.RingSummary;
import io.cashew.v1.RingWishes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class RingVerbsTest {
  private final FakeProxy proxy = FakeProxy.start();
  private final Cli cli = new Cli();

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void plan_isATableAndChangesNothing() {
    proxy.answerPlans(plan(2, 0));

    Cli.Run run = run("ring", "plan", "--drain=n2");

    assertThat(run.out())
        .isEqualTo(
            """
            NODE  WEIGHT  HAS  DUE  GAINS  LOSES  WISH
            n1    1       2    4    2      0      -
            n2    1       2    0    0      2      drained

            2 partitions to move, in 1 step
            """);
    assertThat(run.exitCode()).isZero();
    assertThat(proxy.applied()).isEmpty();
  }

  @Test
  void diff_countsWhatMovedFromNodeToNode() {
    proxy.answerRings(
        ListRingsReply.newBuilder()
            .addRings(ring(9, "n2", "n2", "n1", "n3"))
            .addRings(ring(7, "n1", "n1", "n1", "n2"))
            .build());

    Cli.Run run = run("ring", "diff", "0.7", "0.9");
    Cli.Run inForce = run("ring", "diff", "0.7", "--partitions", "-o", "csv");

    assertThat(run.out())
        .isEqualTo(
            """
            FROM  TO  PARTITIONS
            n1    n2  2
            n2    n3  1

            3 partitions moved
            """);
    assertThat(inForce.out().split("\r\n"))
        .containsExactly(
            "from_epoch,to_epoch,moved,partition,from,to,since",
            "0.7,0.9,3,0,n1,n2,0.9",
            "0.7,0.9,3,1,n1,n2,0.9",
            "0.7,0.9,3,3,n2,n3,0.9");
    assertThat(run("ring", "diff", "0.9", "0.9").out()).isEqualTo("0 partitions moved\n");
  }

  @Test
  void diff_withARingThatIsNotKnown_isRefused() {
    proxy.answerRings(ListRingsReply.newBuilder().addRings(ring(9, "n1")).build());

    Cli.Run run = run("ring", "diff", "0.1");

    assertThat(run.err())
        .startsWith(
            "cashew: no ring of epoch 0.1 is known (expected: one that 'cashew ring history'");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private static RingSummary ring(long epoch, String... owners) {
    RingSummary.Builder ring = RingSummary.newBuilder().setEpoch(epoch);
    for (int i = 0; i < owners.length; i++) {
      ring.addOwners(
          PartitionOwner.newBuilder().setPartition(i).setNode(owners[i]).setSince(epoch));
    }
    return ring.build();
  }

  @Test
  void plan_inJson_hasItsFields() {
    proxy.answerPlans(plan(2, 0));

    JsonObject plan = object(run("ring", "plan", "--json"));

    assertThat(plan.get("moves").getAsInt()).isEqualTo(2);
    assertThat(plan.get("epoch").getAsString()).isEqualTo("0.7");
    assertThat(plan.getAsJsonArray("nodes").get(1))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"id": "n2", "weight": 1, "has": 2, "due": 0, "gains": 0, "loses": 2,
                 "drained": true}
                """));
  }

  @Test
  void plan_refused_saysWhatThereIs() {
    proxy.refuseWishes("no node is named n9; there are: n1, n2");

    Cli.Run run = run("ring", "plan", "--drain=n9");

    assertThat(run.err())
        .isEqualTo(
            """
            cashew: no node is named n9; there are: n1, n2 (RING_WISH)
            try: 'cashew nodes' and 'cashew ring history' list what there is
            """);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void apply_putsTheWishesAndWaitsUntilNothingIsLeft() {
    proxy.answerPlans(plan(2, 0), plan(2, 0), plan(1, 0), plan(0, 0));

    Cli.Run run =
        run("ring", "apply", "--drain=n2", "--undrain=n3", "--weight=n1=7", "--weight=n4=0");

    assertThat(proxy.applied())
        .containsExactly(
            RingWishes.newBuilder()
                .addDrain("n2")
                .addUndrain("n3")
                .addWeights(NodeWeight.newBuilder().setNode("n1").setWeight(7))
                .addWeights(NodeWeight.newBuilder().setNode("n4"))
                .build());
    assertThat(run.out()).endsWith("2 partitions to move, in 1 step\ndone\n");
    assertThat(run.err()).as("no bar in a pipe").isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void apply_detached_doesNotWait() {
    proxy.answerPlans(plan(2, 0));

    Cli.Run run = run("ring", "apply", "--drain=n2", "--detach");

    assertThat(proxy.applied()).hasSize(1);
    assertThat(run.out()).endsWith("in 1 step\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void apply_notDoneInTime_saysWhatIsLeft() {
    proxy.answerPlans(plan(2, 0));

    Cli.Run run = run("ring", "apply", "--drain=n2", "--timeout=1ms");

    assertThat(run.err())
        .startsWith(
            "cashew: 2 partitions are left after 0 s; the wish stands, and the cluster goes on");
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @Test
  void history_isATable() {
    proxy.answerRings(rings());

    assertThat(run("ring", "history").out())
        .isEqualTo(
            """
            EPOCH  CHANGED               BY  WHY        OWNERS
            0.9    2026-11-18T11:06:40Z  p1  n2 joined  n1 2, n2 2
            0.7    2026-11-18T11:06:39Z  p1  first      n1 4
            """);
    assertThat(object(run("ring", "history", "--json")).getAsJsonArray("rings")).hasSize(2);
  }

  @Test
  void rollback_wishesTheFormerRing() {
    proxy.answerPlans(plan(2, 0), plan(0, 0));

    assertThat(run("ring", "rollback", "0.7").exitCode()).isZero();
    assertThat(run("ring", "rollback", "0.7", "--dry-run").exitCode()).isZero();
    assertThat(proxy.applied())
        .containsExactly(RingWishes.newBuilder().setRollbackTo(Epoch.of(0, 7)).build());
  }

  @Test
  void rollback_toWhatIsNoEpoch_saysWhatIsExpected() {
    Cli.Run run = run("ring", "rollback", "yesterday");

    assertThat(run.err()).isEqualTo("cashew: epoch: \"yesterday\" (expected: such as 0.1234)\n");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void lookup_tellsWhereAKeyBelongs() {
    proxy.answerLookup(
        LookupKeyReply.newBuilder()
            .setHash(255)
            .setPartition(3)
            .setOwner("n2")
            .setSince(7)
            .setPreviousOwner("n1")
            .setPreviousSince(5)
            .setStandIn("n3")
            .setEpoch(9)
            .build());

    assertThat(run("ring", "lookup", "scores", "Tom").out())
        .isEqualTo(
            """
            hash       00000000000000ff
            partition  3
            owner      n2
            since      0.7
            before     n1 since 0.5
            stand-in   n3
            epoch      0.9
            """);
    JsonObject json = object(run("ring", "lookup", "scores", "Tom", "--json"));
    assertThat(json.get("previous_owner").getAsString()).isEqualTo("n1");
    assertThat(json.get("key").getAsString()).isEqualTo("Tom");
  }

  @Test
  void raiseIncarnation_withoutYes_doesNothing() {
    Cli.Run run = run("ring", "raise-incarnation");

    assertThat(run.err()).contains("With --yes it is done");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(proxy.incarnationsRaised()).isZero();
  }

  @Test
  void raiseIncarnation_withYes_isDone() {
    proxy.answerIncarnation(RaiseIncarnationReply.newBuilder().setEpoch(Epoch.of(1, 12)).build());

    Cli.Run run = run("ring", "raise-incarnation", "--yes");

    assertThat(run.out()).isEqualTo("ring 1.12 is in etcd\n");
    assertThat(proxy.incarnationsRaised()).isEqualTo(1);
  }

  @Test
  void drain_waitsUntilNothingIsOwnedAndNothingFetched() {
    proxy.answerPlans(plan(2, 0), plan(1, 0), plan(0, 3), plan(0, 0));

    Cli.Run run = run("node", "drain", "n2");

    assertThat(proxy.applied()).containsExactly(RingWishes.newBuilder().addDrain("n2").build());
    assertThat(run.out()).isEqualTo("node n2 owns nothing any more: 2 partitions have moved\n");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(cli.nodes).as("processes started").isEmpty();
  }

  @Test
  void drain_dryRun_changesNothing() {
    proxy.answerPlans(plan(2, 0));

    Cli.Run run = run("node", "drain", "n2", "--dry-run");

    assertThat(run.out()).contains("n2    1       2    0");
    assertThat(proxy.applied()).isEmpty();
  }

  @Test
  void drain_inVain_saysThatTheWishStands() {
    proxy.answerPlans(plan(2, 0));

    Cli.Run run = run("node", "drain", "n2", "--timeout=1ms");

    assertThat(run.err()).contains("the wish stands").contains("try: 'cashew ring plan'");
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @Test
  void undrain_withdrawsTheWish() {
    proxy.answerPlans(plan(0, 0));

    Cli.Run run = run("node", "undrain", "n2");

    assertThat(proxy.applied()).containsExactly(RingWishes.newBuilder().addUndrain("n2").build());
    assertThat(run.out()).endsWith("nothing has to move\ndone\n");
  }

  @Test
  void drain_withoutANode_saysWhatIsMissing() {
    assertThat(cli.run("node", "drain").err()).contains("Missing required parameter: 'ID'");
  }

  private Cli.Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(2, "--admin=" + proxy.address());
    return cli.run(all.toArray(String[]::new));
  }

  private static JsonObject object(Cli.Run run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  /** Two nodes, of which n2 gives what it has left. */
  private static PlanRingReply plan(int left, int giving) {
    return PlanRingReply.newBuilder()
        .setEpoch(7)
        .setMoves(left)
        .setSteps(left == 0 ? 0 : 1)
        .addNodes(
            PlannedNode.newBuilder()
                .setId("n1")
                .setWeight(1)
                .setHas(4 - left)
                .setDue(4)
                .setGains(left))
        .addNodes(
            PlannedNode.newBuilder()
                .setId("n2")
                .setWeight(1)
                .setHas(left)
                .setLoses(left)
                .setDrained(true)
                .setGiving(giving))
        .build();
  }

  private static ListRingsReply rings() {
    RingChangeInfo.Builder change = RingChangeInfo.newBuilder().setWho("p1");
    return ListRingsReply.newBuilder()
        .addRings(
            RingSummary.newBuilder()
                .setEpoch(9)
                .addShares(RingShare.newBuilder().setNode("n1").setPartitions(2))
                .addShares(RingShare.newBuilder().setNode("n2").setPartitions(2))
                .setChange(change.clone().setWhy("n2 joined").setAtMs(1_795_000_000_000L)))
        .addRings(
            RingSummary.newBuilder()
                .setEpoch(7)
                .addShares(RingShare.newBuilder().setNode("n1").setPartitions(4))
                .setChange(change.clone().setWhy("first").setAtMs(1_794_999_999_000L)))
        .build();
  }
}
