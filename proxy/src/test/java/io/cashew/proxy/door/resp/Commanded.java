package io.cashew.proxy.door.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Commands as clients send them; one character is one byte. */
final class Commanded {
  private Commanded() {}

  static String command(String... arguments) {
    StringBuilder text = new StringBuilder("*" + arguments.length + "\r\n");
    for (String argument : arguments) {
      text.append('$').append(argument.length()).append("\r\n").append(argument).append("\r\n");
    }
    return text.toString();
  }

  static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }

  /** As it is once it was read. */
  static Request request(String... arguments) {
    Request request = new Request();
    if (!new RespReader().read(bytes(command(arguments)), request)) {
      throw new AssertionError("not a whole command");
    }
    return request;
  }
}
