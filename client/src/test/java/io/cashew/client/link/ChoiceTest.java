package io.cashew.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChoiceTest {
  private static final long NONE = 0;

  private final Random random = new Random(7);

  @Test
  void proxies_equallyBusy_areAskedEquallyOften() {
    Map<Name, Integer> asked =
        ask(new Proxy(Name.A, 5), new Proxy(Name.B, 5), new Proxy(Name.C, 5));

    assertThat(asked.values())
        .hasSize(3)
        .allSatisfy(each -> assertThat(each).isBetween(900, 1_100));
  }

  @Test
  void proxyWithMoreUnanswered_isAskedLess_andTheBusiestNotAtAll() {
    Map<Name, Integer> asked =
        ask(new Proxy(Name.A, 1), new Proxy(Name.B, 20), new Proxy(Name.C, 300));

    assertThat(asked.get(Name.A)).isBetween(1_900, 2_100);
    assertThat(asked.get(Name.B)).isBetween(900, 1_100);
    assertThat(asked).doesNotContainKey(Name.C);
  }

  @Test
  void proxyThatIsNotWell_isAskedOnlyIfNoOtherIsUp() {
    Proxy doubtful = new Proxy(Name.A, 0, true, false);

    assertThat(ask(doubtful, new Proxy(Name.B, 99))).containsOnlyKeys(Name.B);
    assertThat(ask(doubtful, new Proxy(Name.B, 0, false, false))).containsOnlyKeys(Name.A);
  }

  @Test
  void proxyThatFailedTheRequest_isNotAskedAgain() {
    Proxy failed = new Proxy(Name.A, 0);
    Choice<Proxy> ofTwo = new Choice<>(List.of(failed, new Proxy(Name.B, 99)), random);
    Choice<Proxy> ofOne = new Choice<>(List.of(failed), random);

    assertThat(ofTwo.except(failed.bit()).name()).isEqualTo(Name.B);
    assertThat(ofTwo.except(~0)).isNull();
    assertThat(ofOne.except(failed.bit())).isNull();
    assertThat(ofOne.except(NONE)).isEqualTo(failed);
  }

  @Test
  void proxiesThatAreDown_areNotAsked() {
    Proxy down = new Proxy(Name.A, 0, false, false);

    assertThat(new Choice<>(List.of(down), random).except(NONE)).isNull();
    assertThat(new Choice<>(List.of(down, down), random).except(NONE)).isNull();
    assertThat(ask(down, new Proxy(Name.B, 3), down)).containsOnlyKeys(Name.B);
  }

  /** How often each is chosen in 3,000 times. */
  private Map<Name, Integer> ask(Proxy... proxies) {
    Choice<Proxy> choice = new Choice<>(List.of(proxies), random);
    Map<Name, Integer> asked = new EnumMap<>(Name.class);
    for (int i = 0; i < 3_000; i++) {
      asked.merge(choice.except(NONE).name(), 1, Integer::sum);
    }
    return asked;
  }

  private enum Name {
    A,
    B,
    C
  }

  private record Proxy(Name name, int inFlight, boolean isUp, boolean isWell)
      implements Choice.Candidate {
    Proxy(Name name, int inFlight) {
      this(name, inFlight, true, true);
    }

    @Override
    public long bit() {
      return switch (name) {
        case A -> 1;
        case B -> 2;
        case C -> 4;
      };
    }
  }
}
