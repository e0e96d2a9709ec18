package io.cashew.node.store.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ColumnTest {
  @Test
  void numbers_ofHandlesAllOverTheRange_areKept() {
    Random random = new Random(9);
    IntColumn ints = new IntColumn();
    LongColumn longs = new LongColumn();
    Map<Integer, Integer> written = new HashMap<>();

    for (int i = 0; i < 10_000; i++) {
      int handle = 1 + random.nextInt(Entries.MAX_HANDLE);
      int number = random.nextInt();
      ints.set(handle, number);
      longs.set(handle, (long) number << 20);
      written.put(handle, number);
    }

    written.forEach(
        (handle, number) -> {
          assertThat(ints.get(handle)).isEqualTo(number);
          assertThat(longs.get(handle)).isEqualTo((long) number << 20);
        });
  }

  @Test
  void number_neverWritten_isZero() {
    IntColumn ints = new IntColumn();
    LongColumn longs = new LongColumn();
    ints.set(5, 1);
    longs.set(5, 1);

    assertThat(ints.get(6)).isZero();
    assertThat(ints.get(Entries.MAX_HANDLE)).isZero();
    assertThat(longs.get(6)).isZero();
    assertThat(longs.get(Entries.MAX_HANDLE)).isZero();
  }

  @Test
  void number_atTheLastHandle_isKept() {
    IntColumn ints = new IntColumn();
    LongColumn longs = new LongColumn();

    ints.set(Entries.MAX_HANDLE, 3);
    longs.set(Entries.MAX_HANDLE, 3);

    assertThat(ints.get(Entries.MAX_HANDLE)).isEqualTo(3);
    assertThat(longs.get(Entries.MAX_HANDLE)).isEqualTo(3);
  }
}
