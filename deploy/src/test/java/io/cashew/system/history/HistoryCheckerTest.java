package io.cashew.system.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.cashew.operation.Outcome;
import io.cashew.status.Reason;
import io.cashew.system.history.Bounds.Losses;
import io.cashew.system.history.Bounds.Traffic;
import io.cashew.system.history.Event.Kind;
import io.cashew.system.history.Key.Space;
import io.cashew.system.history.Violation.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hand-made histories; times in milliseconds. */
final class HistoryCheckerTest {
  private static final Traffic NONE = new Traffic(0, 0, 0, 0);
  private static final Key SOURCED = new Key(Space.SOURCED, 1);
  private static final Key PLAIN = new Key(Space.PLAIN, 1);

  private final Bounds bounds =
      new Bounds(
          Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(2), Losses.FORBIDDEN, 2, NONE);
  private final List<Event> events = new ArrayList<>();
  private final List<Load> loads = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  @Test
  void goodHistory_holds() {
    load(1, 101, 5);
    read(0, 10, 1, 101, Outcome.MISS_LOADED);
    read(20, 21, 1, 101, Outcome.HIT);
    delete(30, 40, 2);
    load(2, 102, 45);
    read(42, 50, 2, 102, Outcome.MISS_LOADED);
    set(60, 70, 1, new Ending.Done());
    plain(80, 90, 1);

    assertHolds();
  }

  @Test
  void read_olderThanWhatAnAcknowledgedDeleteFollowed_isStale() {
    load(1, 101, 5);
    delete(30, 40, 2);
    read(41, 42, 1, 101, Outcome.HIT);

    assertViolated(Rule.STALE_READ);
  }

  @Test
  void read_thatBeganBeforeTheDeleteWasAcknowledged_mayBeOld() {
    load(1, 101, 5);
    delete(30, 40, 2);
    read(39, 60, 1, 101, Outcome.HIT);

    assertHolds();
  }

  @Test
  void read_afterADeleteThatFailed_mayBeOld() {
    load(1, 101, 5);
    add(Kind.DELETE, SOURCED, 2, 0, 30, 40, new Ending.Failed(Reason.OWNER_SLOW));
    read(41, 42, 1, 101, Outcome.HIT);

    assertHolds();
  }

  @Test
  void read_ofAnOlderVersionThanAnEarlierDelete_isStaleThoughALaterOneWasOlder() {
    load(2, 102, 5);
    delete(30, 50, 3);
    delete(30, 60, 2); // a repeat that was slow
    read(61, 62, 2, 102, Outcome.HIT);

    assertViolated(Rule.STALE_READ);
  }

  @Test
  void read_ofWhatTheSourceSaidBeforeTheDelete_isStaleThoughTheVersionIsTheSame() {
    load(2, 101, 25); // the source had version 2 before the delete began
    delete(30, 40, 2);
    read(41, 42, 2, 101, Outcome.HIT);

    assertViolated(Rule.STALE_READ);
  }

  @Test
  void gutterRead_mayBeASecondBehind() {
    load(1, 101, 5);
    delete(30, 40, 2);
    read(1_039, 1_041, 1, 101, Outcome.GUTTER);

    assertHolds();
  }

  @Test
  void gutterRead_mayNotBeFurtherBehind() {
    load(1, 101, 5);
    delete(30, 40, 2);
    read(1_041, 1_042, 1, 101, Outcome.GUTTER);

    assertViolated(Rule.STALE_READ);
  }

  @Test
  void read_ofAValueTheSourceNeverSaid_isDishonest() {
    load(1, 101, 5);
    read(10, 11, 1, 999, Outcome.HIT);

    assertViolated(Rule.DISHONEST);
  }

  @Test
  void absence_ofAKeyTheSourceKnows_isDishonest() {
    add(Kind.GET, SOURCED, 0, 0, 10, 11, new Ending.Absent());

    assertViolated(Rule.DISHONEST);
  }

  @Test
  void read_olderThanAnAcknowledgedSet_isStale() {
    set(10, 20, 1, new Ending.Done());
    set(30, 40, 2, new Ending.Done());
    plain(41, 42, 1);

    assertViolated(Rule.STALE_SET);
  }

