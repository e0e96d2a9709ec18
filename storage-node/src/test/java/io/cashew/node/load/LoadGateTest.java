package io.cashew.node.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cashew.group.LoadSettings;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.ThreadTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LoadGateTest {
  private static final int CONCURRENCY = 2;
  private static final int PLACES = 3;
  private static final Loaded ABSENT = Loaded.Absent.ABSENT;

  private final LoadGate gate = gate(CONCURRENCY, PLACES);
  private final List<CompletableFuture<Loaded>> running = new ArrayList<>();

  @Test
  void loadsBeyondTheCap_waitAndRunFirstComeFirstServed() {
    List<String> begun = new ArrayList<>();
    for (String name : List.of("1", "2", "3", "4")) {
      CompletableFuture<Loaded> unused = gate.run(() -> begin(begun, name));
    }
    assertThat(begun).containsExactly("1", "2");

    running.get(1).complete(ABSENT);
    assertThat(begun).containsExactly("1", "2", "3");

    running.get(0).complete(ABSENT);
    assertThat(begun).containsExactly("1", "2", "3", "4");
  }

  @Test
  void loadsBeyondThePlaces_areRefusedAtOnce() {
    fill();

    CompletableFuture<Loaded> refused = gate.run(this::begin);

    assertThatThrownBy(refused::join)
        .cause()
        .isInstanceOfSatisfying(
            CashewException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_FLIGHT));
  }

  @Test
  void aLoadCancelledWhileItWaits_neverBeginsAndMakesRoom() {
    List<CompletableFuture<Loaded>> results = fill();

    results.get(CONCURRENCY).cancel(true);

    CompletableFuture<Loaded> another = gate.run(this::begin);
    assertThat(another).isNotDone();
    running.get(0).complete(ABSENT);
    running.get(1).complete(ABSENT);
    running.get(2).complete(ABSENT);
    assertThat(running).hasSize(CONCURRENCY + PLACES); // and not one more
    assertThat(results.get(CONCURRENCY)).isCancelled();
  }

  @Test
  void aLoadCancelledWhileItRuns_isCancelledAtTheSourceAndHandsItsPlaceOn() {
    List<CompletableFuture<Loaded>> results = fill();

    results.get(0).cancel(true);

    assertThat(running.get(0)).isCancelled();
    assertThat(running).hasSize(CONCURRENCY + 1);
  }

  @ParameterizedTest
  @EnumSource
  void aSourceThatFails_failsTheLoadAndLosesNoPlace(Misbehaviour misbehaviour) {
    for (int i = 0; i < 10 * CONCURRENCY; i++) {
      assertThat(gate.run(misbehaviour.load)).isCompletedExceptionally();
    }

    assertAllPlacesAreFree(gate, CONCURRENCY);
  }

  @Test
  void aSourceThatAnswersAfterTheCancel_changesNothing() {
    CompletableFuture<Loaded> stubborn =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
          }
        };
    CompletableFuture<Loaded> result = gate.run(() -> stubborn);

    result.cancel(true);
    stubborn.complete(ABSENT);

    assertThat(result).isCancelled();
    assertAllPlacesAreFree(gate, CONCURRENCY);
  }

  @Test
  void aLongQueueOfLoadsThatAreAnsweredAtOnce_runsInOneSweep() {
    int many = 200_000;
    LoadGate narrow = gate(1, many);
    CompletableFuture<Loaded> first = new CompletableFuture<>();
    CompletableFuture<Loaded> unused = narrow.run(() -> first);
    List<CompletableFuture<Loaded>> results =
        IntStream.range(0, many)
            .mapToObj(i -> narrow.run(() -> CompletableFuture.completedFuture(ABSENT)))
            .toList();

    first.complete(ABSENT);

    assertThat(results).allMatch(CompletableFuture::isDone);
    assertThat(results).noneMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void loadsFromManyThreadsThatEndInEveryWay_neverExceedTheCapAndLoseNoPlace()
      throws InterruptedException {
    int threads = 4;
    int rounds = 5_000;
    int cap = 3;
    LoadGate busy = gate(cap, 100);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch settled = new CountDownLatch(threads * rounds);
    try (ThreadTimers timers = new ThreadTimers("source")) {
      List<Thread> callers =
          IntStream.range(0, threads)
              .mapToObj(
                  seed ->
                      new Thread(
                          () -> {
                            SplittableRandom random = new SplittableRandom(seed);
                            for (int i = 0; i < rounds; i++) {
                              int fate = random.nextInt(4);
                              CompletableFuture<Loaded> result =
                                  busy.run(() -> counted(fate, timers, atOnce, most));
                              CompletableFuture<?> unused =
                                  result.whenComplete((loaded, failure) -> settled.countDown());
                              if (random.nextInt(3) == 0) {
                                result.cancel(true);
                              }
                            }
                          }))
              .toList();
      callers.forEach(Thread::start);
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(settled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(most.get()).isBetween(1, cap);
    assertAllPlacesAreFree(busy, cap);
  }

  private static CompletableFuture<Loaded> counted(
      int fate, ThreadTimers timers, AtomicInteger atOnce, AtomicInteger most) {
    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    CompletableFuture<Loaded> answer = new CompletableFuture<>();
    // Before the gate hears of it: a load that has ended does not count.
    CompletableFuture<?> unused = answer.whenComplete((l, f) -> atOnce.decrementAndGet());
    switch (fate) {
      case 0 -> answer.complete(ABSENT);
      case 1 -> answer.completeExceptionally(new IllegalStateException("the source is down"));
      case 2 -> timers.soon(() -> answer.complete(ABSENT));
      default -> timers.soon(() -> answer.cancel(true));
    }
    return answer;
  }

  private static void assertAllPlacesAreFree(LoadGate gate, int concurrency) {
    AtomicInteger begun = new AtomicInteger();
    for (int i = 0; i <= concurrency; i++) {
      CompletableFuture<Loaded> unused =
          gate.run(
              () -> {
                begun.incrementAndGet();
                return new CompletableFuture<>();
              });
    }
    assertThat(begun).hasValue(concurrency);
  }

  private List<CompletableFuture<Loaded>> fill() {
    return IntStream.range(0, CONCURRENCY + PLACES).mapToObj(i -> gate.run(this::begin)).toList();
  }

  private CompletableFuture<Loaded> begin(List<String> begun, String name) {
    begun.add(name);
    return begin();
  }

  private CompletableFuture<Loaded> begin() {
    CompletableFuture<Loaded> answer = new CompletableFuture<>();
    running.add(answer);
    return answer;
  }

  @SuppressWarnings("NullAway") // sources of others may misbehave
  private enum Misbehaviour {
    THROWS(
        () -> {
          throw new IllegalStateException("no connection");
        }),
    THROWS_AN_ERROR(
        () -> {
          throw new NoClassDefFoundError("a driver");
        }),
    ANSWERS_NO_FUTURE(() -> null),
    ANSWERS_NULL(() -> CompletableFuture.completedFuture(null)),
    FAILS(() -> CompletableFuture.failedFuture(new IllegalStateException("no connection"))),
    CANCELS_ITSELF(
        () -> {
          CompletableFuture<Loaded> answer = new CompletableFuture<>();
          answer.cancel(true);
          return answer;
        });

    @SuppressWarnings("ImmutableEnumChecker")
    private final Supplier<CompletableFuture<Loaded>> load;

    Misbehaviour(Supplier<CompletableFuture<Loaded>> load) {
      this.load = load;
    }
  }

  private static LoadGate gate(int concurrency, int places) {
    return new LoadGate(new LoadSettings(Duration.ofSeconds(5), concurrency, places, 0, 0));
  }
}
