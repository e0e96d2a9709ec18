package io.cashew.system;

import static io.cashew.system.TestCluster.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Throwables;
import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.Result;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.InspectKeyReply;
import io.cashew.v1.LoadCount;
import io.cashew.v1.LoadStatistics;
import io.cashew.v1.NodeStatistics;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What clients of two proxies and three nodes can count on. */
final class ClusterTest {
  private static TestCluster cluster;
  private static CashewClient first;
  private static CashewClient second;

  @BeforeAll
  static void start() {
    cluster = new TestCluster(2, 3);
    first = cluster.client(0);
    second = cluster.client(1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void databaseIsFastAgain() {
    cluster.database().takeTime(Duration.ZERO);
  }

  @Test
  void get_ofAKeyLoadedThroughOneProxy_isAHitThroughTheOther() {
    Answer.Found loaded = found(first, "shared");
    Answer.Found hit = found(second, "shared");

    assertThat(loaded.outcome()).isEqualTo(Outcome.MISS_LOADED);
    assertThat(hit.outcome()).isEqualTo(Outcome.HIT);
    assertThat(hit.text()).isEqualTo("value of shared");
    assertThat(cluster.database().loadsOf("shared")).isEqualTo(1);
  }

  @Test
  void inspect_tellsWhatTheOwnerHas_withoutLoadingOrUsingIt() {
    try (AdminClient admin = cluster.admin(0)) {
      InspectKeyReply before = admin.inspect(GROUP, ByteString.copyFromUtf8("looked at")).join();
      Answer.Found unused = found(first, "looked at");
      InspectKeyReply after = admin.inspect(GROUP, ByteString.copyFromUtf8("looked at")).join();

      assertThat(before.hasEntry()).isFalse();
      assertThat(after.getNode()).isEqualTo(before.getNode());
      assertThat(after.getEntry().getValueBytes()).isEqualTo("value of looked at".length());
      assertThat(after.getEntry().getBytes()).isGreaterThan("looked atvalue of looked at".length());
      assertThat(after.getEntry().getTag()).isGreaterThanOrEqualTo(after.getSince());
      assertThat(after.getEntry().getList()).isNotEmpty();
      assertThat(cluster.database().loadsOf("looked at")).isEqualTo(1);
    }
  }

  @Test
  void statistics_areThoseOfEveryNode() {
    try (AdminClient admin = cluster.admin(1)) {
      Answer.Found unused = found(first, "counted");

      List<NodeStatistics> nodes = admin.statistics(GROUP).join().getNodesList();

      assertThat(nodes).hasSize(3).allMatch(node -> node.getFailure().isEmpty());
      assertThat(nodes).allMatch(node -> node.getMemory().getLimitBytes() > 0);
      assertThat(nodes.stream().mapToLong(node -> node.getGroups(0).getEntries()).sum())
          .isPositive();
      assertThat(nodes.stream().mapToLong(node -> loaded(node.getGroups(0).getLoads())).sum())
          .isPositive();
      assertThat(nodes)
          .allMatch(node -> node.getGroups(0).getLoads().getBreaker().equals("closed"));
    }
  }

  private static long loaded(LoadStatistics loads) {
    return loads.getCountsList().stream()
        .filter(count -> count.getEvent().equals("loaded"))
        .mapToLong(LoadCount::getCount)
        .sum();
  }

  @Test
  void proxies_routeByTheSameRing() {
    assertThat(cluster.ringOf(0).epoch()).isEqualTo(cluster.ringOf(1).epoch());
    assertThat(cluster.ringOf(0).digest()).isEqualTo(cluster.ringOf(1).digest());
  }

  @Test
  void gets_ofAColdKeyAtOnceThroughTwoProxies_makeOneLoad() {
    cluster.database().takeTime(Duration.ofMillis(200));
    List<CompletableFuture<Answer>> answers = new ArrayList<>();

    for (int i = 0; i < 64; i++) {
      answers.add((i % 2 == 0 ? first : second).get(GROUP, "cold"));
    }

    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(((Answer.Found) answer.join()).text()).isEqualTo("value of cold"));
    assertThat(cluster.database().loadsOf("cold")).isEqualTo(1);
    assertThat(answers.stream().map(answer -> ((Answer.Found) answer.join()).outcome()))
        .filteredOn(Outcome.MISS_LOADED::equals)
        .hasSize(1);
  }

  @Test
  void gets_tenThousandAtOnceOfAColdKeyThroughTwoProxies_makeOneLoad() {
    cluster.database().takeTime(Duration.ofMillis(300));
    List<CompletableFuture<Answer>> answers = new ArrayList<>();

    for (int i = 0; i < 10_000; i++) {
      answers.add((i % 2 == 0 ? first : second).get(GROUP, "colder"));
    }

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Answer.Found.class));
    assertThat(cluster.database().loadsOf("colder")).isEqualTo(1);
  }

  @Test
  void gets_ofAThousandColdKeysBySixtyFourCallersInLockstep_makeAThousandLoads() {
    int keys = 1_000;
    for (int i = 0; i < keys; i++) {
      String key = "step" + i;
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int caller = 0; caller < 64; caller++) {
        answers.add((caller % 2 == 0 ? first : second).get(GROUP, key));
      }
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Answer.Found.class));
      assertThat(cluster.database().loadsOf(key)).as(key).isEqualTo(1);
    }
  }

  @Test
  void delete_throughOneProxy_makesTheOtherReadTheSourceAgain() {
    found(first, "changing");
    cluster.database().put("changing", "newer");

    assertThat(first.delete(GROUP, "changing").join()).isTrue();

    assertThat(found(second, "changing").text()).isEqualTo("newer");
  }

  @Test
  void set_isReadThroughEveryProxyWithoutAskingTheSource() {
    first.set(GROUP, "written", "by hand").join();

    assertThat(found(second, "written").text()).isEqualTo("by hand");
    assertThat(cluster.database().loadsOf("written")).isZero();
  }

  @Test
  void get_ofAKeyTheSourceLacks_isAbsentAndRemembered() {
    assertThat(first.get(GROUP, "absent1").join()).isInstanceOf(Answer.Absent.class);
    assertThat(second.get(GROUP, "absent1").join()).isInstanceOf(Answer.Absent.class);
    assertThat(cluster.database().loadsOf("absent1")).isEqualTo(1);
  }

  @Test
  void get_whenTheSourceFails_saysSoAfterOneLoadAndHidesTheCause() {
    CashewException failure = failureOf(first.get(GROUP, "broken1"));

    assertThat(failure.reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(failure).hasMessageContaining(CountingDatabase.NAME);
    assertThat(failure.getMessage()).doesNotContain("this key is broken");
    assertThat(cluster.database().loadsOf("broken1")).isEqualTo(1);
  }

  @Test
  void get_ofAnUnknownGroup_namesIt() {
    CashewException failure = failureOf(first.get("nobody", "key"));

    assertThat(failure.reason()).isEqualTo(Reason.GROUP_UNKNOWN);
    assertThat(failure).hasMessageContaining("nobody");
  }

  @Test
  void get_whoseSourceIsSlowerThanItsDeadline_endsWithTheDeadline() {
    cluster.database().takeTime(Duration.ofSeconds(2));
    CashewClient hurried = cluster.client(Duration.ofMillis(50), 0);
    long start = System.nanoTime();

    CashewException failure = failureOf(hurried.get(GROUP, "slow"));

    assertThat(failure.reason().code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void getMany_answersEachKeyForItself() {
    List<ByteString> keys =
        IntStream.range(0, 300)
            .mapToObj(i -> ByteString.copyFromUtf8((i % 3 == 0 ? "absent" : "many") + i))
            .toList();

    Map<ByteString, Result> results = first.getMany(GROUP, keys, Want.VALUE).join();

    assertThat(results.keySet()).containsExactlyElementsOf(keys);
    results.forEach(
        (key, result) ->
            assertThat(result)
                .isInstanceOf(
                    key.toStringUtf8().startsWith("absent")
                        ? Answer.Absent.class
                        : Answer.Found.class));
  }

  @Test
  void getMany_withDetail_namesTheOwnerAndItsEpoch() {
    ByteString key = ByteString.copyFromUtf8("explained");

    Answer.Found found =
        (Answer.Found) first.getMany(GROUP, List.of(key), Want.VALUE_AND_DETAIL).join().get(key);

    int partition = found.detail().orElseThrow().partition();
    assertThat(found.detail().orElseThrow().node())
        .isEqualTo(cluster.ringOf(0).ownerOf(partition).owner().value());
    assertThat(found.detail().orElseThrow().epoch()).isEqualTo(cluster.ringOf(0).epoch());
  }

  @Test
  void gets_ofManyKeys_goOverConnectionsThatStay() throws IOException {
    IntStream.range(0, 2_000).forEach(i -> found(first, "reused" + i));
    long before = connectionsToNodes();

    IntStream.range(0, 2_000).forEach(i -> found(first, "reused" + i));

    int loops = Runtime.getRuntime().availableProcessors();
    assertThat(connectionsToNodes()).isEqualTo(before).isBetween(3L, 3L * 2 * loops + 6);
  }

  /** From proxies (one for each event loop) and from other nodes, as the kernel lists them. */
  private static long connectionsToNodes() throws IOException {
    Path kernel = Path.of("/proc/self/net");
    assumeTrue(Files.exists(kernel), "only Linux lists its connections here");
    List<String> connections = new ArrayList<>(Files.readAllLines(kernel.resolve("tcp")));
    connections.addAll(Files.readAllLines(kernel.resolve("tcp6")));
    Set<String> ports =
        Stream.of("n1", "n2", "n3")
            .map(id -> ":%04X".formatted(cluster.node(id).address().getPort()))
            .collect(Collectors.toSet());
    return connections.stream()
        .map(line -> line.trim().split("\\s+"))
        .filter(fields -> fields[3].equals("01")) // established
        .filter(fields -> ports.stream().anyMatch(fields[1]::endsWith))
        .count();
  }

  private static Answer.Found found(CashewClient client, String key) {
    return (Answer.Found) client.get(GROUP, key).join();
  }

  private static CashewException failureOf(CompletableFuture<?> answer) {
    return Throwables.getCausalChain(catchThrowable(answer::join)).stream()
        .filter(CashewException.class::isInstance)
        .map(CashewException.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
