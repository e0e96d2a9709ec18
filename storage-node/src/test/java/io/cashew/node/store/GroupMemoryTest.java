package io.cashew.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class GroupMemoryTest {
  private final GroupMemory memory = new GroupMemory(100);

  @Test
  void tryTake_upToTheLimit_takes() {
    assertThat(memory.tryTake(60)).isTrue();
    assertThat(memory.tryTake(40)).isTrue();
    assertThat(memory.used()).isEqualTo(100);
  }

  @Test
  void tryTake_beyondTheLimit_takesNothing() {
    boolean first = memory.tryTake(60);

    assertThat(first).isTrue();
    assertThat(memory.tryTake(41)).isFalse();
    assertThat(memory.used()).isEqualTo(60);
  }

  @Test
  void isOver_whenTheLimitIsLowered_isTrueUntilEnoughIsGivenBack() {
    boolean taken = memory.tryTake(60);
    memory.limit(50);

    boolean over = memory.isOver();
    memory.giveBack(10);

    assertThat(taken && over).isTrue();
    assertThat(memory.isOver()).isFalse();
  }

  @Test
  void overReserved_isWhatOthersMayTake() {
    memory.reserve(70);
    boolean taken = memory.tryTake(60);

    assertThat(taken).isTrue();
    assertThat(memory.overReserved()).isEqualTo(-10);
  }

  @Test
  void tryTake_onManyThreads_neverExceedsTheLimit() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Callable<Long>> work = new ArrayList<>();
    AtomicLong most = new AtomicLong();
    for (int i = 0; i < 4; i++) {
      SplittableRandom random = new SplittableRandom(i);
      work.add(() -> takeAndGiveBack(random, most));
    }

    long held = 0;
    for (Future<Long> each : threads.invokeAll(work)) {
      held += each.get();
    }

    threads.shutdown();
    assertThat(most.get()).isLessThanOrEqualTo(100);
    assertThat(memory.used()).isEqualTo(held);
  }

  private long takeAndGiveBack(SplittableRandom random, AtomicLong most) {
    long held = 0;
    for (int i = 0; i < 100_000; i++) {
      long bytes = 1L + random.nextInt(40);
      if (memory.tryTake(bytes)) {
        held += bytes;
      }
      most.accumulateAndGet(memory.used(), Math::max);
      if (random.nextInt(2) == 0) {
        memory.giveBack(held);
        held = 0;
      }
    }
    return held;
  }
}
