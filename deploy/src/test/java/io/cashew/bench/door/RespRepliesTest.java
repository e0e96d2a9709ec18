package io.cashew.bench.door;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RespRepliesTest {
  private static final String REPLIES =
      "$3\r\na\r\n\r\n+OK\r\n$-1\r\n*3\r\n$1\r\nx\r\n$-1\r\n$0\r\n\r\n-ERR no\r\n:12\r\n*-1\r\n";

  private final List<String> heard = new ArrayList<>();

  @Test
  void replies_areToldApart() {
    read(REPLIES.length());

    assertThat(heard)
        .containsExactly(
            "value", "simple", "nothing", "array 3", "value", "nothing", "value", "ERR no",
            "simple", "nothing");
  }

  @Test
  void replies_inPiecesOfAnyLength_areTheSame() {
    read(REPLIES.length());
    List<String> whole = List.copyOf(heard);

    for (int length = 1; length < REPLIES.length(); length++) {
      heard.clear();
      read(length);
      assertThat(heard).as("pieces of %d bytes", length).isEqualTo(whole);
    }
  }

  @Test
  void reply_ofAnotherProtocol_isRefused() {
    RespReplies replies = new RespReplies(new Listener());

    assertThatThrownBy(() -> replies.read(bytes("HTTP/1.1 400\r\n")))
        .hasMessageContaining("begins with 'H'");
  }

  @ParameterizedTest
  @CsvSource({
    "TRYAGAIN OWNER_SLOW node n1 did not answer, OWNER_SLOW",
    "ERR unknown command, ERR",
    "LOADING Redis is loading, LOADING",
    "ERR, ERR",
  })
  void error_isCountedByItsReason(String message, String reason) {
    assertThat(RespError.reason(message)).isEqualTo(reason);
  }

  /** As a connection does: what is left comes again with the next piece behind it. */
  private void read(int length) {
    RespReplies replies = new RespReplies(new Listener());
    ByteBuf in = Unpooled.buffer();
    for (int from = 0; from < REPLIES.length(); from += length) {
      in.writeBytes(bytes(REPLIES.substring(from, Math.min(from + length, REPLIES.length()))));
      replies.read(in);
      in.discardReadBytes();
    }
    assertThat(in.isReadable()).isFalse();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(US_ASCII));
  }

  private final class Listener implements RespReplies.Listener {
    @Override
    public void value() {
      heard.add("value");
    }

    @Override
    public void nothing() {
      heard.add("nothing");
    }

    @Override
    public void simple() {
      heard.add("simple");
    }

    @Override
    public void array(int elements) {
      heard.add("array " + elements);
    }

    @Override
    public void error(String message) {
      heard.add(message);
    }
  }
}
