package io.cashew.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.time.Await;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class InFlightTest {
  private final Ticker ticker = Ticker.system();
  private final InFlight inFlight = new InFlight(3, 100, ticker);

  @Test
  void take_upToEitherLimit_hasRoom() {
    assertThat(inFlight.take(10)).isTrue();
    assertThat(inFlight.take(10)).isTrue();
    assertThat(inFlight.take(81)).isFalse();
    assertThat(inFlight.take(80)).isTrue();
    assertThat(inFlight.take(0)).isFalse();

    assertThat(inFlight.requests()).isEqualTo(3);
    assertThat(inFlight.bytes()).isEqualTo(100);
  }

  @Test
  void give_makesRoom() {
    assertThat(inFlight.take(100)).isTrue();

    inFlight.give(100);

    assertThat(inFlight.take(100)).isTrue();
  }

  @Test
  void takeWaiting_withoutRoom_endsAtItsDeadline() {
    assertThat(inFlight.take(100)).isTrue();

    assertThat(inFlight.takeWaiting(1, after(Duration.ofMillis(20)))).isFalse();
  }

  @Test
  void takeWaiting_getsRoomAsItIsGiven() {
    assertThat(inFlight.take(100)).isTrue();
    AtomicReference<Thread> waiting = new AtomicReference<>();
    CompletableFuture<Boolean> taken =
        CompletableFuture.supplyAsync(
            () -> {
              waiting.set(Thread.currentThread());
              return inFlight.takeWaiting(60, after(Duration.ofSeconds(20)));
            });
    Await.until("it waits", () -> waiting.get().getState() == Thread.State.TIMED_WAITING);

    inFlight.give(100);

    assertThat(taken.join()).isTrue();
    assertThat(inFlight.bytes()).isEqualTo(60);
  }

  @Test
  void limit_isNeverPassed_andAllWhoWaitGetTheirTurn() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                for (int round = 0; round < 2_000; round++) {
                  assertThat(inFlight.takeWaiting(1, after(Duration.ofSeconds(20)))).isTrue();
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  now.decrementAndGet();
                  inFlight.give(1);
                }
              },
              task -> new Thread(task).start()));
    }

    threads.forEach(CompletableFuture::join);

    assertThat(most.get()).isBetween(1, 3);
    assertThat(inFlight.awaitNone(ticker.nanos())).isTrue();
  }

  private long after(Duration wait) {
    return ticker.nanos() + wait.toNanos();
  }
}
