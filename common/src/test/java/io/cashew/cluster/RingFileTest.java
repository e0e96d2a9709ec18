package io.cashew.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.hash.HashSpec;
import io.cashew.ring.Ring;
import io.cashew.ring.RingPlan;
import io.cashew.ring.Rings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RingFileTest {
  @TempDir private Path directory;

  @Test
  void read_whatWasWrittenLast_isTheSameRing() {
    RingFile file = new RingFile(directory.resolve("not/there/yet/test.ring"));
    file.write(ring(7));
    file.write(ring(8));

    assertThat(file.read())
        .hasValueSatisfying(
            read -> {
              assertThat(read.epoch()).isEqualTo(ring(8).epoch());
              assertThat(read.digest()).isEqualTo(ring(8).digest());
            });
  }

  @Test
  void read_noFile_isEmpty() {
    assertThat(new RingFile(directory.resolve("none.ring")).read()).isEmpty();
  }

  @Test
  void read_damagedFile_isEmpty() throws IOException {
    Path path = directory.resolve("test.ring");
    RingFile file = new RingFile(path);
    file.write(ring(7));
    byte[] bytes = Files.readAllBytes(path);
    for (int i = 0; i < bytes.length; i += 7) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      Files.write(path, damaged);

      assertThat(file.read()).as("byte %d", i).isEmpty();
    }
  }

  @Test
  void write_whereNothingCanBeWritten_doesNotThrow() throws IOException {
    Path occupied = Files.writeString(directory.resolve("file"), "");

    new RingFile(occupied.resolve("test.ring")).write(ring(7));

    assertThat(new RingFile(occupied.resolve("test.ring")).read()).isEmpty();
  }

  private static Ring ring(long revision) {
    return RingPlan.first(HashSpec.of(4, 0), List.of(Rings.member("a")), "test", "first", 0)
        .at(revision);
  }
}
