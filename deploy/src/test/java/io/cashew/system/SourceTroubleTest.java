package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.LoadSettings;
import io.cashew.group.SourceSettings;
import io.cashew.operation.Outcome;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.system.MoodyService.Mood;
import io.cashew.time.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients see while a source is in trouble, and of what is fresh, through the whole of it. */
final class SourceTroubleTest {
  private static final String PLAIN = "plain";
  private static final String REVALIDATED = "revalidated";
  private static final String FORGIVING = "forgiving";
  private static final String AHEAD = "ahead";
  private static final String HELD_OFF = "held-off";
  private static final int NODES = 2;

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** A deadline and what a busy machine takes. */
  private static final long LATEST_NANOS = TimeUnit.MILLISECONDS.toNanos(5_600);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static MoodyService service;
  private static TestCluster cluster;
  private static CashewClient client;

  @BeforeAll
  static void start() {
    service = new MoodyService();
    cluster =
        new TestCluster(
            2,
            NODES,
            List.of(service.connection()),
            List.of(
                group(PLAIN, Freshness.exactly(Duration.ofMinutes(1), Duration.ZERO)),
                group(REVALIDATED, freshness(Duration.ofMinutes(1), Duration.ZERO, 0, 0)),
                group(FORGIVING, freshness(Duration.ZERO, Duration.ofMinutes(1), 0, 0)),
                group(AHEAD, freshness(Duration.ZERO, Duration.ZERO, 90, 0)),
                group(HELD_OFF, freshness(Duration.ZERO, Duration.ZERO, 0, 20_000))));
    client = cluster.client(DEADLINE);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    service.close();
  }

  @BeforeEach
  void beWell() {
    service.be(Mood.WELL);
    service.say("v1");
    Await.until(
        "both nodes ask the source",
        () -> keysOfBoth().stream().allMatch(key -> isFound(PLAIN, key)));
  }

  @ParameterizedTest
  @EnumSource(value = Mood.class, mode = EnumSource.Mode.EXCLUDE, names = "WELL")
  void sourceInTrouble_costsItsCallersTheirDeadlineAtTheMost_andIsHealedByItself(Mood mood) {
    List<String> known = keys(50);
    known.forEach(key -> assertThat(found(PLAIN, key).text()).isEqualTo("v1"));

    service.be(mood);
    List<Reason> reasons = failures(keys(60));

    assertThat(reasons)
        .contains(reasonOf(mood))
        .isSubsetOf(reasonOf(mood), Reason.SOURCE_SLOW, Reason.SOURCE_DOWN);
    for (int round = 0; round < 20; round++) {
      known.forEach(
          key ->
              assertThat(found(PLAIN, key).outcome())
                  .as("of what is known")
                  .isEqualTo(Outcome.HIT));
    }
    if (mood == Mood.FAILING || mood == Mood.HANGING) {
      asksOnceASecond();
    }

    service.be(Mood.WELL);
    Await.until(
        "both nodes ask the source again",
        () -> keysOfBoth().stream().allMatch(key -> isFound(PLAIN, key)));
  }

  /** While it is left alone, each node lets one load through a second. */
  private static void asksOnceASecond() {
    Await.until(
        "both nodes leave the source alone",
        () -> {
          int before = service.requests();
          List<Reason> unused = failures(keysOfBoth());
          return service.requests() - before <= NODES;
        });
    int before = service.requests();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(2)) {
      List<Reason> unused = failures(keys(4));
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    assertThat(service.requests() - before).isLessThanOrEqualTo((int) (NODES * (seconds + 1)));
  }

  /** What callers are told; on a slow machine some of them that it was slow. */
  private static Reason reasonOf(Mood mood) {
    return switch (mood) {
      case HUGE -> Reason.VALUE_TOO_LARGE;
      case HANGING, ENDLESS -> Reason.SOURCE_SLOW;
      default -> Reason.SOURCE_DOWN;
    };
  }

