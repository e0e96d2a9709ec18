package io.cashew.system;

import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.lifecycle.Part;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Clients that never rest: each sends its next request when the last was answered. Counts answers
 * and keeps the first failure.
 */
final class SteadyLoad implements Part {
  private static final int CLIENTS = 8;
  private static final int KEYS = 500;

  private final CashewClient client;
  private final Mix mix;
  private final CountDownLatch running = new CountDownLatch(CLIENTS);
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
  private volatile boolean stopped;

  /** What is asked. */
  enum Mix {
    /** Gets of keys that were loaded before. */
    GETS,
    /** Eight gets, one set, one delete. */
    ALL
  }

  SteadyLoad(CashewClient client, Mix mix) {
    this.client = client;
    this.mix = mix;
    if (mix == Mix.GETS) {
      for (int i = 0; i < KEYS; i++) {
        client.get(TestCluster.GROUP, key(i)).join();
      }
    }
    for (int i = 0; i < CLIENTS; i++) {
      next(new Random(i));
    }
  }

  long answers() {
    return answers.get();
  }

  long failures() {
    return failures.get();
  }

  @Nullable Throwable firstFailure() {
    return firstFailure.get();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the next request goes on from there
  private void next(Random random) {
    if (stopped) {
      running.countDown();
      return;
    }
    ask(random)
        .whenCompleteAsync(
            (answer, failure) -> {
              if (failure == null) {
                answers.incrementAndGet();
              } else {
                failures.incrementAndGet();
                firstFailure.compareAndSet(null, failure);
              }
              next(random);
            });
  }

  private CompletableFuture<?> ask(Random random) {
    String key = key(random.nextInt(KEYS));
    int kind = mix == Mix.GETS ? 0 : random.nextInt(10);
    if (kind == 8) {
      return client.set(TestCluster.GROUP, key, "set");
    }
    if (kind == 9) {
      return client.delete(TestCluster.GROUP, key);
    }
    CompletableFuture<Answer> got = client.get(TestCluster.GROUP, key);
    return got;
  }

  private static String key(int number) {
    return "steady" + number;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      if (!running.await(15, TimeUnit.SECONDS)) {
        throw new AssertionError("a request was never answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
