package io.cashew.node.store.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file of little-endian 32-bit integers under gzip. */
final class IntFile {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MOST_NUMBERS = 1 << 30;

  private IntFile() {}

  static int[] read(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = new GZIPInputStream(raw, BUFFER_BYTES)) {
      return read(file, in);
    } catch (ZipException | EOFException e) {
      throw new TraceException(
          "%s: cannot be unpacked: %s (expected: a whole gzip file)"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static int[] read(Path file, InputStream in) throws IOException {
    byte[] bytes = new byte[BUFFER_BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] numbers = new int[BUFFER_BYTES];
    int count = 0;
    int length = in.readNBytes(bytes, 0, BUFFER_BYTES);
    while (length > 0) {
      if (length % Integer.BYTES != 0) {
        throw new TraceException(
            "%s: %,d bytes when unpacked (expected: a multiple of 4)"
                .formatted(file, (long) count * Integer.BYTES + length));
      }
      int read = length / Integer.BYTES;
      if (count + read > numbers.length) {
        if (numbers.length == MOST_NUMBERS) {
          throw new TraceException(
              "%s: too long (expected: at most %,d numbers)".formatted(file, MOST_NUMBERS));
        }
        numbers = Arrays.copyOf(numbers, 2 * numbers.length);
      }
      buffer.rewind().limit(length).asIntBuffer().get(numbers, count, read);
      count += read;
      length = in.readNBytes(bytes, 0, BUFFER_BYTES);
    }
    return Arrays.copyOf(numbers, count);
  }
}
