package io.cashew.hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values are those that xxHash's own sources and documentation publish. */
final class XxHash64Test {
  private static final long PRIME32 = 2654435761L;

  @ParameterizedTest
  @CsvSource({
    "'', EF46DB3751D8E999",
    "a, D24EC4F1A98C6E5B",
    "abc, 44BC2CF5AD770999",
    "Nobody inspects the spammish repetition, FBCEA83C8A378BF1",
  })
  void of_text_isThePublishedValue(String text, String expected) {
    ByteString bytes = ByteString.copyFrom(text, UTF_8);

    long hash = XxHash64.of(bytes, 0, bytes.size(), 0);

    assertThat(hash).isEqualTo(Long.parseUnsignedLong(expected, 16));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 4FCE394CC88952D8",
    "1, 2654435761, 739840CB819FA723",
    "14, 0, CFFA8DB881BC3A3D",
    "14, 2654435761, 5B9611585EFCC9CB",
    "101, 0, 0EAB543384F878AD",
    "101, 2654435761, CAA65939306F1E21",
  })
  void of_sanityBuffer_isThePublishedValue(int length, long seed, String expected) {
    ByteString bytes = sanityBuffer(length);

    long hash = XxHash64.of(bytes, 0, bytes.size(), seed);

    assertThat(hash).isEqualTo(Long.parseUnsignedLong(expected, 16));
  }

  @Test
  void of_partOfTheBytes_isTheHashOfThatPartAlone() {
    ByteString bytes = sanityBuffer(150);

    long part = XxHash64.of(bytes, 7, 108, 42);

    assertThat(part).isEqualTo(XxHash64.of(bytes.substring(7, 108), 0, 101, 42));
  }

  @Test
  void of_bytesInTwoPieces_isTheHashOfTheWhole() {
    ByteString whole = sanityBuffer(1000);
    ByteString rope = whole.substring(0, 333).concat(whole.substring(333));

    long hash = XxHash64.of(rope, 0, rope.size(), 1);

    assertThat(hash).isEqualTo(XxHash64.of(whole, 0, whole.size(), 1));
  }

  /** The generator of xxHash's own sanity checks. */
  private static ByteString sanityBuffer(int length) {
    byte[] bytes = new byte[length];
    int generator = (int) PRIME32;
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (generator >>> 24);
      generator *= generator;
    }
    return ByteString.copyFrom(bytes);
  }
}
