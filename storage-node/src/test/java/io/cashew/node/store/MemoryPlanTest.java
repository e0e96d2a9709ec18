package io.cashew.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cashew.node.store.memory.Arena;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryPlanTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "1, 2, 1",
    "64, 2, 1",
    "127, 2, 1",
    "128, 2, 2",
    "1024, 2, 16",
    "4096, 2, 16",
    "4096, 8, 32",
    "16384, 2, 32", // no shard can have more than 512 MiB
    "65536, 64, 256"
  })
  void of_memoryAndCores_makesShards(long mebibytes, int cores, int shards) {
    MemoryPlan plan = MemoryPlan.of(mebibytes * MIB, cores);

    assertThat(plan.shards()).isEqualTo(shards);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 8, 63, 64, 100, 1_000, 1_023, 4_096, 10_007, 100_000})
  void of_anyMemory_usesAlmostAllOfItAndNoMore(long mebibytes) {
    MemoryPlan plan = MemoryPlan.of(mebibytes * MIB, 4);

    assertThat(plan.bytes()).isBetween(mebibytes * MIB * 98 / 100, mebibytes * MIB);
    assertThat((long) plan.pagesPerShard() * plan.pageBytes()).isLessThanOrEqualTo(Arena.MAX_BYTES);
  }

  @ParameterizedTest
  @CsvSource({"3, 16, 4096", "2, 16, 5000", "2, 11, 4096", "2, 2048, 1048576"})
  void plan_thatCannotBe_isRefused(int shards, int pages, int pageBytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemoryPlan(shards, pages, pageBytes))
        .withMessageContaining("expected");
  }
}
