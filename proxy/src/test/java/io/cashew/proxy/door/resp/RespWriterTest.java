package io.cashew.proxy.door.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RespWriterTest {
  private final RespWriter writer = new RespWriter(UnpooledByteBufAllocator.DEFAULT);

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 99, 100, 1_234_567, Long.MAX_VALUE, -1, -10, Long.MIN_VALUE})
  void integer_isItsDigits(long number) {
    assertThat(written(out -> out.integer(number))).isEqualTo(":" + number + "\r\n");
  }

  @Test
  void bulk_isItsBytesAndTheirNumber() {
    ByteString large = ByteString.copyFrom("x".repeat(100_000), ISO_8859_1);

    assertThat(written(out -> out.bulk(ByteString.EMPTY))).isEqualTo("$0\r\n\r\n");
    assertThat(written(out -> out.bulk(ByteString.copyFrom(new byte[] {13, 10, -1}))))
        .isEqualTo("$3\r\n\r\n\u00ff\r\n");
    assertThat(written(out -> out.bulk(large)))
        .isEqualTo("$100000\r\n" + large.toStringUtf8() + "\r\n");
    assertThat(written(out -> out.bulk(large.concat(large).substring(99_999, 100_001))))
        .isEqualTo("$2\r\nxx\r\n");
    assertThat(written(out -> out.bulk("\u00e9"))).isEqualTo("$2\r\n\u00c3\u00a9\r\n");
  }

  @Test
  void nothingAndMaps_haveSignsOfTheirOwnInResp3() {
    assertThat(written(RespWriter::nothing)).isEqualTo("$-1\r\n");
    assertThat(written(out -> out.map(2))).isEqualTo("*4\r\n");

    writer.speak(RespWriter.RESP3);

    assertThat(written(RespWriter::nothing)).isEqualTo("_\r\n");
    assertThat(written(out -> out.map(2))).isEqualTo("%2\r\n");
  }

  @Test
  void error_isOneLineWhateverItSays() {
    assertThat(written(out -> out.error("ERR two\r\nlines"))).isEqualTo("-ERR two  lines\r\n");
  }

  private String written(Consumer<RespWriter> words) {
    words.accept(writer);
    ByteBuf bytes = requireNonNull(writer.take());
    String text = bytes.toString(ISO_8859_1);
    assertThat(bytes.release()).isTrue();
    return text;
  }
}
