package io.cashew.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.bench.workload.Mix;
import io.cashew.bench.workload.Popularity;
import io.cashew.bench.workload.ValueSizes;
import io.cashew.bench.workload.Verb;
import io.cashew.bench.workload.Workload;
import io.cashew.bench.workload.Workload.Misses;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class DriverTest {
  private static final long FOREVER = Long.MAX_VALUE;

  private final FakeTime time = new FakeTime();
  private final FailureCounts failures = new FailureCounts();
  private final Line line = new Line();
  private Meter meter = meter(new Pace.Answered());
  private Misses misses = Misses.LEFT;
  private int over;
  private long blocked;

  @Test
  void closedLoop_hasAsManyInFlightAsMayBe() {
    driver(new Pace.Answered(), allowance(millis(0), millis(100), FOREVER, 3)).start();

    assertThat(line.waiting).hasSize(3);

    line.answer();

    assertThat(line.waiting).hasSize(3);
    assertThat(line.begun).isEqualTo(4);
  }

  @Test
  void closedLoop_atTheEnd_waitsForWhatIsInFlight() {
    driver(new Pace.Answered(), allowance(millis(0), millis(100), FOREVER, 2)).start();
    time.advance(Duration.ofMillis(150));

    line.answer();
    assertThat(over).isZero();
    line.answer();

    assertThat(over).isEqualTo(1);
    assertThat(line.begun).isEqualTo(2);
    Histogram latency = latency();
    assertThat(latency.getTotalCount()).isEqualTo(2);
    assertThat(latency.getMaxValue()).isBetween(millis(149), millis(151));
  }

  @Test
  void closedLoop_ofATargetThatAnswersAtOnce_goesOnWithoutRecursion() {
    line.delay = Line.AT_ONCE;

    driver(new Pace.Answered(), allowance(0, millis(100), 100_000, 4)).start();

    assertThat(line.begun).isEqualTo(100_000);
    assertThat(over).isEqualTo(1);
  }

  @Test
  void warmUp_isNotMeasuredNorCounted() {
    line.delay = Duration.ofMillis(10);
    driver(new Pace.Answered(), allowance(millis(100), FOREVER, 5, 1)).start();

    time.advance(Duration.ofSeconds(1));

    assertThat(over).isEqualTo(1);
    assertThat(line.begun).isEqualTo(10 + 5);
    assertThat(latency().getTotalCount()).isEqualTo(5);
  }

  @Test
  void schedule_isKeptWhateverTheAnswersTake() {
    line.delay = Duration.ofMillis(500);

    driver(new Pace.Constant(1_000), allowance(0, millis(100), FOREVER, 1_000)).start();
    time.advance(Duration.ofMillis(99));

    assertThat(line.begun).isEqualTo(100);
    assertThat(line.waiting).isEmpty();
  }

  /**
   * Coordinated omission: a target answers in a millisecond, but once in ten seconds does nothing
   * for one. A tenth of its users meet that, and half of these wait for half a second or longer. A
   * closed loop, which sends nothing meanwhile, would count one bad request among thousands.
   */
  @Test
  void schedule_ofATargetThatStallsOnce_chargesItWithAllWhoWaited() {
    line.delay = Duration.ofMillis(1);
    line.stall(millis(4_000), millis(5_000));

    driver(new Pace.Constant(1_000), allowance(0, millis(10_000), FOREVER, 8)).start();
    time.advance(Duration.ofSeconds(11));

    Histogram latency = latency();
    assertThat(over).isEqualTo(1);
    assertThat(latency.getTotalCount()).isEqualTo(10_000);
    assertThat(latency.getValueAtPercentile(50)).isLessThan(millis(2));
    assertThat(latency.getValueAtPercentile(95)).isBetween(millis(400), millis(600));
    assertThat(latency.getValueAtPercentile(99)).isBetween(millis(850), millis(950));
    assertThat(meter.unsent()).isZero();
  }

  /** The same without a schedule: what the test above is about. */
  @Test
  void closedLoop_ofATargetThatStallsOnce_hidesIt() {
    line.delay = Duration.ofMillis(1);
    line.stall(millis(4_000), millis(5_000));

    driver(new Pace.Answered(), allowance(0, millis(10_000), FOREVER, 8)).start();
    time.advance(Duration.ofSeconds(11));

    assertThat(latency().getValueAtPercentile(99.9)).isLessThan(millis(2));
  }

  @Test
  void schedule_sinceSent_isToldApart() {
    line.delay = Duration.ofMillis(10);

    driver(new Pace.Constant(1_000), allowance(0, millis(100), FOREVER, 1)).start();
    time.advance(Duration.ofSeconds(2));

    Recording recording = new Recording();
    meter.takeInto(recording);
    assertThat(recording.sinceSent().getMaxValue()).isBetween(millis(9), millis(11));
    assertThat(recording.all().getMaxValue()).isBetween(millis(85), millis(101));
  }

  @Test
  void whatIsDueAndCouldNotBeSentByTheEnd_isToldAndCountsAsLongAsItWaited() {
    driver(new Pace.Constant(1_000), allowance(0, millis(100), FOREVER, 10)).start();

    time.advance(Duration.ofMillis(100));

    assertThat(line.begun).isEqualTo(10);
    assertThat(meter.unsent()).isEqualTo(90);
    Histogram latency = latency();
    assertThat(latency.getTotalCount()).isEqualTo(90);
    assertThat(latency.getMaxValue()).isBetween(millis(89), millis(91));
  }

  /** It works through no backlog after the end; the one request that has room is let go. */
  @Test
  void targetThatBlocks_andIsTooSlow_endsInTime() {
    line.delay = Line.AT_ONCE;
    line.blocks = Duration.ofMillis(5);

    driver(new Pace.Constant(1_000), allowance(0, millis(100), FOREVER, 1)).start();

    assertThat(over).isEqualTo(1);
    assertThat(line.begun).isEqualTo(21);
    assertThat(meter.unsent()).isEqualTo(79);
  }

  @Test
  void whatCouldNotBeSentForLong_isGivenUp() {
    driver(new Pace.Constant(1_000), new Allowance(0, millis(10_000), FOREVER, millis(50), 1))
        .start();
    time.advance(Duration.ofMillis(200));

    line.answer();

    assertThat(meter.unsent()).isEqualTo(149); // those due from 1 to 149 ms
    assertThat(line.begun).isEqualTo(2);
  }

  @Test
  void whatIsNeverAnswered_hasFailedWhenItIsAbandoned() {
    Driver driver = driver(new Pace.Answered(), allowance(0, millis(100), FOREVER, 2));
    driver.start();
    time.advance(Duration.ofMillis(300));

    driver.abandon();
    line.answer(); // too late

    assertThat(over).isEqualTo(1);
    assertThat(meter.ended(Verb.GET, Ending.FAILED)).isEqualTo(2);
    assertThat(failures.byReason().get("UNANSWERED").keys()).isEqualTo(2);
    assertThat(latency().getMaxValue()).isBetween(millis(299), millis(301));
  }

  @Test
  void aTargetThatRefuses_isNotAskedAsFastAsItCanRefuse() {
    line.delay = Line.AT_ONCE;
    line.refuses = true;
    driver(new Pace.Answered(), allowance(0, millis(1_000), FOREVER, 1)).start();

    time.advance(Duration.ofSeconds(2));

    assertThat(line.begun).isEqualTo(100);
    assertThat(failures.byReason().get("BUSY").keys()).isEqualTo(100);
    assertThat(failures.byReason().get("BUSY").first()).isEqualTo("no");
  }

  @Test
  void whatIsMissed_isSetIfThatIsWanted_andNotCountedAsAnotherRequest() {
    line.delay = Line.AT_ONCE;
    line.misses = true;
    misses = Misses.SET;

    driver(new Pace.Answered(), allowance(0, millis(100), 5, 1)).start();

    assertThat(over).isEqualTo(1);
    assertThat(line.begun).isEqualTo(10);
    assertThat(meter.ended(Verb.GET, Ending.ABSENT)).isEqualTo(5);
    assertThat(meter.ended(Verb.SET, Ending.DONE)).isEqualTo(5);
  }

  @Test
  void stopped_sendsNothingMore() {
    Driver driver = driver(new Pace.Answered(), allowance(0, millis(100), FOREVER, 1));
    driver.start();

    driver.stop();
    line.answer();

    assertThat(line.begun).isEqualTo(1);
    assertThat(over).isEqualTo(1);
  }

  private Driver driver(Pace pace, Allowance allowance) {
    Workload workload =
        new Workload(
            new Popularity.Uniform(10),
            "k",
            0,
            new ValueSizes.Fixed(1),
            Mix.GETS,
            1,
            misses,
            Duration.ofSeconds(1),
            1);
    meter = meter(pace);
    return new Driver(
        line,
        Share.of(workload, workload.values(), pace, 0, 1),
        allowance,
        meter,
        failures,
        new Clock(() -> time.nanos() + blocked, 0),
        time,
        () -> over++);
  }

  private static Meter meter(Pace pace) {
    return new Meter(Set.of(Verb.GET, Verb.SET), pace);
  }

  private static Allowance allowance(long from, long until, long requests, int outstanding) {
    return new Allowance(from, until, requests, millis(60_000), outstanding);
  }

  private Histogram latency() {
    Recording recording = new Recording();
    meter.takeInto(recording);
    return recording.all();
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  /** A connection to somebody who answers as the test says. */
  private final class Line implements Session {
    static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration WHEN_TOLD = Duration.ofDays(1);

    private final Deque<Request> waiting = new ArrayDeque<>();
    private Duration delay = WHEN_TOLD;
    private long stallFrom = FOREVER;
    private long stallUntil = FOREVER;
    private boolean refuses;
    private boolean misses;
    private Duration blocks = Duration.ZERO;
    private int begun;

    void stall(long from, long until) {
      stallFrom = from;
      stallUntil = until;
    }

    @Override
    public void begin(Request request) {
      begun++;
      blocked += blocks.toNanos();
      long now = time.nanos();
      if (delay.equals(AT_ONCE)) {
        end(request);
      } else if (delay.equals(WHEN_TOLD)) {
        waiting.add(request);
      } else {
        long stalled = now >= stallFrom && now < stallUntil ? stallUntil - now : 0;
        time.after(delay.plusNanos(stalled), () -> end(request));
      }
    }

    void answer() {
      end(waiting.remove());
    }

    private void end(Request request) {
      if (refuses) {
        request.failed("BUSY", "no");
      } else if (request.verb() == Verb.SET) {
        request.ended(Ending.DONE);
      } else {
        request.ended(misses ? Ending.ABSENT : Ending.HIT);
      }
    }
  }
}
