package io.cashew.node.store.trace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import io.cashew.group.PolicySettings;
import io.cashew.node.store.policy.Policies;
import io.cashew.node.store.trace.Trace.Weighing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The policies on recorded requests, against the hit ratios that other implementations have on
 * them. The traces are not part of the product; without them these tests are skipped. They are
 * looked for in the directory that the system property {@code cashew.traces} or the environment's
 * {@code CASHEW_TRACES} names, else in {@code ../shared/traces} beside the checkout.
 */
final class AnchorsTest {
  private static final double TOLERANCE = 0.2;

  /** Anchor columns and the policies they are about. */
  private static final Map<String, String> POLICIES =
      Map.of(
          "fifo", "fifo",
          "lru", "lru",
          "slru80", "slru-plain",
          "lru2", "lru-k",
          "2q", "2q",
          "s3fifo10", "s3fifo",
          "sieve", "sieve");

  /** Ageing costs a little where what is popular never changes. */
  private static final double COST_OF_AGEING = 5;

  private static final Map<String, Trace> TRACES = new HashMap<>();

  @BeforeAll
  static void tracesAreThere() {
    boolean there = Files.isRegularFile(directory().resolve("anchors-entries.csv"));
    if (!there) {
      System.err.printf("AnchorsTest is SKIPPED: no traces in %s%n", directory().toAbsolutePath());
    }
    assumeTrue(there, "no traces in " + directory());
  }

  @AfterAll
  static void forgetTraces() {
    TRACES.clear();
  }

  @ParameterizedTest
  @MethodSource({"byEntries", "byBytes"})
  void namedPolicies_onRecordedRequests_hitAsOtherImplementationsDo(Anchor anchor) {
    SoftAssertions softly = new SoftAssertions();
    POLICIES.forEach(
        (column, policy) -> {
          if (anchor.columns.containsKey(column)) {
            softly
                .assertThat(replay(anchor, policy))
                .as(policy)
                .isCloseTo(anchor.column(column), within(TOLERANCE));
          }
        });
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource({"byEntries", "byBytes"})
  void lfu_onRecordedRequests_losesLittleByAgeing(Anchor anchor) {
    assertThat(replay(anchor, "lfu"))
        .isGreaterThan(anchor.column("lfu_in_cache_no_ageing") - COST_OF_AGEING);
  }

  @Test
  void lfu_onDatabaseRequestsInLittleMemory_gainsMuchByAgeing() {
    Anchor anchor = byEntries().get(0);
    assertThat(anchor).hasToString("oltp at 0.01 by ENTRIES");

    assertThat(replay(anchor, "lfu")).isGreaterThan(44.5);
  }

  @Test
  void gdsf_byBytes_hitsMoreThanWhatIsBlindToSizes() {
    List<Anchor> anchors = byBytes();
    double gdsf = anchors.stream().mapToDouble(a -> replay(a, "gdsf")).average().orElseThrow();
    double caffeine =
        anchors.stream().mapToDouble(a -> a.column("caffeine_3.3.1")).average().orElseThrow();

    assertThat(gdsf).isGreaterThan(caffeine + 2);
  }

  private static double replay(Anchor anchor, String policy) {
    Trace trace = TRACES.computeIfAbsent(anchor.file(), AnchorsTest::read);
    Policies policies = new Policies(PolicySettings.parse(policy));
    Replay replay = new Replay(policies, anchor.capacity, trace.keys());
    for (int i = 0; i < trace.length(); i++) {
      int key = trace.key(i);
      replay.request(key, trace.weight(key, anchor.weighing));
    }
    replay.policy().checkIntegrity();
    return replay.hitRatio();
  }

  private static Trace read(String file) {
    try {
      return Trace.read(directory().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Anchor> byEntries() {
    return anchors("anchors-entries.csv", Weighing.ENTRIES);
  }

  static List<Anchor> byBytes() {
    return anchors("anchors-bytes.csv", Weighing.BYTES);
  }

  private static List<Anchor> anchors(String file, Weighing weighing) {
    Splitter commas = Splitter.on(',');
    try {
      List<String> lines = Files.readAllLines(directory().resolve(file));
      List<String> heading = commas.splitToList(lines.get(0));
      List<Anchor> anchors = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        List<String> cells = commas.splitToList(line);
        Map<String, Double> columns = new LinkedHashMap<>();
        for (int i = 3; i < cells.size(); i++) {
          columns.put(heading.get(i), Double.parseDouble(cells.get(i)));
        }
        anchors.add(
            new Anchor(
                cells.get(0), Long.parseLong(cells.get(1)), cells.get(2), weighing, columns));
      }
      return anchors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path directory() {
    String named = System.getProperty("cashew.traces", System.getenv("CASHEW_TRACES"));
    return named == null ? Path.of("..", "..", "shared", "traces") : Path.of(named);
  }

  /** A line of an anchor file. */
  record Anchor(
      String trace,
      long capacity,
      String fraction,
      Weighing weighing,
      Map<String, Double> columns) {
    double column(String name) {
      return requireNonNull(columns.get(name), name);
    }

    /** Traces that were given sizes afterwards have the requests of those without. */
    String file() {
      return trace.replaceFirst("-kvsize$", "") + Trace.IDS;
    }

    @Override
    public String toString() {
      return "%s at %s by %s".formatted(trace, fraction, weighing);
    }
  }
}
