package io.cashew.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cashew.bench.workload.Popularity.Draw;
import io.cashew.node.store.trace.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PopularityTest {
  @Test
  void inTurn_amongSeveralDrivers_meetsEveryKeyOnce() {
    Popularity popularity = new Popularity.InTurn(10);

    long[] first = draws(popularity.draw(random(), 0, 3), 4);
    long[] second = draws(popularity.draw(random(), 1, 3), 3);
    long[] third = draws(popularity.draw(random(), 2, 3), 3);

    assertThat(first).containsExactly(0, 3, 6, 9);
    assertThat(second).containsExactly(1, 4, 7);
    assertThat(third).containsExactly(2, 5, 8);
  }

  @Test
  void inTurn_atTheEnd_beginsAgain() {
    assertThat(draws(new Popularity.InTurn(2).draw(random(), 0, 1), 5))
        .containsExactly(0, 1, 0, 1, 0);
  }

  @Test
  void uniform_meetsAllKeysAboutAsOften() {
    long[] draws = draws(new Popularity.Uniform(4).draw(random(), 0, 1), 4_000);

    for (int key = 0; key < 4; key++) {
      int wanted = key;
      assertThat(LongStream.of(draws).filter(drawn -> drawn == wanted).count())
          .isBetween(850L, 1_150L);
    }
  }

  @Test
  void skewed_ofTheSameSeed_asksForTheSame() {
    Popularity popularity = new Popularity.Skewed(1_000, 0.99);

    assertThat(draws(popularity.draw(random(), 0, 1), 100))
        .isEqualTo(draws(popularity.draw(random(), 0, 1), 100));
  }

  /** Each rank has a key of its own, or some would be asked for twice as often. */
  @Test
  void skewed_meetsEveryKeyAndFavoursOne() {
    long[] draws = draws(new Popularity.Skewed(12, 0.99).draw(random(), 0, 1), 10_000);

    assertThat(LongStream.of(draws).distinct().count()).isEqualTo(12);
    assertThat(LongStream.of(draws).filter(key -> key == 0).count()).isBetween(2_900L, 3_500L);
  }

  @Test
  void recorded_replaysTheTraceAndThenAgain(@TempDir Path directory) throws IOException {
    Trace trace = trace(directory, 0, 1, 0, 2);

    Popularity popularity = new Popularity.Recorded(trace);

    assertThat(popularity.keys()).isEqualTo(3);
    assertThat(draws(popularity.draw(random(), 0, 1), 6)).containsExactly(0, 1, 0, 2, 0, 1);
    assertThat(draws(popularity.draw(random(), 1, 2), 3)).containsExactly(1, 2, 1);
  }

  @Test
  void skewed_withoutSkew_saysWhatIsExpected() {
    assertThatThrownBy(() -> new Popularity.Skewed(10, 0))
        .hasMessage("zipf: 0.0 (expected: above 0, at most 5)");
  }

  private static long[] draws(Draw draw, int count) {
    return LongStream.generate(draw::next).limit(count).toArray();
  }

  private static SplittableRandom random() {
    return new SplittableRandom(3);
  }

  private static Trace trace(Path directory, int... requests) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * requests.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(requests);
    Path file = directory.resolve("few.ids.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes.array());
    }
    return Trace.read(file);
  }
}
