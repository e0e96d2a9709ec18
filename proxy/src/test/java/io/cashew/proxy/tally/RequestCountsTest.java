package io.cashew.proxy.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.cashew.metrics.Metrics;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class RequestCountsTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("key");
  private static final Reply HIT = new Reply.Found(KEY, Outcome.HIT, null);

  private final FakeTime time = new FakeTime();
  private final Set<String> groups = new HashSet<>(Set.of("g", "h"));
  private final RequestCounts counts = new RequestCounts("door", 2, time, groups::contains);

  @Test
  void end_ofRequests_countsThemByWhatBecameOfThem() {
    count(0, get("g"), HIT);
    count(1, get("g"), HIT); // lanes are told together
    count(0, get("g"), new Reply.Absent(Outcome.NEGATIVE, null));
    count(0, get("h"), new Reply.Failed(Reason.OWNER_SLOW, "late"));
    count(0, set("g"), new Reply.Stored(1));
    count(0, set("g"), new Reply.NotStored(2, null));
    count(0, new Operation.Delete("g", KEY), new Reply.Deleted(true));
    count(0, new Operation.Touch("g", KEY, 5), new Reply.Touched(false));

    assertThat(requests())
        .containsExactlyInAnyOrder(
            line("OK", "g", "get", "hit", "", 2),
            line("NOT_FOUND", "g", "get", "negative", "", 1),
            line("DEADLINE_EXCEEDED", "h", "get", "failed", "OWNER_SLOW", 1),
            line("OK", "g", "set", "done", "", 1),
            line("FAILED_PRECONDITION", "g", "set", "unmet", "", 1),
            line("OK", "g", "delete", "done", "", 1),
            line("OK", "g", "touch", "done", "", 1));
  }

  @Test
  void end_withEachReason_isTheFailureOfThatReason() {
    for (Reason reason : Reason.values()) {
      count(0, get("g"), new Reply.Failed(reason, "x"));
    }

    List<String> told = requests();
    assertThat(told).hasSize(Reason.values().length);
    for (Reason reason : Reason.values()) {
      assertThat(told).contains(line(reason.code().name(), "g", "get", "failed", reason.name(), 1));
    }
  }

  @Test
  void end_withEachOutcome_isTheAnswerOfThatOutcome() {
    for (Outcome outcome : Outcome.values()) {
      count(0, get("g"), new Reply.Found(KEY, outcome, null));
      count(0, get("g"), new Reply.Absent(outcome, null));
    }

    List<String> told = requests();
    for (Outcome outcome : Outcome.values()) {
      String label = outcome.name().toLowerCase(Locale.ROOT);
      assertThat(told)
          .contains(
              line("OK", "g", "get", label, "", 1), line("NOT_FOUND", "g", "get", label, "", 1));
    }
  }

  @Test
  void end_ofNamesThatAreNoGroups_sharesOneLabel() {
    for (int i = 0; i < 1_000; i++) {
      count(0, get("made-up-" + i), new Reply.Failed(Reason.GROUP_UNKNOWN, "x"));
    }

    assertThat(requests())
        .containsExactly(line("NOT_FOUND", "other", "get", "failed", "GROUP_UNKNOWN", 1_000));
  }

  @Test
  void end_ofAGroupThatIsNewNow_hasItsOwnLabelFromThenOn() {
    count(0, get("later"), HIT);
    groups.add("later");
    count(0, get("later"), HIT);

    assertThat(requests())
        .containsExactlyInAnyOrder(
            line("OK", "other", "get", "hit", "", 1), line("OK", "later", "get", "hit", "", 1));
  }

  @Test
  void end_ofMoreGroupsThanThereAreLabels_tellsTheRestTogether() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < LaneRequests.MAX_GROUPS + 20; i++) {
        groups.add("group" + i);
        count(0, get("group" + i), HIT); // another string each time, as gRPC brings it
      }
    }

    List<String> told = requests();
    assertThat(told)
        .hasSize(LaneRequests.MAX_GROUPS + 1)
        .contains(line("OK", "group7", "get", "hit", "", 3))
        .contains(line("OK", "group99", "get", "hit", "", 3))
        .contains(line("OK", "other", "get", "hit", "", 60));
  }

  @Test
  void begin_timesAboutOneIn64_whateverTheOrder() {
    Operation slow = set("g");
    Operation quick = get("g");
    for (int i = 0; i < 64_000; i++) { // a stride of 64 would time one kind only
      Operation next = i % 64 == 0 ? slow : quick;
      long begun = counts.begin(0);
      time.advance(next == slow ? Duration.ofMillis(3) : Duration.ofNanos(10));
      counts.end(0, next, HIT, begun);
    }

    assertThat(timed("get")).isCloseTo(63_000 / 64.5, within(150.0));
    assertThat(timed("set")).isBetween(2.0, 60.0);
    assertThat(text())
        .contains(
            "cashew_proxy_request_duration_seconds_bucket{door=\"door\",method=\"set\",le=\"0.0025\"} 0\n");
  }

  /** As the path of a hit must not. */
  @Test
  void counting_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Operation get = get("g");
    for (int i = 0; i < 50_000; i++) { // until it is compiled
      count(0, get, HIT);
    }

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100_000; i++) {
      count(0, get, HIT);
    }

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  @Test
  void refused_countsByReason() {
    counts.refused(Reason.KEY_EMPTY);
    counts.refused(Reason.KEY_EMPTY);

    assertThat(text())
        .contains("cashew_proxy_refused_requests_total{door=\"door\",reason=\"KEY_EMPTY\"} 2.0\n")
        .doesNotContain("reason=\"KEY_TOO_LONG\"");
  }

  private void count(int lane, Operation operation, Reply reply) {
    counts.end(lane, operation, reply, counts.begin(lane));
  }

  private static Operation get(String group) {
    return new Operation.Get(group, KEY, Want.VALUE);
  }

  private static Operation set(String group) {
    return new Operation.Set(group, KEY, KEY, Operation.GROUP_TTL);
  }

  private static String line(
      String code, String group, String method, String outcome, String reason, int count) {
    return "cashew_proxy_requests_total{code=\"%s\",door=\"door\",group=\"%s\",method=\"%s\",outcome=\"%s\",reason=\"%s\"} %d.0"
        .formatted(code, group, method, outcome, reason, count);
  }

  private List<String> requests() {
    return text().lines().filter(line -> line.startsWith("cashew_proxy_requests_total{")).toList();
  }

  private double timed(String method) {
    Matcher count =
        Pattern.compile(
                "duration_seconds_count\\{door=\"door\",method=\"%s\"} (\\d+)".formatted(method))
            .matcher(text());
    assertThat(count.find()).isTrue();
    return Double.parseDouble(count.group(1));
  }

  private String text() {
    Metrics metrics = Metrics.ofThisProcess();
    try {
      metrics.add(counts);
      return metrics.text();
    } finally {
      metrics.close();
    }
  }
}
