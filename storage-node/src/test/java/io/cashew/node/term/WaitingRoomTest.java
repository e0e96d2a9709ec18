package io.cashew.node.term;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.node.term.WaitingRoom.Admission;
import io.cashew.time.Await;
import io.cashew.time.FakeTime;
import io.cashew.time.ThreadTimers;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WaitingRoomTest {
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final FakeTime time = new FakeTime();
  private final WaitingRoom room = new WaitingRoom(time, time);
  private final List<String> events = new ArrayList<>();

  @Test
  void callAll_callsEverybodyOnceInTheOrderTheyCame() {
    enter("first");
    enter("second");

    room.callAll();
    room.callAll();
    time.advance(PATIENCE);

    assertThat(events).containsExactly("first again", "second again");
    assertThat(time.pending()).isZero();
  }

  @Test
  void aGuestNobodyCalls_isToldAtItsDeadlineAndNotBefore() {
    enter("guest");

    time.advance(PATIENCE.minusNanos(1));
    assertThat(events).isEmpty();

    time.advance(Duration.ofNanos(1));
    room.callAll();
    assertThat(events).containsExactly("guest too late");
  }

  @Test
  void aGuestWhoseDeadlineHasPassed_isTold() {
    time.advance(Duration.ofSeconds(1));

    room.enter(0, () -> events.add("again"), () -> events.add("too late"));
    time.advance(Duration.ZERO);

    assertThat(events).containsExactly("too late");
  }

  @Test
  void aGuestThatIsCalled_mayComeToWaitAgain() {
    room.enter(PATIENCE.toNanos(), () -> enter("again"), () -> events.add("too late"));

    room.callAll();
    assertThat(events).isEmpty();

    room.callAll();
    assertThat(events).containsExactly("again again");
  }

  @Test
  void aGuestThatThrows_keepsNobodyElseFromBeingCalled() {
    room.enter(
        PATIENCE.toNanos(),
        () -> {
          throw new IllegalStateException("a guest's defect");
        },
        () -> events.add("too late"));
    enter("other");

    room.callAll();

    assertThat(events).containsExactly("other again");
  }

  @Test
  void aGuestThatIsCalledBeforeItsDeadlineIsSet_leavesNoTimerBehind() {
    AtomicReference<WaitingRoom> slow = new AtomicReference<>();
    Timers timers =
        (delay, task) -> {
          slow.get().callAll();
          return time.after(delay, task);
        };
    slow.set(new WaitingRoom(timers, time));

    slow.get().enter(PATIENCE.toNanos(), () -> events.add("again"), () -> events.add("too late"));

    assertThat(time.pending()).isZero();
    assertThat(events).containsExactly("again");
  }

  @Test
  void aFullRoom_turnsAwayUntilSomebodyLeaves() {
    IntStream.range(0, WaitingRoom.SEATS).forEach(i -> enter("guest"));

    assertThat(enter("one too many")).isEqualTo(Admission.FULL);

    room.callAll();
    assertThat(enter("later")).isEqualTo(Admission.WAITING);
    assertThat(events).doesNotContain("one too many again");
  }

  @Test
  void guestsThatAreCalledAtTheirDeadlines_areToldOnceEach() throws InterruptedException {
    int guests = 20_000;
    AtomicIntegerArray told = new AtomicIntegerArray(guests);
    SplittableRandom random = new SplittableRandom(1);
    Ticker ticker = Ticker.system();
    try (ThreadTimers timers = new ThreadTimers("timers")) {
      WaitingRoom busy = new WaitingRoom(timers, ticker);
      AtomicBoolean done = new AtomicBoolean();
      Thread caller = new Thread(() -> callUntil(done, busy), "caller");
      caller.start();

      for (int i = 0; i < guests; i++) {
        int guest = i;
        Runnable tell = () -> told.incrementAndGet(guest);
        long deadline = ticker.nanos() + random.nextLong(200_000);
        if (busy.enter(deadline, tell, tell) == Admission.FULL) {
          tell.run();
        }
      }
      done.set(true);
      caller.join();

      Await.until(
          "every guest was told",
          () -> IntStream.range(0, guests).allMatch(guest -> told.get(guest) > 0));
      assertThat(IntStream.range(0, guests).filter(guest -> told.get(guest) != 1)).isEmpty();
    }
  }

  private static void callUntil(AtomicBoolean done, WaitingRoom room) {
    while (!done.get()) {
      room.callAll();
    }
  }

  private Admission enter(String name) {
    return room.enter(
        time.nanos() + PATIENCE.toNanos(),
        () -> events.add(name + " again"),
        () -> events.add(name + " too late"));
  }
}
