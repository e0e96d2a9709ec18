package io.cashew.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.time.QuietLog;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs of the whole protocol by their seeds. System properties: {@code cashew.simulation.from} and
 * {@code cashew.simulation.seeds} say which; {@code cashew.simulation.mutants}, how many seeds may
 * be tried to find what a rule's absence does, instead of the one that is known.
 */
final class SimulationTest {
  private static QuietLog quiet;
  private static final long FROM = Long.getLong("cashew.simulation.from", 0);
  private static final long SEEDS = Long.getLong("cashew.simulation.seeds", 200);
  private static final long TRIES = Long.getLong("cashew.simulation.mutants", 0);

  @BeforeAll
  static void silence() {
    quiet = new QuietLog(); // all that is logged for good reason happens here, thousands of times
  }

  @AfterAll
  static void speak() {
    quiet.close();
  }

  @Test
  void anAcknowledgedDelete_staysDeletedWhateverTheClusterGoesThrough() {
    List<String> failures = new ArrayList<>();
    Totals totals = new Totals();
    for (long seed = FROM; seed < FROM + SEEDS && failures.isEmpty(); seed++) {
      Run run = Run.of(seed);
      totals.add(run);
      if (!run.violations().isEmpty()) {
        failures.add("seed " + seed);
        failures.addAll(run.schedule());
        failures.addAll(run.violations());
      }
    }

    assertThat(failures).as("the schedule of the first seed that fails").isEmpty();
    // Much went on, or else the above says little.
    System.out.println(totals);
    assertThat(totals.hits).isGreaterThan(SEEDS * 300);
    assertThat(totals.acknowledgements).isGreaterThan(SEEDS * 300);
    assertThat(totals.rings).isGreaterThan(SEEDS * 5);
    assertThat(totals.flushes).isGreaterThan(SEEDS * 5);
    assertThat(totals.crashes).isGreaterThan(SEEDS);
    assertThat(totals.standIns).isGreaterThan(SEEDS);
    assertThat(totals.stale).isGreaterThan(SEEDS * 30);
    assertThat(totals.inherited).isGreaterThan(SEEDS);
    assertThat(totals.refusals).isGreaterThan(SEEDS * 10);
    assertThat(totals.knownRefusals).isGreaterThan(SEEDS);
    assertThat(totals.brought).isGreaterThan(SEEDS * 10);
    assertThat(totals.notLoaded).isGreaterThan(SEEDS * 10);
  }

  @ParameterizedTest
  @EnumSource
  void withoutARule_somethingIsNoticed(Rule rule) throws ReflectiveOperationException {
    Seeds seeds = Seeds.without(rule);
    long known = rule.seed();

    long seed =
        TRIES == 0
            ? known
            : LongStream.range(0, TRIES)
                .filter(each -> !seeds.schedule(each).isEmpty())
                .findFirst()
                .orElseThrow(() -> new AssertionError(rule + " is missed by nobody"));

    List<String> schedule = seeds.schedule(seed);
    if (TRIES > 0) {
      System.out.printf("| %s | %s | %d | %d |%n", rule, rule.without(), seed, schedule.size());
    }
    assertThat(schedule).isNotEmpty();
    assertThat(Run.of(seed).violations()).isEmpty();
  }

  /** The exception that the groups themselves choose. */
  @Test
  void aSeed_givesTheSameRunEveryTime() throws ReflectiveOperationException {
    Seeds seeds = Seeds.without(Rule.R1);
    Seeds again = Seeds.without(Rule.R1);

    assertThat(again.schedule(Rule.R1.seed())).isEqualTo(seeds.schedule(Rule.R1.seed()));
  }

  private static final class Totals {
    private long gets;
    private long hits;
    private long standIns;
    private long stale;
    private long inherited;
    private long refusals;
    private long knownRefusals;
    private long brought;
    private long notLoaded;
    private long acknowledgements;
    private long flushes;
    private long rings;
    private long crashes;

    void add(Run run) {
      gets += run.gets();
      hits += run.hits();
      standIns += run.standIns();
      stale += run.stale();
      inherited += run.inherited();
      refusals += run.refusals();
      knownRefusals += run.knownRefusals();
      brought += run.brought();
      notLoaded += run.notLoaded();
      acknowledgements += run.acknowledgements();
      flushes += run.flushes();
      rings += run.rings();
      crashes += run.crashes();
    }

    @Override
    public String toString() {
      return ("%,d gets, %,d hits, %,d by stand-ins, %,d stale, %,d inherited, %,d changes, %,d flushes, %,d rings,"
              + " %,d crashes, %,d sets not executed (%,d certainly so), %,d values brought,"
              + " %,d not loaded")
          .formatted(
              gets,
              hits,
              standIns,
              stale,
              inherited,
              acknowledgements,
              flushes,
              rings,
              crashes,
              refusals,
              knownRefusals,
              brought,
              notLoaded);
    }
  }
}
