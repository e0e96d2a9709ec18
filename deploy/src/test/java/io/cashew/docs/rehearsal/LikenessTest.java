package io.cashew.docs.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LikenessTest {
  @ParameterizedTest
  @CsvSource({
    "ttl left   580103ms, ttl left   9m",
    "epoch      0.68, epoch      0.100",
    "version    1795286918007586, version 1795286918007599",
    "127.0.0.1:7400, 127.0.0.1:39653",
    "'node1  342', 'node3    341'",
    "2026-11-21T18:48:34Z, 2027-01-01T00:00:00.5Z",
    "partition  859, partition 3",
    "latency p50 ..., 'latency p50 954, p90 3,172'",
    "group ... is made, group scores is made"
  })
  void of_linesThatMayDiffer_isTrue(String shown, String printed) {
    assertThat(Likeness.of(List.of(shown), List.of(printed))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "630, 640",
    "outcome hit, outcome miss_loaded",
    "node1  342, node1  343",
    "version    7, version 8",
    "latency p50 ..., failed 1",
    "group ... is made, group scores is changed"
  })
  void of_linesThatMustNotDiffer_isFalse(String shown, String printed) {
    assertThat(Likeness.of(List.of(shown), List.of(printed))).isFalse();
  }

  @Test
  void of_moreOrFewerLines_isFalse() {
    assertThat(Likeness.of(List.of("a", "b"), List.of("a"))).isFalse();
    assertThat(Likeness.of(List.of("a"), List.of("a", "b"))).isFalse();
    assertThat(Likeness.of(List.of(), List.of("an error"))).isFalse();
  }

  @Test
  void of_linesLeftOut_isTrueForAnyOrNone() {
    List<String> shown = List.of("...", "a", "...", "b");

    assertThat(Likeness.of(shown, List.of("a", "b"))).isTrue();
    assertThat(Likeness.of(shown, List.of("x", "a", "y", "z", "b"))).isTrue();
    assertThat(Likeness.of(shown, List.of("a", "b", "c"))).isFalse();
    assertThat(Likeness.of(shown, List.of("b", "a"))).isFalse();
  }

  @Test
  void of_blankLinesAround_doNotCount() {
    assertThat(Likeness.of(List.of("a"), List.of("", "a", ""))).isTrue();
    assertThat(Likeness.of(List.of("a", "b"), List.of("a", "", "b"))).isFalse();
  }
}
