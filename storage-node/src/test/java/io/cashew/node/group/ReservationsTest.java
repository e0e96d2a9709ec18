package io.cashew.node.group;

import static io.cashew.node.group.TestNode.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReservationsTest {
  private static final long MIB = 1 << 20;

  private final Reservations reservations = new Reservations(12 * MIB);

  @Test
  void moreThanTheNodeCan_isToldWithWhatFollows() {
    assertThat(reservations.become(List.of(reserving("a", 8), reserving("b", 5))))
        .contains(
            "groups reserve 13MiB, and this node can reserve 12MiB: all reservations are scaled down in"
                + " proportion; raise node.memory, or reserve less");
  }

  @Test
  void allThatTheNodeCan_isFine() {
    assertThat(reservations.become(List.of(reserving("a", 8), reserving("b", 4)))).isEmpty();
  }

  @Test
  void theSameAgain_isNotToldAgain() {
    assertThat(reservations.become(List.of(reserving("a", 13)))).isPresent();
    assertThat(reservations.become(List.of(reserving("a", 13)))).isEmpty();

    assertThat(reservations.become(List.of(reserving("a", 14)))).isPresent();
  }

  @Test
  void moreThanCanBeCounted_isTold() {
    GroupSettings huge = settings(s -> s.memoryBytes(Long.MAX_VALUE).reservedBytes(Long.MAX_VALUE));

    assertThat(reservations.become(List.of(new GroupSpec("a", huge), new GroupSpec("b", huge))))
        .isPresent();
  }

  private static GroupSpec reserving(String name, long mebibytes) {
    return new GroupSpec(name, settings(s -> s.reservedBytes(mebibytes * MIB)));
  }
}
