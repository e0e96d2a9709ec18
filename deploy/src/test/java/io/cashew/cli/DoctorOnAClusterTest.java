package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.doctor.Checks;
import io.cashew.time.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults in a running cluster: {@code cashew doctor} finds each, names what puts it right, and has
 * nothing more to say of it once that is done.
 */
@Timeout(120)
final class DoctorOnAClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final String ETCD = "--etcd";
  private static final AtomicInteger KEYS = new AtomicInteger();

  private static SickCluster cluster;
  private static CashewClient client;

  private final Cli cli = new Cli();

  @BeforeAll
  static void start(@TempDir Path directory) {
    cluster = new SickCluster(directory);
    client =
        CashewClient.connect(
            new ClientConfig(ImmutableList.of(cluster.address("p1")), Duration.ofSeconds(5)));
    Await.until(
        "the ring has settled",
        PATIENCE,
        () -> {
          JsonObject ring = json(new Cli().run("ring", "--json", "--admin", p1()));
          return ring.get("moves_left").getAsInt() == 0
              && ring.getAsJsonArray("shares").size() == 3;
        });
  }

  @AfterAll
  static void stop() {
    client.close();
    cluster.close();
  }

  @AfterEach
  void healLinks() { // else what one test leaves behind is found by the others
    cluster.healLinks();
  }

  @Test
  void sourceThatANodeDoesNotHave_isFound_untilTheGroupHasAnother() {
    assertThat(awaitFinding("source-missing", "orphans").evidence())
        .contains("n2: this node has no source \"other\"")
        .doesNotContain("n1")
        .doesNotContain("n3");

    run("groups", "change", "orphans", "--source", "db");

    awaitNone("source-missing");
  }

  @Test
  void reservationsBeyondTheNodes_areFound_untilTheyAreLess() {
    Found found = awaitFinding("reservations-scaled", "greedy");
    assertThat(found.evidence()).contains("of 60MiB");
    assertThat(found.fix()).contains("cashew groups change greedy --reserved");

    run("groups", "change", "greedy", "--reserved", "1MiB");

    awaitNone("reservations-scaled");
  }

  @Test
  void nodeWithLittleMemoryAndAFullShare_isFound_untilItsWeightIsLess() {
    Found found = awaitFinding("memory-per-partition", "n3");
    assertThat(found.evidence()).contains("16MiB for ");
    assertThat(found.fix()).contains("cashew ring apply --weight n3=W");

    run("ring", "apply", "--weight", "n1=4", "--weight", "n2=4", "--weight", "n3=1");

    awaitNone("memory-per-partition");
  }

  @Test
  void groupWithTooLittleMemory_isFound_untilItHasMore() {
    assertThat(awaitFinding("value-too-large", "tiny").fix())
        .contains("cashew groups change tiny --memory");
    for (int i = 0; i < 1_000; i++) {
      client.set("tiny", "key" + i, "x".repeat(1_000)).join();
    }
    for (int i = 0; i < 600; i++) {
      client.get("tiny", "other" + i).join();
    }
    assertThat(awaitFinding("group-thrashes", "tiny").fix())
        .contains("cashew groups change tiny --memory");

    run("groups", "change", "tiny", "--memory", "8MiB");

    awaitNone("value-too-large");
    awaitNone("group-thrashes");
  }

  @Test
  void absencesThatAreNotRemembered_areFound_untilTheyAre() {
    for (int i = 0; i < 150; i++) {
      client.get("forgetful", "nothing" + i).join();
    }
    Found found = awaitFinding("absences-forgotten", "forgetful");
    assertThat(found.evidence()).contains("found nothing");

    run("groups", "change", "forgetful", "--negative-ttl", "5s");

    awaitNone("absences-forgotten");
  }

  @Test
  void valuesWithoutEnd_areToldAsANotice_untilTheyHaveOne() {
    assertThat(awaitFinding("values-never-expire", "eternal").severity()).isEqualTo("notice");

    run("groups", "change", "eternal", "--ttl", "10m");

    awaitNone("values-never-expire");
  }

  @Test
  void sourceThatFails_isFound_untilItAnswers() {
    cluster.breakSource();
    awaitWhileAsked("the breaker is open", () -> finding("breaker-open", "things").isPresent());
    assertThat(awaitFinding("breaker-open", "things").runbook()).endsWith("#a-source-fails");
    awaitWhileAsked("requests fail", () -> finding("requests-fail", "things").isPresent());

    cluster.healSource();

    awaitWhileAsked("the breaker is closed", () -> finding("breaker-open", "things").isEmpty());
  }

  @Test
  void nodeThatIsDrained_isToldAsANotice_untilItIsNot() {
    run("node", "drain", "n2");
    Found found = awaitFinding("node-drained", "n2");
    assertThat(found.severity()).isEqualTo("notice");
    assertThat(found.evidence()).contains("owns 0 partitions");
    assertThat(found.fix()).contains("cashew node undrain n2");

    run("node", "undrain", "n2");

    awaitNone("node-drained");
  }

  @Test
  void nodeOutOfReach_isFound_andThatItIsGone_untilItIsBack() {
    cluster.linkToNode("n1").refuse();
    Found expelled = awaitFinding("node-expelled", "n1");
    assertThat(expelled.severity()).isEqualTo("critical");
    assertThat(expelled.evidence()).contains(cluster.linkToNode("n1").address().toString());

    cluster.linkToEtcd("n1").refuse();
    Found gone = awaitFinding("node-gone", "n1");
    assertThat(gone.evidence()).contains("n1 expelled");
    assertThat(gone.fix()).contains("cashew node --id n1");

    cluster.linkToNode("n1").heal();
    cluster.linkToEtcd("n1").heal();

    awaitNone("node-gone");
    awaitNone("node-expelled");
    awaitNone("node-suspect");
  }

  @Test
  void proxyCutOffFromEtcd_isFound_andThatItsRingIsOld_untilItIsNot() {
    String[] both = {"--admin", p2()}; // p1 knows of p2 for as long as its lease lasts
    cluster.linkToEtcd("p2").hold();
    Found away = awaitFinding("store-away", "p2", both);
    assertThat(away.fix()).contains("from p2 to it");
    run("ring", "apply", "--weight", "n2=5");
    Found old = awaitFinding("proxies-disagree", "p2", both);
    assertThat(old.evidence()).contains("p1 had ");
    assertThat(old.runbook()).endsWith("#proxies-go-by-different-rings");

    cluster.linkToEtcd("p2").heal();

    awaitNone("store-away", both);
    awaitNone("proxies-disagree", both);
    run("ring", "apply", "--weight", "n2=4");
  }

  @Test
  void proxyThatIsDown_isFoundIfItIsNamed_untilItIsUp() {
    String[] both = {"--admin", p2()};
    cluster.stop("p2");
    assertThat(awaitFinding("proxy-unreachable", p2(), both).evidence())
        .contains("cannot reach the proxy");

    cluster.startProxy("p2");

    awaitNone("proxy-unreachable", both);
  }

  @Test
  void etcdThatIsFull_isFound_untilTheAlarmIsDisarmed() {
    cluster.etcd().raiseNoSpace();
    Found found = awaitFinding("etcd-alarm", "", ETCD, endpoint());
    assertThat(found.evidence()).contains("NOSPACE");
    assertThat(found.fix()).contains("etcdctl alarm disarm");

    cluster.etcd().disarmNoSpace();

    awaitNone("etcd-alarm", ETCD, endpoint());
  }

  @Test
  void etcdThatIsDown_isFound_untilItIsUp() {
    cluster.etcd().kill();
    assertThat(awaitFinding("etcd-unreachable", "", ETCD, endpoint()).runbook())
        .endsWith("#etcd-is-out-of-reach");
    awaitFinding("store-away", "n2");

    cluster.etcd().restart();

    awaitNone("etcd-unreachable", ETCD, endpoint());
    awaitNone("store-away");
  }

  @Test
  void answer_isOfAllProcesses_andExitsWithSixWhileThereAreProblems() {
    Await.until(
        "all are looked at; p2 is known to p1",
        PATIENCE,
        () -> {
          Cli.Run run = doctor();
          JsonObject json = json(run);
          assertThat(run.exitCode()).isEqualTo(json.get("well").getAsBoolean() ? 0 : 6);
          assertThat(json.get("checks").getAsInt()).isEqualTo(Checks.ALL.size());
          String looked = json.getAsJsonArray("looked_at").toString();
          return Stream.of("p1", "p2", "n1", "n2", "n3").allMatch(looked::contains);
        });
  }

  /** What doctor says of one thing. */
  private record Found(
      String subject, String severity, String evidence, String fix, String runbook) {}

  private Found awaitFinding(String check, String subject, String... more) {
    Map<String, Found> found = new LinkedHashMap<>();
    Await.until(
        "%s is found at %s".formatted(check, subject),
        PATIENCE,
        () -> {
          found.clear();
          found.putAll(ofCheck(check, more));
          return found.containsKey(subject);
        });
    return found.get(subject);
  }

  private void awaitNone(String check, String... more) {
    Await.until(check + " is silent", PATIENCE, () -> ofCheck(check, more).isEmpty());
  }

  /** Asks for new keys all the while, so that there are loads. */
  private static void awaitWhileAsked(String what, Callable<Boolean> condition) {
    AtomicBoolean over = new AtomicBoolean();
    Thread asker = new Thread(() -> askUntil(over), "asker");
    asker.start();
    try {
      Await.until(what, PATIENCE, condition);
    } finally {
      over.set(true);
    }
  }

  private static void askUntil(AtomicBoolean over) {
    while (!over.get()) {
      client
          .get("things", "new" + KEYS.incrementAndGet())
          .handle((answer, failure) -> "in any case")
          .join();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private Optional<Found> finding(String check, String subject) {
    return Optional.ofNullable(ofCheck(check).get(subject));
  }

  /** What doctor finds by one check, by subject. */
  private Map<String, Found> ofCheck(String check, String... more) {
    Map<String, Found> all = new LinkedHashMap<>();
    for (JsonElement each : json(doctor(more)).getAsJsonArray("findings")) {
      JsonObject finding = each.getAsJsonObject();
      if (text(finding, "check").equals(check)) {
        all.put(
            text(finding, "subject"),
            new Found(
                text(finding, "subject"),
                text(finding, "severity"),
                text(finding, "evidence"),
                text(finding, "fix"),
                text(finding, "runbook")));
      }
    }
    return all;
  }

  private static String text(JsonObject object, String field) {
    return object.get(field).getAsString();
  }

  private Cli.Run doctor(String... more) {
    List<String> arguments = new ArrayList<>(List.of("doctor", "--json", "--window", "150ms"));
    arguments.addAll(List.of("--admin", p1()));
    arguments.addAll(List.of(more));
    return cli.run(arguments.toArray(String[]::new));
  }

  /** Does what puts something right. */
  private void run(String... arguments) {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--admin", p1())).toArray(String[]::new);
    Cli.Run run = cli.run(all);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static JsonObject json(Cli.Run run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static String endpoint() {
    return cluster.etcd().endpoint();
  }

  private static String p1() {
    return cluster.admin("p1").toString();
  }

  private static String p2() {
    return cluster.admin("p2").toString();
  }
}