  @Test
  void read_ofASetThatIsUnderWay_isFine() {
    set(10, 20, 1, new Ending.Done());
    set(30, 60, 2, new Ending.Done());
    plain(40, 42, 2);
    plain(43, 44, 1);

    assertHolds();
  }

  @Test
  void read_ofASetOfUnknownFate_isFineUntilQuiet() {
    set(10, 1_010, 1, new Ending.Failed(Reason.OWNER_SLOW));
    set(1_020, 1_030, 2, new Ending.Done()); // the first may still come after it
    plain(1_040, 1_042, 1);

    assertHolds();
  }

  @Test
  void read_ofASetOfUnknownFate_longBeforeAnAcknowledgedOne_isStale() {
    set(10, 1_010, 1, new Ending.Failed(Reason.OWNER_SLOW));
    set(3_010, 3_020, 2, new Ending.Done());
    plain(3_030, 3_031, 1);

    assertViolated(Rule.STALE_SET);
  }

  @Test
  void read_ofARefusedSet_isDishonest() {
    set(10, 20, 1, new Ending.Failed(Reason.IN_FLIGHT));
    plain(30, 31, 1);

    assertViolated(Rule.REFUSED_SET_READ);
  }

  @Test
  void read_ofASetBeforeIt_isDishonest() {
    plain(5, 6, 1);
    set(10, 20, 1, new Ending.Done());

    assertViolated(Rule.DISHONEST);
  }

  @Test
  void read_afterAnAcknowledgedDeleteOfAPlainKey_isStale() {
    set(10, 20, 1, new Ending.Done());
    add(Kind.DELETE, PLAIN, 2, 0, 30, 40, new Ending.Done());
    plain(41, 42, 1);

    assertViolated(Rule.STALE_SET);
  }

  @Test
  void absence_afterAnAcknowledgedSet_isALoss() {
    set(10, 20, 1, new Ending.Done());
    add(Kind.GET, PLAIN, 0, 0, 30, 31, new Ending.Absent());

    assertViolated(Rule.LOST_SET);
  }

  @Test
  void absence_whileADeleteIsUnderWay_isNone() {
    set(10, 20, 1, new Ending.Done());
    add(Kind.DELETE, PLAIN, 2, 0, 25, 1_025, new Ending.Failed(Reason.OWNER_SLOW));
    add(Kind.GET, PLAIN, 0, 0, 30, 31, new Ending.Absent());

    assertHolds();
  }

  @Test
  void absence_whereEntriesMayGo_isNone() {
    set(10, 20, 1, new Ending.Done());
    add(Kind.GET, PLAIN, 0, 0, 30, 31, new Ending.Absent());

    assertThat(verdict(bounds.losses(Losses.ALLOWED)).violations()).isEmpty();
  }

  @Test
  void request_beyondItsDeadlineAndAHundredMilliseconds_isLate() {
    add(Kind.DELETE, SOURCED, 2, 0, 0, 1_101, new Ending.Failed(Reason.OWNER_SLOW));

    assertViolated(Rule.LATE);
  }

  @Test
  void request_withinAHundredMillisecondsOfItsDeadline_isNotLate() {
    add(Kind.DELETE, SOURCED, 2, 0, 0, 1_100, new Ending.Failed(Reason.OWNER_SLOW));

    assertHolds();
  }

  @Test
  void request_neverAnswered_isLate() {
    add(Kind.GET, SOURCED, 0, 0, 0, 10, new Ending.Unanswered());

    assertViolated(Rule.LATE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"INTERNAL", "GROUP_UNKNOWN", "VERSION_MISMATCH", "TOKEN", "OPERATION_UNKNOWN"})
  void failure_thatNothingCalledFor_isDishonest(Reason reason) {
    add(Kind.GET, SOURCED, 0, 0, 0, 1, new Ending.Failed(reason));

    assertViolated(Rule.DISHONEST);
  }

  @Test
  void answer_ofAnotherKey_isDishonest() {
    add(Kind.GET, SOURCED, 0, 0, 0, 1, new Ending.Nonsense("a value of s2"));

    assertViolated(Rule.DISHONEST);
  }

  @Test
  void loads_moreThanDeletesAllow_areAStampede() {
    load(1, 101, 0);
    load(1, 102, 10);
    load(1, 103, 20);
    load(1, 104, 30);
    delete(5, 6, 1);

    assertViolated(Rule.STAMPEDE); // 4 > 2 + 1
  }

