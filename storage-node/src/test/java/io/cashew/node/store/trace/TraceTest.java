package io.cashew.node.store.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cashew.node.store.trace.Trace.Weighing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceTest {
  @TempDir Path directory;

  @Test
  void requests_areReadInTheirOrder() throws IOException {
    Trace trace = Trace.read(write("few.ids.gz", 0, 1, 0, 2, 1));

    assertThat(trace.name()).isEqualTo("few");
    assertThat(trace.length()).isEqualTo(5);
    assertThat(trace.keys()).isEqualTo(3);
    assertThat(trace.key(3)).isEqualTo(2);
    assertThat(trace.footprint(Weighing.ENTRIES)).isEqualTo(3);
    assertThat(trace.weight(2, Weighing.ENTRIES)).isEqualTo(1);
  }

  @Test
  void requests_thatFillManyBuffers_areAllRead() throws IOException {
    int[] requests = new int[300_001];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = i;
    }

    Trace trace = Trace.read(write("many.ids.gz", requests));

    assertThat(trace.length()).isEqualTo(300_001);
    assertThat(trace.key(300_000)).isEqualTo(300_000);
  }

  @Test
  void sizes_byRequest_areThoseOfAKeysFirst() throws IOException {
    write("disk.sizes.gz", 100, 7, 200, 0);

    Trace trace = Trace.read(write("disk.ids.gz", 0, 1, 0, 2));

    assertThat(trace.weight(0, Weighing.BYTES)).isEqualTo(100);
    assertThat(trace.weight(2, Weighing.BYTES)).as("no entry is without weight").isEqualTo(1);
    assertThat(trace.footprint(Weighing.BYTES)).isEqualTo(108);
  }

  @Test
  void sizes_byKey_areThose() throws IOException {
    write("web.kvsize-by-id.gz", 10, 20);

    Trace trace = Trace.read(write("web.ids.gz", 0, 1, 0));

    assertThat(trace.weight(1, Weighing.BYTES)).isEqualTo(20);
    assertThat(trace.footprint(Weighing.BYTES)).isEqualTo(30);
  }

  @Test
  void bytes_withoutSizes_areRefused() throws IOException {
    Trace trace = Trace.read(write("bare.ids.gz", 0));

    assertThat(trace.hasSizes()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trace.footprint(Weighing.BYTES))
        .withMessage(
            "bare has no sizes (expected: bare.sizes.gz or bare.kvsize-by-id.gz beside it)");
  }

  @Test
  void sizes_ofAnotherNumber_areRefused() throws IOException {
    write("web.kvsize-by-id.gz", 10, 20, 30);

    assertRefused("3 sizes (expected: 2, as many as keys)", write("web.ids.gz", 0, 1, 0));
  }

  @Test
  void sizes_belowNothing_areRefused() throws IOException {
    write("web.sizes.gz", 10, -20, 30);

    assertRefused("size 2 is -20 (expected: 0 or more)", write("web.ids.gz", 0, 1, 0));
  }

  @Test
  void keys_notNumberedByFirstRequest_areRefused() throws IOException {
    assertRefused(
        "request 2 is for key 2 (expected: 0 to 1, keys numbered by first request)",
        write("odd.ids.gz", 0, 2));
  }

  @Test
  void file_ofAnotherName_isRefused() throws IOException {
    assertRefused("no trace (expected: a file named NAME.ids.gz)", write("web.csv", 0));
  }

  @Test
  void file_notPacked_isRefused() throws IOException {
    Path file = Files.write(directory.resolve("plain.ids.gz"), "1,2,3".getBytes(US_ASCII));

    assertRefused("cannot be unpacked", file);
  }

  @Test
  void file_cutOff_isRefused() throws IOException {
    Path whole = write("whole.ids.gz", 0, 1, 2, 3, 4);
    byte[] bytes = Files.readAllBytes(whole);
    Path file = directory.resolve("cut.ids.gz");
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 6));

    assertRefused("cannot be unpacked", file);
  }

  @Test
  void file_withPartOfANumber_isRefused() throws IOException {
    Path file = directory.resolve("part.ids.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(new byte[6]);
    }

    assertRefused("6 bytes when unpacked (expected: a multiple of 4)", file);
  }

  @Test
  void file_notThere_isAnInputError() {
    assertThatThrownBy(() -> Trace.read(directory.resolve("none.ids.gz")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private static void assertRefused(String message, Path file) {
    assertThatThrownBy(() -> Trace.read(file))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(String.valueOf(file.getParent()));
  }

  private Path write(String name, int... numbers) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(numbers);
    Path file = directory.resolve(name);
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes.array());
    }
    return file;
  }
}
