package io.cashew.doctor;

import static io.cashew.doctor.Look.GROUP;
import static io.cashew.doctor.Look.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.cashew.etcd.EtcdReport;
import io.cashew.v1.AlarmInfo;
import io.cashew.v1.Group;
import io.cashew.v1.OutcomeCount;
import io.cashew.v1.RefusalCount;
import io.cashew.v1.RemovalCount;
import io.cashew.v1.RingChangeInfo;
import io.cashew.v1.ServedGroup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ChecksTest {
  private static final String CLUSTER = "";
  private static final long MIB = 1 << 20;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** An illness, what is to find it and where. */
  private record Ill(String check, String subject, Consumer<Patient> illness) {
    @Override
    public String toString() {
      return check + " at " + subject;
    }
  }

  /** What is no illness, though it looks like one that a check finds. */
  private record Harmless(String check, String why, Consumer<Patient> state) {
    @Override
    public String toString() {
      return check + ": " + why;
    }
  }

  @Test
  void clusterThatIsWell_hasNoFindings() {
    Diagnosis diagnosis = Diagnosis.of(new Patient().snapshot());

    assertThat(diagnosis.findings()).isEmpty();
    assertThat(diagnosis.isWell()).isTrue();
    assertThat(diagnosis.looked()).containsExactly("p1", "p2", "n1", "n2", "n3");
  }

  @ParameterizedTest
  @MethodSource("illnesses")
  void illness_isFoundWhereItIs_withFiguresAndAWayOut(Ill ill) {
    Diagnosis diagnosis = Diagnosis.of(Patient.with(ill.illness()).snapshot());

    List<Finding> found =
        diagnosis.findings().stream()
            .filter(finding -> finding.check().equals(ill.check()))
            .toList();
    assertThat(found).extracting(Finding::subject).containsExactly(ill.subject());
    Finding finding = found.get(0);
    assertThat(finding.evidence()).isNotBlank().doesNotContain("%s", "%d");
    assertThat(finding.fix()).isNotBlank().doesNotContain(Check.SUBJECT);
    assertThat(finding.what()).isNotBlank().doesNotContain(Check.SUBJECT);
    assertThat(diagnosis.isWell()).isEqualTo(finding.severity() == Severity.NOTICE);
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void whatIsNoIllness_isNotFound(Harmless harmless) {
    Diagnosis diagnosis = Diagnosis.of(Patient.with(harmless.state()).snapshot());

    assertThat(diagnosis.findings()).extracting(Finding::check).doesNotContain(harmless.check());
  }

  @Test
  void everyCheck_isTried() {
    List<String> ids = Checks.ALL.stream().map(Check::id).toList();

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(illnesses().map(Ill::check).distinct()).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(ids).containsAll(harmless().map(Harmless::check).toList());
  }

  @Test
  void findings_areInTheOrderOfTheirSeverity() {
    Diagnosis diagnosis =
        Diagnosis.of(
            Patient.with(
                    patient -> {
                      patient.always(look -> look.seen("n1").get(0).setDrained(true));
                      patient.always(look -> look.vitalsOf("n2").setOpenFiles(999));
                      patient.silent("p3");
                    })
                .snapshot());

    assertThat(diagnosis.findings())
        .extracting(Finding::severity)
        .containsExactly(Severity.CRITICAL, Severity.WARNING, Severity.NOTICE);
    assertThat(diagnosis.count(Severity.WARNING)).isOne();
  }

  static Stream<Ill> illnesses() {
    return Stream.of(
            ofProxies(), ofAlarms(), ofNodes(), ofLoads(), ofGroups(), ofProcesses(), ofEtcd())
        .flatMap(each -> each);
  }

  private static Stream<Ill> ofProxies() {
    return Stream.of(
        new Ill("proxy-unreachable", "p3", patient -> patient.silent("p3")),
        new Ill(
            "ring-missing",
            "p2",
            patient -> patient.always(look -> look.rings.get("p2").setEpoch(0))),
        new Ill(
            "proxies-disagree",
            "p2",
            patient -> patient.always(look -> look.rings.get("p2").setEpoch(6))),
        new Ill(
            "proxies-disagree",
            "p2",
            patient -> patient.always(look -> look.rings.get("p2").setDigest("tea"))),
        new Ill(
            "coordinator-missing",
            CLUSTER,
            patient ->
                patient.always(
                    look -> look.rings.values().forEach(ring -> ring.clearCoordinator()))),
        new Ill(
            "store-away",
            "n2",
            patient -> patient.always(look -> look.vitalsOf("n2").setStoreAwayMs(0))),
        new Ill(
            "requests-fail",
            GROUP,
            patient -> {
              outcome(patient.before, "hit", "", 1_000);
              outcome(patient.after, "hit", "", 1_400);
              outcome(patient.before, "failed", "SOURCE_DOWN", 3);
              outcome(patient.after, "failed", "SOURCE_DOWN", 8);
            }),
        new Ill(
            "requests-refused",
            "p1",
            patient ->
                patient
                    .after
                    .proxies
                    .get("p1")
                    .addRefusals(RefusalCount.newBuilder().setReason("IN_FLIGHT").setCount(1))));
  }

  private static void outcome(Look look, String outcome, String reason, long count) {
    look.proxies
        .get("p1")
        .addOutcomes(
            OutcomeCount.newBuilder()
                .setGroup(GROUP)
                .setOutcome(outcome)
                .setReason(reason)
                .setCount(count));
  }

  private static Stream<Ill> ofAlarms() {
    return AlarmChecks.ALL.stream()
        .map(check -> new Ill(check.id(), "p2", patient -> raise(patient, check.id())));
  }

  private static void raise(Patient patient, String kind) {
    patient
        .after
        .rings
        .get("p2")
        .addAlarms(AlarmInfo.newBuilder().setKind(kind).setText("why").setSinceMs(NOW - 5_000));
  }

  private static Stream<Ill> ofNodes() {
    return Stream.of(
        new Ill(
            "node-suspect",
            "n1",
            patient -> patient.after.nodesByProxy.get("p2").get("n1").setSuspect(true)),
        new Ill(
            "node-expelled", "n1", patient -> patient.after.seen("n1").get(0).setExpelled(true)),
        new Ill(
            "node-lost",
            "n1",
            patient -> patient.always(look -> look.seen("n1").get(0).setRegistered(false))),
        new Ill(
            "partitions-unusable",
            "n1",
            patient -> patient.always(look -> look.nodes.get("n1").setUnfenced(1))),
        new Ill("node-gone", "n4", patient -> changes(patient, "n4 joined", "n4 left, n5 joined")),
        new Ill("node-gone", "n4", patient -> changes(patient, "n4 expelled")),
        new Ill(
            "node-flapping",
            "n1",
            patient -> changes(patient, "n1 expelled", "n1 joined", "n1 left", "n1 joined")),
        new Ill("node-drained", "n1", patient -> patient.after.seen("n1").get(0).setDrained(true)),
        new Ill(
            "epoch-behind",
            "n1",
            patient -> patient.after.seen("n1").get(0).setAcknowledgedEpoch(6)),
        new Ill("moves-stuck", CLUSTER, patient -> patient.after.rings.get("p1").setMovesLeft(1)),
        new Ill("handover-stuck", "n1", patient -> patient.after.seen("n1").get(0).setTaking(1)),
        new Ill(
            "memory-per-partition",
            "n1",
            patient -> patient.after.memory.get("n1").setLimitBytes(512 * MIB)),
        new Ill(
            "no-spare",
            CLUSTER,
            patient ->
                List.of("n2", "n3")
                    .forEach(node -> patient.after.seen(node).get(0).setPartitions(0))),
        new Ill("no-spare", CLUSTER, patient -> zones(patient, "a", "a", "a")));
  }

  /** The ring's last changes, a minute from one to the next, the last of them a minute ago. */
  private static void changes(Patient patient, String... whys) {
    for (int i = 0; i < whys.length; i++) {
      long at = NOW - (whys.length - i) * MINUTE.toMillis();
      patient
          .after
          .rings
          .get("p1")
          .addChanges(RingChangeInfo.newBuilder().setWho("p1").setWhy(whys[i]).setAtMs(at));
    }
  }

  private static void zones(Patient patient, String... zones) {
    for (int i = 0; i < zones.length; i++) {
      patient.after.seen("n" + (i + 1)).get(0).setZone(zones[i]);
    }
  }

  private static Stream<Ill> ofLoads() {
    return Stream.of(
        new Ill(
            "source-missing",
            GROUP,
            patient ->
                patient
                    .after
                    .nodes
                    .get("n2")
                    .addGroups(
                        ServedGroup.newBuilder()
                            .setGroup(Group.newBuilder().setName(GROUP))
                            .setTrouble("no source"))),
        new Ill(
            "breaker-open",
            GROUP,
            patient -> patient.after.held.get("n1").getLoadsBuilder().setBreaker("open")),
        new Ill(
            "loads-fail",
            GROUP,
            patient -> {
              patient.after.loads("n1", "loaded", 99);
              patient.after.loads("n2", "slow", 1);
              patient.after.loads("n2", "failed", 1);
            }),
        new Ill(
            "loads-queue",
            GROUP,
            patient -> patient.after.held.get("n1").getLoadsBuilder().setWaiting(80)),
        new Ill("loads-queue", GROUP, patient -> patient.after.loads("n1", "refused", 1)),
        new Ill(
            "absences-forgotten",
            GROUP,
            patient -> {
              patient.always(look -> look.settings.setNegativeTtlMs(0));
              patient.always(look -> look.loads("n1", "loaded", 79));
              patient.always(look -> look.loads("n2", "absent", 21));
            }));
  }

  private static Stream<Ill> ofGroups() {
    return Stream.of(
        new Ill("settings-differ", GROUP, patient -> patient.always(ChecksTest::differ)),
        new Ill("group-thrashes", GROUP, patient -> thrash(patient.after, 61 * MIB)),
        new Ill(
            "value-too-large",
            GROUP,
            patient -> patient.always(look -> look.settings.setMemoryBytes(MIB - 1))),
        new Ill("value-too-large", GROUP, patient -> patient.after.held.get("n1").setOversize(1)),
        new Ill(
            "reservations-scaled",
            GROUP,
            patient -> patient.after.held.get("n1").setReservedBytes(9 * MIB)),
        new Ill("memory-tight", "n1", patient -> copy(patient.after, 201, 1000 * MIB)),
        new Ill(
            "values-never-expire",
            GROUP,
            patient -> patient.always(look -> look.settings.setTtlMs(0))));
  }

  private static void differ(Look look) {
    look.nodes
        .get("n2")
        .addGroups(ServedGroup.newBuilder().setGroup(Group.newBuilder().setName(GROUP)));
  }

  private static void thrash(Look look, long bytes) {
    look.held
        .get("n1")
        .setBytes(bytes)
        .setHits(40)
        .setMisses(60)
        .addRemovals(RemovalCount.newBuilder().setCause("size").setEntries(1_001));
  }

  private static void copy(Look look, long copied, long allocated) {
    look.memory.get("n1").setCopiedBytes(copied).setAppendedBytes(100).setAllocatedBytes(allocated);
  }

  private static Stream<Ill> ofProcesses() {
    return Stream.of(
        new Ill(
            "heap-tight",
            "n1",
            patient -> patient.after.vitalsOf("n1").setHeapLiveBytes(450 * MIB)),
        new Ill(
            "direct-memory-tight",
            "n1",
            patient -> patient.after.vitalsOf("n1").setDirectBytes(2000 * MIB)),
        new Ill(
            "machine-memory",
            "host-n1",
            patient -> patient.after.vitalsOf("n1").setMachineBytes(1500 * MIB)),
        new Ill("files-tight", "p1", patient -> patient.after.vitalsOf("p1").setOpenFiles(801)),
        new Ill(
            "loops-late",
            "p1",
            patient -> patient.after.vitalsOf("p1").setLoopBeats(44).setLoopLatenessSeconds(0.46)),
        new Ill("node-sleeps", "n1", patient -> patient.after.nodes.get("n1").setSleeps(1)),
        new Ill(
            "node-sleeps",
            "n1",
            patient -> patient.always(look -> look.nodes.get("n1").setSleeps(30))),
        new Ill(
            "clock-skew", "n1", patient -> patient.after.nodes.get("n1").setClockAheadMs(-1_001)),
        new Ill("clock-skew", "p2", patient -> patient.after.clocksAhead.put("p2", 1_006L)),
        new Ill(
            "versions-differ",
            CLUSTER,
            patient -> patient.after.vitalsOf("n1").setVersion("0.2.0")));
  }

  private static Stream<Ill> ofEtcd() {
    EtcdReport well = Patient.etcd(0, "a:1", "b:1", "c:1");
    return Stream.of(
        new Ill(
            "etcd-unreachable",
            CLUSTER,
            patient ->
                patient.etcd(
                    new EtcdReport(
                        "a:1",
                        Optional.of("no answer in time"),
                        Duration.ZERO,
                        0,
                        ImmutableList.of(),
                        ImmutableList.of(),
                        ImmutableList.of()))),
        new Ill(
            "etcd-alarm",
            CLUSTER,
            patient ->
                patient.etcd(
                    new EtcdReport(
                        "a:1",
                        Optional.empty(),
                        well.readTime(),
                        3,
                        well.members(),
                        ImmutableList.of("NOSPACE"),
                        ImmutableList.of()))),
        new Ill(
            "etcd-leaderless", "b:1", patient -> patient.etcd(members(well, leaderless("b:1")))),
        new Ill("etcd-member-down", "b:1", patient -> patient.etcd(members(well, down("b:1")))),
        new Ill("etcd-size", "a:1", patient -> patient.etcd(members(well, large("a:1")))),
        new Ill(
            "etcd-slow", CLUSTER, patient -> patient.etcd(readIn(Duration.ofMillis(101), well))),
        new Ill("etcd-members", CLUSTER, patient -> patient.etcd(Patient.etcd(0, "a:1"))),
        new Ill(
            "etcd-members",
            CLUSTER,
            patient -> patient.etcd(Patient.etcd(0, "a:1", "b:1", "c:1", "d:1"))));
  }

  private static EtcdReport.Member leaderless(String address) {
    return new EtcdReport.Member(address, Optional.empty(), "3.5.0", 0, 0);
  }

  private static EtcdReport.Member down(String address) {
    return new EtcdReport.Member(address, Optional.of("no answer in time"), "", 0, 0);
  }

  private static EtcdReport.Member large(String address) {
    return new EtcdReport.Member(address, Optional.empty(), "3.5.0", 1, 1_700 * MIB);
  }

  /** The same, but for one member. */
  private static EtcdReport members(EtcdReport report, EtcdReport.Member other) {
    return new EtcdReport(
        report.endpoints(),
        report.failure(),
        report.readTime(),
        report.size(),
        report.members().stream()
            .map(member -> member.address().equals(other.address()) ? other : member)
            .collect(ImmutableList.toImmutableList()),
        report.alarms(),
        report.untold());
  }

  private static EtcdReport readIn(Duration time, EtcdReport report) {
    return new EtcdReport(
        report.endpoints(),
        report.failure(),
        time,
        report.size(),
        report.members(),
        report.alarms(),
        report.untold());
  }

  static Stream<Harmless> harmless() {
    return Stream.of(
        new Harmless(
            "proxies-disagree",
            "a ring on its way",
            patient -> {
              patient.after.rings.get("p1").setEpoch(8);
              patient.before.rings.get("p2").setEpoch(6);
            }),
        new Harmless(
            "ring-missing", "it has come", patient -> patient.before.rings.get("p2").setEpoch(0)),
        new Harmless(
            "coordinator-missing",
            "it has been elected",
            patient -> patient.before.rings.values().forEach(ring -> ring.clearCoordinator())),
        new Harmless(
            "store-away", "it is back", patient -> patient.before.vitalsOf("n2").setStoreAwayMs(9)),
        new Harmless(
            "requests-fail",
            "clients' own fault",
            patient -> outcome(patient.after, "failed", "KEY_TOO_LONG", 50)),
        new Harmless(
            "requests-fail",
            "of before the looks",
            patient -> patient.always(look -> outcome(look, "failed", "SOURCE_DOWN", 50))),
        new Harmless(
            "requests-fail",
            "one in a hundred",
            patient -> {
              outcome(patient.after, "hit", "", 990);
              outcome(patient.after, "failed", "SOURCE_DOWN", 10);
            }),
        new Harmless(
            "node-lost",
            "the ring has just moved on",
            patient -> patient.before.seen("n1").get(0).setRegistered(false)),
        new Harmless(
            "partitions-unusable",
            "just after a move",
            patient -> patient.after.nodes.get("n1").setUnfenced(5)),
        new Harmless("node-gone", "it is back", patient -> changes(patient, "n1 expelled")),
        new Harmless(
            "node-gone", "stopped in good order", patient -> changes(patient, "n4 leaves")),
        new Harmless("node-gone", "drained", patient -> changes(patient, "n4 is drained")),
        new Harmless(
            "node-gone",
            "long ago",
            patient ->
                patient
                    .after
                    .rings
                    .get("p1")
                    .addChanges(
                        RingChangeInfo.newBuilder()
                            .setWhy("n4 expelled")
                            .setAtMs(NOW - Duration.ofHours(25).toMillis()))),
        new Harmless(
            "node-flapping", "once", patient -> changes(patient, "n1 expelled", "n1 joined")),
        new Harmless(
            "epoch-behind",
            "a new ring",
            patient -> {
              patient.after.seen("n1").get(0).setAcknowledgedEpoch(6);
              patient.after.proxies.get("p1").setRingInForceMs(4_999);
            }),
        new Harmless(
            "moves-stuck",
            "the last step was just now",
            patient -> {
              patient.after.rings.get("p1").setMovesLeft(1);
              patient.after.proxies.get("p1").setRingInForceMs(9_999);
            }),
        new Harmless(
            "moves-stuck",
            "a step between the looks",
            patient -> {
              patient.after.rings.get("p1").setMovesLeft(1).setEpoch(8);
            }),
        new Harmless(
            "handover-stuck",
            "under way",
            patient -> {
              patient.after.seen("n1").get(0).setTaking(1);
              patient.after.proxies.get("p1").setRingInForceMs(600_000);
            }),
        new Harmless(
            "memory-per-partition",
            "in proportion",
            patient -> {
              patient.after.memory.get("n1").setLimitBytes(512 * MIB);
              patient.after.seen("n1").get(0).setPartitions(171);
            }),
        new Harmless(
            "memory-per-partition",
            "partitions move",
            patient -> {
              patient.after.memory.get("n1").setLimitBytes(512 * MIB);
              patient.after.rings.get("p1").setMovesLeft(1);
            }),
        new Harmless("no-spare", "another zone", patient -> zones(patient, "a", "a", "b")),
        new Harmless(
            "loads-fail",
            "one in a hundred",
            patient -> {
              patient.after.loads("n1", "loaded", 99);
              patient.after.loads("n1", "failed", 1);
            }),
        new Harmless(
            "loads-queue",
            "room in it",
            patient -> patient.after.held.get("n1").getLoadsBuilder().setWaiting(79)),
        new Harmless(
            "absences-forgotten",
            "they are remembered",
            patient -> patient.always(look -> look.loads("n1", "absent", 1_000))),
        new Harmless("settings-differ", "a change on its way", patient -> differ(patient.after)),
        new Harmless("group-thrashes", "room left", patient -> thrash(patient.after, 57 * MIB)),
        new Harmless(
            "value-too-large",
            "of before the looks",
            patient -> patient.always(look -> look.held.get("n1").setOversize(9))),
        new Harmless(
            "reservations-scaled",
            "rounded",
            patient -> patient.after.held.get("n1").setReservedBytes(10 * MIB - 4096)),
        new Harmless("memory-tight", "room left", patient -> copy(patient.after, 201, 900 * MIB)),
        new Harmless(
            "memory-tight", "little is copied", patient -> copy(patient.after, 200, 1000 * MIB)),
        new Harmless(
            "values-never-expire",
            "no source",
            patient -> patient.always(look -> look.settings.setTtlMs(0).clearSource())),
        new Harmless(
            "loops-late",
            "of before the looks",
            patient -> patient.always(look -> look.vitalsOf("p1").setLoopLatenessSeconds(100))),
        new Harmless(
            "node-sleeps",
            "once, long ago",
            patient -> patient.always(look -> look.nodes.get("n1").setSleeps(1))),
        new Harmless(
            "clock-skew",
            "asking took longer",
            patient -> patient.after.nodes.get("n1").setClockAheadMs(1_400).setAskingMs(900)),
        new Harmless(
            "etcd-slow",
            "in time",
            patient ->
                patient.etcd(
                    readIn(Duration.ofMillis(100), Patient.etcd(0, "a:1", "b:1", "c:1")))));
  }

  @Test
  void processesOfOneMachine_areAddedUp() {
    Diagnosis diagnosis =
        Diagnosis.of(
            Patient.with(
                    patient ->
                        ImmutableMap.of("p1", 1, "n1", 2, "n2", 3)
                            .forEach(
                                (process, pid) ->
                                    patient
                                        .after
                                        .vitalsOf(process)
                                        .setHost("one")
                                        .setPid(pid)
                                        .setMachineBytes(3500 * MIB)))
                .snapshot());

    assertThat(diagnosis.findings())
        .extracting(Finding::subject, Finding::evidence)
        .containsExactly(
            tuple("one", "heaps of 1.5GiB and node.memory of 2GiB, and it has 3.4GiB"));
  }
}
