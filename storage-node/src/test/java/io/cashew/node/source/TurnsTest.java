package io.cashew.node.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One at once, two wait. */
final class TurnsTest {
  private final FakeTime time = new FakeTime();
  private final Unfinished unfinished = new Unfinished("db", time, time);
  private final Turns turns = new Turns(1, 2);
  private final List<String> ran = new ArrayList<>();

  @Test
  void take_whenOthersHaveTheirTurn_waitsInOrder() {
    take("a");
    take("b");
    take("c");

    assertThat(ran).containsExactly("a");
    turns.giveBack();
    assertThat(ran).containsExactly("a", "b");
    turns.giveBack();
    assertThat(ran).containsExactly("a", "b", "c");
  }

  @Test
  void take_whenTheQueueIsFull_fails() {
    take("a");
    take("b");
    take("c");
    Load refused = take("d");

    assertThat(SourceTester.failure(refused.answer()).reason()).isEqualTo(Reason.IN_FLIGHT);
  }

  @Test
  void take_ofALoadThatIsOverWhileItWaits_makesRoom() {
    take("a");
    Load gone = take("b");
    take("c");
    gone.answer().cancel(false);
    take("d");

    turns.giveBack();
    turns.giveBack();

    assertThat(ran).containsExactly("a", "c", "d");
  }

  @Test
  void giveBack_whenNobodyWaits_leavesTheTurnFree() {
    take("a");
    turns.giveBack();

    take("b");

    assertThat(ran).containsExactly("a", "b");
  }

  private Load take(String key) {
    Load load =
        unfinished.begin(
            new LoadRequest("users", ByteString.copyFromUtf8(key), Duration.ofSeconds(5)));
    turns.take(load, () -> ran.add(key));
    return load;
  }
}
