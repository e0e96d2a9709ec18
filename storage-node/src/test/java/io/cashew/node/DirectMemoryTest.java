package io.cashew.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cashew.lifecycle.StartException;
import org.junit.jupiter.api.Test;

final class DirectMemoryTest {
  private static final long MIB = 1 << 20;

  @Test
  void check_ofMoreThanIsGranted_saysWhatIsFoundAndNeededAndTheWayOut() {
    DirectMemory granted = new DirectMemory(512 * MIB);

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> granted.check(1024 * MIB))
        .withMessage(
            "node.memory is 1GiB, for which this JVM has to grant 1280MiB outside of its heap, and"
                + " it grants 512MiB: start it with -XX:MaxDirectMemorySize=1280m or more, or set"
                + " less node.memory");
  }

  @Test
  void check_ofNoWholeMebibytes_asksForEnough() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> new DirectMemory(MIB).check(16 * MIB + 1))
        .withMessageContaining("-XX:MaxDirectMemorySize=273m");
  }

  @Test
  void check_ofWhatIsGranted_leavesRoomForOthers() {
    DirectMemory granted = new DirectMemory(512 * MIB);

    assertThatCode(() -> granted.check(256 * MIB)).doesNotThrowAnyException();
    assertThatExceptionOfType(StartException.class).isThrownBy(() -> granted.check(256 * MIB + 1));
  }

  @Test
  void ofThisJvm_isWhatItGrants() {
    DirectMemory granted = DirectMemory.ofThisJvm();

    assertThat(granted.limitBytes()).isEqualTo(4L << 30); // what the tests' JVM is told
  }
}
