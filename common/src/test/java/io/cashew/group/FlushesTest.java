package io.cashew.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

final class FlushesTest {
  @Test
  void missedBy_whoHasCarriedOutAll_nothing() {
    Flushes flushes = Flushes.NONE.plus(prefix("a")).plus(Flushes.EVERYTHING).plus(prefix("b"));

    assertThat(flushes.missedBy(3)).isEmpty();
    assertThat(flushes.missedBy(4)).isEmpty();
  }

  @Test
  void missedBy_whoMissedPrefixes_thoseInOrder() {
    Flushes flushes = Flushes.NONE.plus(prefix("a")).plus(prefix("b")).plus(prefix("c"));

    assertThat(flushes.missedBy(1)).containsExactly(prefix("b"), prefix("c"));
  }

  @Test
  void missedBy_whoMissedAFlushOfEverything_everything() {
    Flushes flushes = Flushes.NONE.plus(prefix("a")).plus(Flushes.EVERYTHING).plus(prefix("b"));

    assertThat(flushes.missedBy(1)).containsExactly(Flushes.EVERYTHING);
    assertThat(flushes.missedBy(2)).containsExactly(prefix("b"));
  }

  @Test
  void plus_prefixThatCoversOthers_takesTheirPlace() {
    Flushes flushes = Flushes.NONE.plus(prefix("ab")).plus(prefix("b")).plus(prefix("a"));

    assertThat(flushes.missedBy(0)).containsExactly(prefix("b"), prefix("a"));
  }

  @Test
  void plus_moreThanIsRemembered_flushesEverythingForWhoMissedTheOldest() {
    Flushes flushes = Flushes.NONE;
    for (int i = 0; i <= Flushes.MAX_PREFIXES; i++) {
      flushes = flushes.plus(prefix("p" + i + "/"));
    }

    assertThat(flushes.prefixes()).hasSize(Flushes.MAX_PREFIXES);
    assertThat(flushes.missedBy(0)).containsExactly(Flushes.EVERYTHING);
    assertThat(flushes.missedBy(1)).hasSize(Flushes.MAX_PREFIXES).doesNotContain(prefix("p0/"));
  }

  @Test
  void prefixesOutOfOrder_areRefused() {
    ImmutableList<Flushes.Prefix> prefixes =
        ImmutableList.of(new Flushes.Prefix(prefix("a"), 3), new Flushes.Prefix(prefix("b"), 2));

    assertThatThrownBy(() -> new Flushes(3, 0, prefixes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("generation 2");
  }

  private static ByteString prefix(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
