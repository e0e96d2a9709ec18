package io.cashew.node.term;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TermTableTest {
  private final RingHistory history = RingHistory.beginning("a", "b");
  private final TermTable table = RingHistory.learner(new NodeId("a"));

  @Test
  void apply_ofARingThatIsNotNewer_isIgnored() {
    Ring first = history.current();
    Ring second = history.move(0, "b");
    table.apply(second);
    Terms before = table.current();

    table.apply(first);
    table.apply(second);

    assertThat(table.current()).isSameAs(before);
  }

  @Test
  void apply_tellsOfTheTermsOnceTheyAreInForce() {
    List<Terms> told = new ArrayList<>();
    List<Terms> inForce = new ArrayList<>();
    table.onChange(
        terms -> {
          told.add(terms);
          inForce.add(table.current());
        });

    table.apply(history.current());
    table.apply(history.current());

    assertThat(told).hasSize(1).isEqualTo(inForce);
    assertThat(told.get(0).epoch()).isEqualTo(1);
  }

  @Test
  void apply_withAListenerThatThrows_tellsTheOthers() {
    List<Terms> told = new ArrayList<>();
    table.onChange(
        terms -> {
          throw new IllegalStateException("a listener's defect");
        });
    table.onChange(told::add);

    table.apply(history.current());

    assertThat(told).hasSize(1);
  }
}
