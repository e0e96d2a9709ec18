package io.cashew.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.rpc.EventLoops;
import io.cashew.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class InboxTest {
  private static final int THREADS = 4;
  private static final int EACH = 20_000;

  private final EventLoops loops = EventLoops.start("inbox-test", 1);
  private final Lane lane =
      new Lane(
          loops,
          0,
          new LinkSettings(ImmutableList.of(), 1, 1, 1),
          new InFlight(1, 1, Ticker.system()),
          Ticker.system());
  private final Inbox inbox = new Inbox();

  @AfterEach
  void close() {
    loops.close();
  }

  @Test
  void calls_areTakenInTheirOrder_andTheFirstAsksToBeFetched() {
    assertThat(inbox.put(call(1))).isTrue();
    assertThat(inbox.put(call(2))).isFalse();
    assertThat(inbox.put(call(3))).isFalse();

    assertThat(numbers(inbox.takeAll())).containsExactly(1, 2, 3);
    assertThat(inbox.takeAll()).isNull();
    assertThat(inbox.put(call(4))).isTrue();
  }

  @Test
  void calls_ofManyThreads_areEachFetchedOnceAndInTheOrderOfTheirThread() {
    AtomicInteger wakeUps = new AtomicInteger();
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      threads.add(
          CompletableFuture.runAsync(
              () ->
                  IntStream.range(0, EACH)
                      .filter(i -> inbox.put(call(i * THREADS + thread)))
                      .forEach(i -> wakeUps.incrementAndGet()),
              task -> new Thread(task).start()));
    }
    int[] last = {-1, -1, -1, -1};
    int taken = 0;
    int fetches = 0;

    while (taken < THREADS * EACH) {
      List<Integer> numbers = numbers(inbox.takeAll());
      fetches += numbers.isEmpty() ? 0 : 1;
      for (int number : numbers) {
        assertThat(number).isGreaterThan(last[number % THREADS]);
        last[number % THREADS] = number;
        taken++;
      }
    }

    threads.forEach(CompletableFuture::join);
    assertThat(inbox.takeAll()).isNull();
    assertThat(wakeUps.get()).isEqualTo(fetches); // one for each, however many callers
  }

  private Call call(int number) {
    Operation get =
        new Operation.Get(
            "g", ByteString.copyFromUtf8(String.valueOf(number)), Operation.Want.VALUE);
    return new Call(lane, get, 1, number, reply -> {});
  }

  private static List<Integer> numbers(Call first) {
    List<Integer> numbers = new ArrayList<>();
    for (Call call = first; call != null; call = call.next) {
      numbers.add((int) call.deadline());
    }
    return numbers;
  }
}
