package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.v1.AlarmInfo;
import io.cashew.v1.GetLatencyReply;
import io.cashew.v1.GetProxyStatisticsReply;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetStatisticsReply;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.HotKey;
import io.cashew.v1.HotKeys;
import io.cashew.v1.Latency;
import io.cashew.v1.ListHotKeysReply;
import io.cashew.v1.LoadCount;
import io.cashew.v1.LoadStatistics;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.RefusalCount;
import io.cashew.v1.RequestCount;
import org.junit.jupiter.api.Test;

final class TopFrameTest {
  private static final long SECOND = 1_000_000_000L;

  private final TopFrame frame =
      new TopFrame(snapshot(0, 100, 50, 10), snapshot(2 * SECOND, 2_100, 1_050, 30), 5);

  @Test
  void text_tellsWhatWasDoneInASecond() {
    assertThat(frame.text().replaceAll("(?m) +$", ""))
        .isEqualTo(
            """
            proxy p1  gets 1,000/s  sets 0/s  deletes 0/s  touches 0/s  errors 0/s  refused 10/s  in flight 3
            nodes 1  hits 500/s  misses 500/s  ratio 50.0%  loads 500/s  |  last minute  p50 80us  p99 1.20ms

            GROUP   ENTRIES  BYTES   GETS/S  SETS/S  DELETES/S  ERRORS/S  HITS/S  MISSES/S  RATIO  LOADS/S
            scores  7        2.0KiB  1,000   0       0          0         500     500       50.0%  500

            NODE  ENTRIES  BYTES   HITS/S  MISSES/S  RATIO  LOADS/S  RUNNING  WAITING
            n1    7        2.0KiB  500     500       50.0%  500      4        2

            KEY     GROUP   SHARE  OPS/S  ERROR  NODE
            a\\nkey  scores  25.0%  250    5      n1

            node n2: no answer

            alarm brake: too many at once
            """);
  }

  @Test
  void json_hasTheSame() {
    JsonObject json = frame.json();

    JsonObject total = json.getAsJsonObject("total");
    assertThat(total.get("gets_per_second").getAsDouble()).isEqualTo(1_000);
    assertThat(total.get("refused_per_second").getAsDouble()).isEqualTo(10);
    assertThat(total.get("p99_us").getAsDouble()).isEqualTo(1_200);
    assertThat(json.getAsJsonArray("groups")).hasSize(1);
    assertThat(json.getAsJsonArray("hot")).hasSize(1);
    assertThat(json.getAsJsonArray("alarms")).hasSize(1);
  }

  @Test
  void countsThatARestartHasMadeLess_areNothing() {
    TopFrame after = new TopFrame(snapshot(0, 2_100, 1_050, 30), snapshot(SECOND, 100, 50, 10), 5);

    assertThat(after.json().getAsJsonObject("total").get("hits_per_second").getAsDouble()).isZero();
    assertThat(after.text()).doesNotContainPattern("-\\d");
  }

  private static TopSnapshot snapshot(long at, long gets, long hits, long refused) {
    return new TopSnapshot(
        at,
        GetStatisticsReply.newBuilder()
            .addNodes(
                NodeStatistics.newBuilder()
                    .setNode("n1")
                    .addGroups(
                        GroupStatistics.newBuilder()
                            .setGroup("scores")
                            .setEntries(7)
                            .setBytes(2_048)
                            .setHits(hits)
                            .setMisses(hits)
                            .setLoads(
                                LoadStatistics.newBuilder()
                                    .setRunning(4)
                                    .setWaiting(2)
                                    .addCounts(count("loaded", hits))
                                    .addCounts(count("stale", 9 * hits)))))
            .addNodes(NodeStatistics.newBuilder().setNode("n2").setFailure("no answer"))
            .build(),
        GetProxyStatisticsReply.newBuilder()
            .setProxy("p1")
            .setOperationsInFlight(3)
            .addRequests(
                RequestCount.newBuilder()
                    .setDoor("grpc")
                    .setMethod("get")
                    .setGroup("scores")
                    .setOutcome("hit")
                    .setCount(gets))
            .addRefusals(
                RefusalCount.newBuilder().setDoor("grpc").setReason("IN_FLIGHT").setCount(refused))
            .build(),
        GetLatencyReply.newBuilder()
            .setAll(Latency.newBuilder().setTimed(9).setP50Micros(80).setP99Micros(1_200))
            .build(),
        ListHotKeysReply.newBuilder()
            .addNodes(
                HotKeys.newBuilder()
                    .setNode("n1")
                    .setOperationsPerSecond(1_000)
                    .addKeys(
                        HotKey.newBuilder()
                            .setGroup("scores")
                            .setKey(ByteString.copyFromUtf8("a\nkey"))
                            .setOperationsPerSecond(250)
                            .setErrorPerSecond(5)))
            .build(),
        GetRingReply.newBuilder()
            .addAlarms(AlarmInfo.newBuilder().setKind("brake").setText("too many at once"))
            .build());
  }

  private static LoadCount count(String event, long count) {
    return LoadCount.newBuilder().setEvent(event).setCount(count).build();
  }
}
