package io.cashew.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class UnansweredTest {
  private final Unanswered<String> unanswered = new Unanswered<>();

  @Test
  void remove_returnsWhatWasAdded_once() {
    long a = unanswered.add("a");
    long b = unanswered.add("b");

    assertThat(unanswered.remove(b)).isEqualTo("b");
    assertThat(unanswered.remove(b)).isNull();
    assertThat(unanswered.contains(a)).isTrue();
    assertThat(unanswered.contains(b)).isFalse();
    assertThat(unanswered.size()).isEqualTo(1);
  }

  @Test
  void remove_ofANumberThatWasNeverGiven_isNothing() {
    unanswered.add("a");

    assertThat(unanswered.remove(0)).isNull();
    assertThat(unanswered.remove(1L << 40)).isNull();
    assertThat(unanswered.remove(-1)).isNull();
  }

  @Test
  void add_besideOneThatIsNeverAnswered_takesNoMoreRoomWithTime() {
    long slow = unanswered.add("slow");
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      long number = unanswered.add("quick");
      numbers.add(number);
      unanswered.remove(number);
    }

    assertThat(numbers).doesNotHaveDuplicates().doesNotContain(slow).isSorted();
    assertThat(numbers.get(9_999)).isLessThan(10_300); // few places are taken
    assertThat(unanswered.remove(slow)).isEqualTo("slow");
  }

  @Test
  void removeAll_returnsAllAndKeepsNone() {
    IntStream.range(0, 500).forEach(i -> unanswered.add("item " + i));
    List<String> removed = unanswered.removeAll();

    assertThat(removed)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 500).mapToObj(i -> "item " + i).toList());
    assertThat(unanswered.isEmpty()).isTrue();
    assertThat(unanswered.remove(1)).isNull();
  }

  @Test
  void anyOrder_isAsAMapHasIt() {
    Random random = new Random(3);
    Map<Long, String> model = new HashMap<>();
    List<Long> open = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      if (open.isEmpty() || random.nextInt(100) < (i / 10_000 % 2 == 0 ? 60 : 40)) {
        String item = "item " + i;
        long number = unanswered.add(item);
        assertThat(model.put(number, item)).isNull();
        open.add(number);
      } else {
        int which = random.nextInt(open.size());
        long number = open.set(which, open.get(open.size() - 1));
        open.remove(open.size() - 1);
        assertThat(unanswered.remove(number)).isEqualTo(model.remove(number));
      }
      assertThat(unanswered.size()).isEqualTo(model.size());
    }
  }
}
