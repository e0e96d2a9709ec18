package io.cashew.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BudgetTest {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "64, 1, 1", // the smallest group
    "64, 1024, 1", // also if a value may be larger than all of it
    "128, 1, 2",
    "192, 1, 2", // a power of two
    "1024, 1, 16",
    "65536, 1, 16", // never more than 16
    "1024, 64, 4", // a shard holds four of the largest values
    "65536, 1024, 16", // the defaults
    "16384, 1024, 4",
  })
  void shards_followMemoryAndLargestValue(long memoryKib, long maxValueKib, int expected) {
    Budget budget = new Budget(memoryKib * KIB, maxValueKib * KIB);

    assertThat(budget.shards()).isEqualTo(expected);
  }

  @Test
  void shardBytes_ofAllShards_stayWithinMemory() {
    Budget budget = new Budget(64 * MIB + 5, KIB);

    assertThat(budget.shardBytes() * budget.shards()).isEqualTo(64 * MIB);
  }

  @Test
  void budget_ofNothing_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Budget(0, KIB))
        .withMessage("memoryBytes: 0 (expected: > 0)");
  }
}
