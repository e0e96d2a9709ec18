package io.cashew.node.group;

import static io.cashew.node.group.TestNode.GROUP;
import static io.cashew.node.group.TestNode.byName;
import static io.cashew.node.group.TestNode.bytes;
import static io.cashew.node.group.TestNode.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.group.GroupSpec;
import io.cashew.node.source.FunctionSource;
import io.cashew.node.source.Loaded;
import io.cashew.operation.Reply;
import io.cashew.time.ThreadTimers;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReadThroughConcurrencyTest {
  private static final int THREADS = 64;

  private final ThreadTimers timers = new ThreadTimers("timers");
  private final AtomicInteger loads = new AtomicInteger();

  @AfterEach
  void stopTimers() {
    timers.close();
  }

  @Test
  void getsOfOneColdKeyAtOnce_withASlowSource_areOneLoad() throws Exception {
    CompletableFuture<Loaded> loaded = new CompletableFuture<>();
    TestNode node = owner(loaded);
    Answer[] answers = new Answer[THREADS];

    atOnce(thread -> answers[thread] = node.get("k", Duration.ofSeconds(30)));
    loaded.complete(value("v"));

    assertThat(loads).hasValue(1);
    List<String> texts = new ArrayList<>();
    for (Answer answer : answers) {
      texts.add(answer.await().text());
    }
    assertThat(texts).filteredOn("v MISS_LOADED"::equals).hasSize(1);
    assertThat(texts).filteredOn("v COALESCED"::equals).hasSize(THREADS - 1);
  }

  @Test
  void getsOfOneColdKeyAtOnce_withAnInstantSource_areNeverTwoLoads() throws Exception {
    int rounds = 2_000;
    TestNode node = owner(CompletableFuture.completedFuture(value("v")));
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    AtomicInteger wrong = new AtomicInteger();

    atOnce(
        thread -> {
          for (int round = 0; round < rounds; round++) {
            await(barrier);
            String text = node.get("k" + round).await().text();
            if (!text.startsWith("v ")) {
              wrong.incrementAndGet();
            }
          }
        });

    assertThat(wrong).hasValue(0);
    assertThat(loads).hasValue(rounds);
  }

  @Test
  void getsAndDeletesOfOneKeyAtOnce_neverFindWhatADeleteFollowed() throws Exception {
    int rounds = 10_000;
    AtomicLong database = new AtomicLong();
    AtomicLong deleted = new AtomicLong(); // the database's version that an acknowledged delete saw
    AtomicBoolean over = new AtomicBoolean();
    Queue<String> stale = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(5);
    TestNode node = reading(database, threads);

    List<Future<?>> running = new ArrayList<>();
    for (int reader = 0; reader < 2; reader++) {
      running.add(
          threads.submit(
              () -> {
                while (!over.get()) {
                  checkGet(node, deleted.get(), stale);
                }
              }));
    }
    for (int round = 0; round < rounds; round++) {
      long written = database.incrementAndGet();
      assertThat(node.delete("k").only()).isInstanceOf(Reply.Deleted.class);
      deleted.set(written);
      checkGet(node, written, stale);
    }
    over.set(true);
    for (Future<?> reader : running) {
      reader.get();
    }
    threads.shutdown();

    assertThat(stale).isEmpty();
    assertThat(loads.get()).isGreaterThan(rounds / 2); // else little was tried
  }

  @Test
  void changesOfSettings_whileKeysAreReadSetAndDeleted_bringNothingBack() throws Exception {
    int rounds = 10_000;
    AtomicLong database = new AtomicLong();
    AtomicLong changed = new AtomicLong(); // the version that an acknowledged delete or set saw
    AtomicBoolean over = new AtomicBoolean();
    Queue<String> stale = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    TestNode node = reading(database, threads);
    SplittableRandom random = new SplittableRandom(7);

    List<Future<?>> running = new ArrayList<>();
    for (int reader = 0; reader < 2; reader++) {
      running.add(
          threads.submit(
              () -> {
                while (!over.get()) {
                  checkGet(node, changed.get(), stale);
                }
              }));
    }
    AtomicInteger settings = new AtomicInteger();
    running.add(
        threads.submit(
            () -> {
              while (!over.get()) {
                node.groups.apply(byName(spec(settings.incrementAndGet())));
              }
            }));
    for (int round = 0; round < rounds; round++) {
      long written = database.incrementAndGet();
      if (random.nextInt(3) == 0) {
        assertThat(node.set("k", Long.toString(written)).only()).isInstanceOf(Reply.Stored.class);
      } else {
        assertThat(node.delete("k").only()).isInstanceOf(Reply.Deleted.class);
      }
      changed.set(written);
      checkGet(node, written, stale);
    }
    over.set(true);
    for (Future<?> each : running) {
      each.get();
    }
    threads.shutdown();

    assertThat(stale).isEmpty();
    assertThat(loads.get()).isGreaterThan(rounds / 2); // else little was tried
    assertThat(settings.get()).isGreaterThan(rounds / 10);
  }

  /** No two in a row are equal, and every seventh is of another source. */
  private static GroupSpec spec(int number) {
    return new GroupSpec(
        GROUP,
        settings(
            s -> s.ttl(Duration.ofMinutes(1 + number % 2)).query(Integer.toString(number / 7))));
  }

  private static void checkGet(TestNode node, long deleted, Queue<String> stale) {
    long found = version(node.get("k").await());
    if (found < deleted) {
      stale.add("found %d after the delete of %d".formatted(found, deleted));
    }
  }

  /** Reads the database at once or in a moment, and answers at once or in a moment. */
  private TestNode reading(AtomicLong database, ExecutorService threads) {
    return TestNode.owner(
        new FunctionSource(
            request -> {
              int load = loads.incrementAndGet();
              CompletableFuture<Loaded> answer = new CompletableFuture<>();
              int way = new SplittableRandom(load).nextInt(3);
              if (way == 0) {
                answer.complete(value(database.toString()));
              } else if (way == 1) {
                String read = database.toString();
                threads.execute(() -> answer.complete(value(read)));
              } else {
                threads.execute(() -> answer.complete(value(database.toString())));
              }
              return answer;
            }),
        timers,
        Ticker.system());
  }

  private static long version(Answer answer) {
    return Long.parseLong(((Reply.Found) answer.only()).value().toStringUtf8());
  }

  private TestNode owner(CompletableFuture<Loaded> loaded) {
    return TestNode.owner(
        new FunctionSource(
            request -> {
              loads.incrementAndGet();
              return loaded.copy();
            }),
        timers,
        Ticker.system());
  }

  private static void atOnce(IntConsumer task) throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      running.add(
          threads.submit(
              () -> {
                await(start);
                task.accept(thread);
              }));
    }
    threads.shutdown();
    for (Future<?> each : running) {
      each.get();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(15, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(bytes(text));
  }
}
