package io.cashew.comparison.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Those who ask a target, until they are told to stop. */
final class Callers {
  private static final long PACE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long STOP_SECONDS = 10;

  private final Target target;
  private final int keys;
  private final Load load;
  private final Meter meter;
  private final List<Thread> threads = new ArrayList<>();

  /** Requests that will be answered yet. */
  private final AtomicInteger outstanding = new AtomicInteger();

  private volatile boolean stopped;

  Callers(Target target, int keys, Load load, Meter meter) {
    this.target = target;
    this.keys = keys;
    this.load = load;
    this.meter = meter;
  }

  void start() {
    switch (load.kind()) {
      case BLOCKING -> startThreads(load.lanes(), lane -> waitForOne());
      case MANY -> startThreads(load.lanes(), lane -> waitForMany());
      case ASYNC -> {
        outstanding.set(load.lanes());
        startThreads(1, first -> beginAllLanes());
      }
      case PACED -> startThreads(1, lane -> keepPace());
    }
  }

  private void startThreads(int count, Lane work) {
    for (int i = 0; i < count; i++) {
      int lane = i;
      Thread thread = new Thread(() -> work.run(lane), "caller-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /** Ends when nobody asks any more and everything was answered. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    while (outstanding.get() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private int anyKey() {
    return ThreadLocalRandom.current().nextInt(keys);
  }

  private void waitForOne() {
    while (!stopped) {
      long start = System.nanoTime();
      try {
        Object answer = target.await(anyKey());
        meter.answered(start, target.isHit(answer) ? 0 : 1);
      } catch (RuntimeException e) {
        meter.failed();
      }
    }
  }

  private void waitForMany() {
    int[] asked = new int[load.amount()];
    while (!stopped) {
      for (int i = 0; i < asked.length; i++) {
        asked[i] = anyKey();
      }
      long start = System.nanoTime();
      try {
        meter.answered(start, asked.length - target.awaitMany(asked));
      } catch (RuntimeException e) {
        meter.failed();
      }
    }
  }

  private void beginAllLanes() {
    for (int lane = 0; lane < load.lanes(); lane++) {
      keepAsking(lane);
    }
  }

  /** An answer that is there at once is followed in the loop, not by a call within a call. */
  private void keepAsking(int lane) {
    while (!stopped) {
      long start = System.nanoTime();
      CompletionStage<?> answer = target.get(lane, anyKey());
      if (!answer.toCompletableFuture().isDone()) {
        CompletionStage<?> unused =
            answer.whenComplete(
                (value, failure) -> {
                  count(start, value, failure);
                  keepAsking(lane);
                });
        return;
      }
      CompletionStage<?> unused =
          answer.whenComplete((value, failure) -> count(start, value, failure));
    }
    outstanding.decrementAndGet();
  }

  private void count(long start, Object value, Throwable failure) {
    if (failure == null) {
      meter.answered(start, target.isHit(value) ? 0 : 1);
    } else {
      meter.failed();
    }
  }

  private void keepPace() {
    long start = System.nanoTime();
    long sent = 0;
    while (!stopped) {
      long due = (long) ((System.nanoTime() - start) / 1e9 * load.amount());
      for (; sent < due; sent++) {
        send((int) (sent % load.lanes()), start + (long) (sent * 1e9 / load.amount()));
      }
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  private void send(int lane, long due) {
    outstanding.incrementAndGet();
    CompletionStage<?> unused =
        target
            .get(lane, anyKey())
            .whenComplete(
                (value, failure) -> {
                  count(due, value, failure);
                  outstanding.decrementAndGet();
                });
  }

  /** What a thread of a lane does. */
  @FunctionalInterface
  private interface Lane {
    void run(int lane);
  }
}
