package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.client.FakeProxy;
import io.cashew.v1.AlarmCount;
import io.cashew.v1.AlarmInfo;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.Group;
import io.cashew.v1.GroupSettings;
import io.cashew.v1.ListGroupsReply;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.Node;
import io.cashew.v1.PartitionOwner;
import io.cashew.v1.RingChangeInfo;
import io.cashew.v1.RingShare;
import io.cashew.v1.SourceSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class AdminVerbsTest {
  private static final GetRingReply RING =
      GetRingReply.newBuilder()
          .setEpoch(7)
          .setDigest("c0ffee")
          .setPartitions(4)
          .setHash("xxh64")
          .setCoordinator("p1")
          .setProxy("p2")
          .addShares(RingShare.newBuilder().setNode("n1").setPartitions(3))
          .addShares(RingShare.newBuilder().setNode("n2").setPartitions(1))
          .addChanges(
              RingChangeInfo.newBuilder()
                  .setWho("p1")
                  .setWhy("n2 joined")
                  .setAtMs(1_795_000_000_000L)
                  .setMoved(1))
          .addOwners(PartitionOwner.newBuilder().setPartition(0).setNode("n2").setSince(7))
          .build();

  private final FakeProxy proxy = FakeProxy.start();
  private final Cli cli = new Cli();

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void nodes_areATable() {
    proxy.answerNodes(nodes());

    Cli.Run run = run("nodes");

    assertThat(run.out())
        .isEqualTo(
            """
            NODE  ADDRESS         ZONE  WEIGHT  PARTITIONS  STATE    EPOCH
            n1    127.0.0.1:7410  a     1       512         serving  0.7
            n2    127.0.0.1:7411  -     2       0           joining  0.0
            n3    127.0.0.1:7412  -     1       512         lost     0.6
            """);
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void nodes_inJson_haveTheirFields() {
    proxy.answerNodes(nodes());

    JsonArray nodes = object(run("nodes", "--json")).getAsJsonArray("nodes");

    assertThat(nodes.get(0))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"id": "n1", "address": "127.0.0.1:7410", "zone": "a", "weight": 1,
                 "partitions": 512, "state": "serving", "registered": true,
                 "acknowledged_epoch": "0.7", "giving": 0, "taking": 0}
                """));
    assertThat(nodes).hasSize(3);
  }

  @Test
  void ring_tellsEpochSharesAndChanges() {
    proxy.answerRing(RING);

    Cli.Run run = run("ring");

    assertThat(run.out())
        .isEqualTo(
            """
            epoch        0.7
            digest       c0ffee
            partitions   4
            hash         xxh64
            coordinator  p1
            proxy        p2

            NODE  PARTITIONS  SHARE
            n1    3           75.0 %
            n2    1           25.0 %

            CHANGED               BY  MOVED  WHY
            2026-11-18T11:06:40Z  p1  1      n2 joined
            """);
  }

  @Test
  void nodes_ofEveryState_saySo() {
    Node.Builder node = Node.newBuilder().setId("n").setAddress("a:1").setRegistered(true);
    proxy.answerNodes(
        ListNodesReply.newBuilder()
            .addNodes(node.clone().setLeaving(true).setPartitions(1))
            .addNodes(node.clone().setDrained(true).setPartitions(1))
            .addNodes(node.clone().setDrained(true))
            .addNodes(node.clone().setSuspect(true).setPartitions(1))
            .addNodes(node.clone().setExpelled(true).setSuspect(true))
            .build());

    assertThat(object(run("nodes", "--json")).getAsJsonArray("nodes"))
        .extracting(entry -> entry.getAsJsonObject().get("state").getAsString())
        .containsExactly("leaving", "draining", "drained", "suspect", "expelled");
  }

  @Test
  void ringShow_isTheRing() {
    proxy.answerRing(RING);

    assertThat(cli.run("ring", "show", "--admin=" + proxy.address()).out())
        .isEqualTo(run("ring").out());
  }

  @Test
  void ring_withAlarmsAndMovesLeft_tellsThem() {
    proxy.answerRing(
        RING.toBuilder()
            .setMovesLeft(3)
            .addAlarms(AlarmInfo.newBuilder().setKind("brake").setText("look at etcd"))
            .addAlarmCounts(AlarmCount.newBuilder().setKind("brake").setRaised(2))
            .build());

    assertThat(run("ring").out())
        .contains("to move      3 partitions\n", "ALARM        brake: look at etcd\n");
    JsonObject json = object(run("ring", "--json"));
    assertThat(json.get("moves_left").getAsInt()).isEqualTo(3);
    assertThat(json.getAsJsonArray("alarms")).hasSize(1);
    assertThat(json.getAsJsonObject("alarms_raised").get("brake").getAsInt()).isEqualTo(2);
  }

  @Test
  void ring_withPartitions_listsOwners() {
    proxy.answerRing(RING);

    assertThat(run("ring", "--partitions").out())
        .endsWith(
            """
            PARTITION  OWNER  SINCE
            0          n2     0.7
            """);
    assertThat(object(run("ring", "--partitions", "--json")).getAsJsonArray("owners")).hasSize(1);
    assertThat(object(run("ring", "--json")).has("owners")).isFalse();
  }

  @Test
  void ring_beforeThereIsOne_isUnavailable() {
    Cli.Run run = run("ring");

    assertThat(run.err())
        .isEqualTo(
            """
            cashew: there is no ring yet: no node has joined (NO_RING)
            try: 'cashew nodes' to see whether any node has joined
            """);
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @Test
  void groups_areATable() {
    proxy.answerGroups(groups());

    Cli.Run run = run("groups");

    assertThat(run.out())
        .isEqualTo(
            """
            GROUP   MEMORY  RESERVED  POLICY     TTL  NEGATIVE TTL  MAX VALUE  LOADS        SOURCE
            scores  64MiB   16MiB     lru-k:k=3  10m  5s            1MiB       64, 5s each  demo
            plain   64KiB   0         slru       0s   0s            1KiB       1, 1s each   -
            """);
  }

  @Test
  void groups_inJson_haveTheirFields() {
    proxy.answerGroups(groups());

    JsonArray groups = object(run("groups", "--json")).getAsJsonArray("groups");

    JsonObject scores = groups.get(0).getAsJsonObject();
    assertThat(scores.get("memory_bytes").getAsLong()).isEqualTo(64 << 20);
    assertThat(scores.get("reserved_bytes").getAsLong()).isEqualTo(16 << 20);
    assertThat(scores.get("policy").getAsString()).isEqualTo("lru-k:k=3");
    assertThat(scores.getAsJsonObject("source").get("query").getAsString()).isEqualTo("SELECT 1");
    assertThat(groups.get(1).getAsJsonObject().has("source")).isFalse();
  }

  @Test
  void nodes_withNobodyThere_isUnavailable() {
    proxy.close();

    Cli.Run run = run("nodes");

    assertThat(run.err()).startsWith("cashew: cannot reach the proxy at " + proxy.address());
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @Test
  void nodes_atAnAddressWithoutAPort_saysWhatIsExpected() {
    Cli.Run run = cli.run("nodes", "--admin", "localhost");

    assertThat(run.err())
        .startsWith(
            "cashew: Invalid value for option '--admin': \"localhost\" (expected: host:port");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private Cli.Run run(String verb, String... options) {
    String[] all = new String[options.length + 2];
    all[0] = verb;
    all[1] = "--admin=" + proxy.address();
    System.arraycopy(options, 0, all, 2, options.length);
    return cli.run(all);
  }

  private static JsonObject object(Cli.Run run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static ListNodesReply nodes() {
    Node.Builder node =
        Node.newBuilder()
            .setId("n1")
            .setAddress("127.0.0.1:7410")
            .setZone("a")
            .setWeight(1)
            .setPartitions(512)
            .setRegistered(true)
            .setAcknowledgedEpoch(7);
    return ListNodesReply.newBuilder()
        .addNodes(node)
        .addNodes(
            Node.newBuilder()
                .setId("n2")
                .setAddress("127.0.0.1:7411")
                .setWeight(2)
                .setRegistered(true))
        .addNodes(
            Node.newBuilder()
                .setId("n3")
                .setAddress("127.0.0.1:7412")
                .setWeight(1)
                .setPartitions(512)
                .setAcknowledgedEpoch(6))
        .build();
  }

  private static ListGroupsReply groups() {
    return ListGroupsReply.newBuilder()
        .addGroups(
            Group.newBuilder()
                .setName("scores")
                .setSettings(
                    GroupSettings.newBuilder()
                        .setMemoryBytes(64 << 20)
                        .setReservedBytes(16 << 20)
                        .setPolicy("lru-k:k=3")
                        .setTtlMs(600_000)
                        .setNegativeTtlMs(5_000)
                        .setMaxValueBytes(1 << 20)
                        .setLoadTimeoutMs(5_000)
                        .setLoadConcurrency(64)
                        .setSource(
                            SourceSettings.newBuilder()
                                .setConnection("demo")
                                .setQuery("SELECT 1"))))
        .addGroups(
            Group.newBuilder()
                .setName("plain")
                .setSettings(
                    GroupSettings.newBuilder()
                        .setMemoryBytes(64 << 10)
                        .setPolicy("slru")
                        .setMaxValueBytes(1 << 10)
                        .setLoadTimeoutMs(1_000)
                        .setLoadConcurrency(1)))
        .build();
  }
}
