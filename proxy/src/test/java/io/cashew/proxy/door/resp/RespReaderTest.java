package io.cashew.proxy.door.resp;

import static io.cashew.proxy.door.resp.Commanded.bytes;
import static io.cashew.proxy.door.resp.Commanded.command;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RespReaderTest {
  private static final String[][] CORPUS = {
    {"PING"},
    {"GET", "things:a"},
    {"SET", "k", ""},
    {"SET", "k", "\r\n$3\r\n*1\r\n", "EX", "10"},
    {"SET", "\u0000\u00ff\u0080", "x".repeat(300)},
    {"MGET", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q"},
    {"", ""},
  };

  @Test
  void read_commandSplitAnywhere_isTheSameCommand() {
    for (String[] command : CORPUS) {
      String text = command(command) + command("NEXT");
      int whole = command(command).length();
      for (int split = 0; split < whole; split++) {
        RespReader reader = new RespReader();
        Request request = new Request();
        ByteBuf in = Unpooled.buffer().writeBytes(bytes(text.substring(0, split)));

        assertThat(reader.read(in, request)).isFalse();
        assertThat(in.readerIndex()).isZero();
        in.writeBytes(bytes(text.substring(split)));

        assertThat(reader.read(in, request)).isTrue();
        assertThat(arguments(request)).containsExactly(command);
        assertThat(in.readerIndex()).isEqualTo(whole);
        assertThat(reader.read(in, request)).isTrue();
        assertThat(arguments(request)).containsExactly("NEXT");
      }
    }
  }

  @Test
  void read_aByteAtATimeFromABufferThatMoves_isTheSameCommand() {
    for (String[] command : CORPUS) {
      RespReader reader = new RespReader();
      Request request = new Request();
      ByteBuf in = Unpooled.buffer(1);
      in.writeByte('.').readByte(); // what was before is discarded on the way
      String text = command(command);
      for (int i = 0; i < text.length() - 1; i++) {
        in.writeByte(text.charAt(i));
        assertThat(reader.read(in, request)).isFalse();
        in.discardReadBytes();
      }
      in.writeByte('\n');

      assertThat(reader.read(in, request)).isTrue();
      assertThat(arguments(request)).containsExactly(command);
    }
  }

  @Test
  void read_emptyArrays_areSkipped() {
    Request request = new Request();

    boolean read = new RespReader().read(bytes("*0\r\n*-1\r\n*0\r\n" + command("PING")), request);

    assertThat(read).isTrue();
    assertThat(arguments(request)).containsExactly("PING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PING\r\n",
        "GET / HTTP/1.1\r\n",
        "*x\r\n",
        "*\r\n",
        "*1048577\r\n",
        "*99999999999\r\n",
        "*1\r\n:1\r\n",
        "*1\r\n$-1\r\n",
        "*1\r\n$x\r\n",
        "*1\r\n$99999999\r\n",
        "*1\r\n$12582913\r\n",
        "*1\r\n$1\r\nab\r\n",
        "*1\r\n$1\r\na\rb",
        "*1\rx",
        "*00000000000000",
        "\u0000",
      })
  void read_whatIsNoCommand_isRefused(String text) {
    assertThatThrownBy(() -> new RespReader().read(bytes(text), new Request()))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("Protocol error: ");
  }

  @Test
  void read_moreArgumentsThanAnyCommandHas_countsThem() {
    String[] many = new String[5_000];
    Arrays.fill(many, "k");

    Request request = new Request();
    boolean read = new RespReader().read(bytes(command(many)), request);

    assertThat(read).isTrue();
    assertThat(request.count()).isEqualTo(5_000);
  }

  /** Whatever comes: progress, a wish for more, or a refusal, and nothing beyond what is there. */
  @Test
  void read_anyBytes_readsOnOrWaitsOrRefuses() {
    for (long seed = 1; seed <= 20_000; seed++) {
      Random random = new Random(seed);
      byte[] sent = random.nextBoolean() ? mutated(random) : scrambled(random);
      RespReader reader = new RespReader();
      Request request = new Request();
      ByteBuf in = Unpooled.buffer(sent.length, sent.length);
      try {
        for (int at = 0; at < sent.length; ) {
          int more = Math.min(sent.length - at, 1 + random.nextInt(sent.length));
          in.writeBytes(sent, at, more);
          at += more;
          int before = in.readerIndex();
          while (reader.read(in, request)) {
            assertThat(in.readerIndex()).as("seed %d", seed).isGreaterThan(before);
            before = in.readerIndex();
            assertThat(request.count()).isPositive();
            arguments(request);
          }
          assertThat(in.readerIndex()).as("seed %d", seed).isLessThanOrEqualTo(in.writerIndex());
        }
      } catch (ProtocolException e) {
        assertThat(e).hasMessageStartingWith("Protocol error: ");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static byte[] mutated(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      text.append(command(CORPUS[random.nextInt(CORPUS.length)]));
    }
    byte[] bytes = text.toString().getBytes(ISO_8859_1);
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = anyOf("*$-0129\r\n:\u0000", random);
    }
    return bytes;
  }

  private static byte[] scrambled(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(60)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = anyOf("**$$11230\r\r\n\n-ax", random);
    }
    return bytes;
  }

  private static byte anyOf(String letters, Random random) {
    return (byte) letters.charAt(random.nextInt(letters.length()));
  }

  private static List<String> arguments(Request request) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < Math.min(request.count(), RespReader.MAX_ARGUMENTS); i++) {
      arguments.add(request.bytes(i).toString(ISO_8859_1));
    }
    return arguments;
  }
}