  @Test
  void valuePastItsTime_isAnsweredAsStaleAtOnce_andTheNextIsNew() {
    String key = keys(1).get(0);
    assertThat(found(REVALIDATED, key).text()).isEqualTo("v1");
    service.say("v2");

    List<Outcome> outcomes = new ArrayList<>();
    Await.until(
        "the new value is there",
        () -> {
          Answer.Found found = found(REVALIDATED, key);
          outcomes.add(found.outcome());
          return found.text().equals("v2");
        });

    assertThat(outcomes).contains(Outcome.STALE).doesNotContain(Outcome.MISS_LOADED);
  }

  @Test
  void valuePastItsTime_isAnsweredAsStale_whileTheSourceIsDown_andNeverAfterADelete() {
    String key = keys(1).get(0);
    assertThat(found(FORGIVING, key).text()).isEqualTo("v1");
    service.be(Mood.FAILING);

    Await.until("it is stale", () -> found(FORGIVING, key).outcome() == Outcome.STALE);
    assertThat(found(FORGIVING, key).text()).isEqualTo("v1");

    assertThat(client.delete(FORGIVING, key).join()).isNotNull();
    assertThat(reason(client.get(FORGIVING, key))).isEqualTo(Reason.SOURCE_DOWN);
  }

  @Test
  void valueInUse_isLoadedBeforeItsEnd_andNobodyWaits() {
    String key = keys(1).get(0);
    assertThat(found(AHEAD, key).text()).isEqualTo("v1");
    service.say("v2");

    List<Outcome> outcomes = new ArrayList<>();
    Await.until(
        "the new value is there",
        () -> {
          Answer.Found found = found(AHEAD, key);
          outcomes.add(found.outcome());
          return found.text().equals("v2");
        });

    assertThat(outcomes).containsOnly(Outcome.HIT);
  }

  @Test
  void valueLoadedJustAfterADelete_isNotKept() {
    String key = keys(1).get(0);
    boolean unused = client.delete(HELD_OFF, key).join();

    assertThat(found(HELD_OFF, key).outcome()).isEqualTo(Outcome.MISS_LOADED);
    assertThat(found(HELD_OFF, key).outcome()).isEqualTo(Outcome.MISS_LOADED);
  }

  /** All at once; each has failed, in time. */
  private static List<Reason> failures(List<String> keys) {
    long begun = System.nanoTime();
    List<CompletableFuture<Answer>> answers =
        keys.stream().map(key -> client.get(PLAIN, key)).toList();
    List<Reason> reasons = answers.stream().map(SourceTroubleTest::reason).toList();
    assertThat(System.nanoTime() - begun).isLessThan(LATEST_NANOS);
    return reasons;
  }

  private static Reason reason(CompletableFuture<Answer> answer) {
    try {
      throw new AssertionError("answered " + answer.join());
    } catch (CompletionException e) {
      return ((CashewException) e.getCause()).reason();
    }
  }

  private static Answer.Found found(String group, String key) {
    return (Answer.Found) client.get(group, key).join();
  }

  private static boolean isFound(String group, String key) {
    try {
      return client.get(group, key).join() instanceof Answer.Found;
    } catch (CompletionException e) {
      return false;
    }
  }

  /** So many that neither node is left out: all on one would be one chance in 2^39. */
  private static List<String> keysOfBoth() {
    return keys(40);
  }

  /** Keys that nobody has asked for. */
  private static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "key" + NUMBER.incrementAndGet()).toList();
  }

  private static GroupSpec group(String name, Freshness freshness) {
    GroupSettings defaults = GroupSettings.defaults();
    return new GroupSpec(
        name,
        new GroupSettings(
            4 << 20,
            0,
            defaults.policy(),
            defaults.maxValueBytes(),
            freshness,
            new LoadSettings(Duration.ofMillis(500), 64, 1_000, 0, 5),
            defaults.consistency(),
            Optional.of(new SourceSettings(MoodyService.NAME, "", ""))));
  }

  /** What lives for a second. */
  private static Freshness freshness(
      Duration whileRevalidate, Duration ifError, int ahead, int holdOffMillis) {
    return new Freshness(
        Duration.ofSeconds(1),
        0,
        Duration.ZERO,
        whileRevalidate,
        ifError,
        ahead,
        Duration.ofMillis(holdOffMillis));
  }
}
