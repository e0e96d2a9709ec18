package io.cashew.comparison.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.comparison.load.Load.Kind;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
final class CallersTest {
  private static final int KEYS = 10;
  private static final int ENOUGH = 1_000;

  private final Meter meter = new Meter();
  private final CountDownLatch asked = new CountDownLatch(ENOUGH);

  @ParameterizedTest
  @EnumSource(Kind.class)
  void callers_ofEachKind_askUntilStopped_andCountHitsAndMisses(Kind kind) throws Exception {
    Callers callers =
        new Callers(
            new Odd(), KEYS, new Load(kind, 3, kind == Kind.PACED ? 50_000 : 4, 0, 1), meter);

    callers.start();
    boolean isEnough = asked.await(10, TimeUnit.SECONDS);
    callers.stop();

    assertThat(isEnough).isTrue();
    Measured measured = meter.take(1_000_000_000);
    assertThat(measured.answered()).isPositive();
    assertThat(measured.misses()).isPositive();
    assertThat(measured.failures()).isPositive();
    assertThat(measured.p50()).isLessThanOrEqualTo(measured.p99());
  }

  @Test
  void load_asALine_isReadAgain() {
    Load load = new Load(Kind.PACED, 64, 5_000, 0.5, 2);

    assertThat(Load.parse(load.line())).isEqualTo(load);
  }

  @Test
  void measured_asALine_isReadAgain() {
    Measured measured = new Measured(1_000, 2, 3, 1.5, 10.25, 20, 30, 40);

    assertThat(Measured.parse(measured.line())).isEqualTo(measured);
  }

  /** Has odd keys, fails at key 0. */
  private final class Odd implements Target {
    private final Set<Integer> seen = ConcurrentHashMap.newKeySet();

    @Override
    public CompletionStage<?> set(int key, byte[] value) {
      return CompletableFuture.completedFuture(seen.add(key));
    }

    @Override
    public CompletionStage<?> get(int lane, int key) {
      asked.countDown();
      return key == 0
          ? CompletableFuture.failedFuture(new IllegalStateException("key 0"))
          : CompletableFuture.completedFuture(key % 2);
    }

    @Override
    public Object await(int key) {
      return get(0, key).toCompletableFuture().join();
    }

    @Override
    public int awaitMany(int[] keys) {
      int hits = 0;
      for (int key : keys) {
        hits += (int) await(key);
      }
      return hits;
    }

    @Override
    public boolean isHit(Object answer) {
      return answer.equals(1);
    }

    @Override
    public void close() {}
  }
}
