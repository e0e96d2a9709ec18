package io.cashew.time;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ThreadTimersTest {
  private final ThreadTimers timers = new ThreadTimers("test-timers");

  @AfterEach
  void close() {
    timers.close();
  }

  @Test
  void soon_manyTasks_runInTheOrderGivenOnOneThread() throws Exception {
    List<Integer> ran = new CopyOnWriteArrayList<>();
    CompletableFuture<String> thread = new CompletableFuture<>();

    IntStream.range(0, 100).forEach(i -> timers.soon(() -> ran.add(i)));
    timers.soon(() -> thread.complete(Thread.currentThread().getName()));

    assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo("test-timers");
    assertThat(ran).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void task_thatThrows_keepsTheNextFromNothing() throws Exception {
    CompletableFuture<Boolean> next = new CompletableFuture<>();

    timers.soon(
        () -> {
          throw new IllegalStateException("thrown by the test");
        });
    timers.soon(() -> next.complete(true));

    assertThat(next.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void cancel_beforeItRuns_keepsItFromRunning() throws Exception {
    List<String> ran = new CopyOnWriteArrayList<>();
    CompletableFuture<Boolean> last = new CompletableFuture<>();
    CountDownLatch threadIsFree = new CountDownLatch(1);
    timers.soon(() -> Uninterruptibles.awaitUninterruptibly(threadIsFree));
    Timers.Timer cancelled = timers.after(Duration.ZERO, () -> ran.add("cancelled"));
    timers.soon(() -> last.complete(true));

    cancelled.cancel();
    threadIsFree.countDown();

    assertThat(last.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).isEmpty();
  }

  @Test
  void after_closed_isIgnored() {
    List<String> ran = new CopyOnWriteArrayList<>();
    timers.close();

    timers.after(Duration.ZERO, () -> ran.add("late")).cancel();

    assertThat(ran).isEmpty();
  }
}