  @Test
  void loads_overMoreThanASecond_areNone() {
    load(1, 101, 0);
    load(1, 102, 10);
    load(1, 103, 1_001);
    load(1, 104, 1_011);

    assertHolds();
  }

  @Test
  void littleTraffic_isInvalid_whateverItLacks() {
    load(1, 101, 5);
    read(10, 11, 1, 101, Outcome.HIT);

    Verdict verdict = new HistoryChecker(Bounds.of(new Traffic(2, 1, 2, 1))).check(history());

    assertThat(verdict.state()).isEqualTo(Verdict.State.INVALID);
    assertThat(verdict.lacking())
        .containsExactly(
            "operations: 1 (expected: >= 2)",
            "deletes acknowledged: 0 (expected: >= 1)",
            "hits: 1 (expected: >= 2)",
            "kills: 0 (expected: >= 1)");
  }

  @Test
  void traffic_countsKillsAndAcknowledgedDeletes() {
    delete(0, 1, 1);
    faults.add(new Fault(Fault.Kind.KILL, "n1", 0));
    faults.add(new Fault(Fault.Kind.OTHER, "n1 started", 0));

    assertThat(Tally.of(history()).traffic()).isEqualTo(new Traffic(1, 1, 0, 1));
  }

  @Test
  void explanation_showsWhatHappenedToTheKeyAroundTheFirstViolation() {
    load(1, 101, 5);
    delete(30, 40, 2);
    read(41, 42, 1, 101, Outcome.HIT);
    add(Kind.GET, new Key(Space.SOURCED, 2), 0, 0, 41, 42, new Ending.Failed(Reason.OWNER_SLOW));
    faults.add(new Fault(Fault.Kind.KILL, "kill n1", TimeUnit.MILLISECONDS.toNanos(35)));

    String text = HistoryChecker.explain(verdict(bounds), history());

    assertThat(text)
        .contains("VIOLATED", "STALE_READ s1: found version 1", "LOAD   s1", "DELETE s1", "kill n1")
        .doesNotContain("s2 ");
  }

  @Test
  void history_isWrittenLineByLine(@TempDir Path directory) {
    load(1, 101, 5);
    read(10, 11, 1, 101, Outcome.HIT);
    Path file = directory.resolve("history.gz");

    history().write(file);

    assertThat(file).isNotEmptyFile();
    assertThat(history().lines()).hasSize(2);
  }

  private void load(long version, long nonce, long at) {
    loads.add(new Load(SOURCED, version, nonce, TimeUnit.MILLISECONDS.toNanos(at)));
  }

  private void read(long start, long end, long version, long nonce, Outcome outcome) {
    add(Kind.GET, SOURCED, version, nonce, start, end, new Ending.Found(outcome));
  }

  private void delete(long start, long end, long version) {
    add(Kind.DELETE, SOURCED, version, 0, start, end, new Ending.Done());
  }

  private void set(long start, long end, long version, Ending ending) {
    add(Kind.SET, PLAIN, version, 0, start, end, ending);
  }

  private void plain(long start, long end, long version) {
    add(Kind.GET, PLAIN, version, 0, start, end, new Ending.Found(Outcome.HIT));
  }

  private void add(
      Kind kind, Key key, long version, long nonce, long start, long end, Ending ending) {
    events.add(
        new Event(
            "c1",
            kind,
            key,
            version,
            nonce,
            TimeUnit.MILLISECONDS.toNanos(start),
            TimeUnit.MILLISECONDS.toNanos(end),
            ending));
  }

  private History history() {
    return new History(
        ImmutableList.copyOf(events), ImmutableList.copyOf(loads), ImmutableList.copyOf(faults));
  }

  private Verdict verdict(Bounds by) {
    return new HistoryChecker(by).check(history());
  }

  private void assertHolds() {
    assertThat(verdict(bounds).violations()).isEmpty();
    assertThat(verdict(bounds).state()).isEqualTo(Verdict.State.HELD);
  }

  private void assertViolated(Rule rule) {
    Verdict verdict = verdict(bounds);
    assertThat(verdict.state()).isEqualTo(Verdict.State.VIOLATED);
    assertThat(verdict.violations()).extracting(Violation::rule).containsExactly(rule);
  }
}
