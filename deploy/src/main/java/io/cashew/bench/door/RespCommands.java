package io.cashew.bench.door;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cashew.bench.Request;
import io.netty.buffer.ByteBuf;

/** Writes requests as commands of Redis' protocol. Allocates nothing. Confined to one thread. */
final class RespCommands {
  private static final byte[] GET = bytes("*2\r\n$3\r\nGET\r\n");
  private static final byte[] MGET = bytes("\r\n$4\r\nMGET\r\n");
  private static final byte[] SET = bytes("*5\r\n$3\r\nSET\r\n");
  private static final byte[] FOR_MILLIS = bytes("$2\r\nPX\r\n");
  private static final byte[] DELETE = bytes("*2\r\n$3\r\nDEL\r\n");
  private static final byte[] EXPIRE = bytes("*3\r\n$7\r\nPEXPIRE\r\n");

  private static final int LONGEST_NUMBER = 20;

  private final byte[] key = new byte[2048];
  private final int groupLength;
  private final byte[] digits = new byte[LONGEST_NUMBER];

  RespCommands(String group) {
    byte[] prefix = (group + ":").getBytes(UTF_8);
    System.arraycopy(prefix, 0, key, 0, prefix.length);
    groupLength = prefix.length;
  }

  void write(Request request, ByteBuf out) {
    switch (request.verb()) {
      case GET -> get(request, out);
      case SET -> {
        out.writeBytes(SET);
        key(request, 0, out);
        bulk(request.valueBlock(), request.valueLength(), out);
        out.writeBytes(FOR_MILLIS);
        millis(request.ttlMillis(), out);
      }
      case DELETE -> {
        out.writeBytes(DELETE);
        key(request, 0, out);
      }
      case TOUCH -> {
        out.writeBytes(EXPIRE);
        key(request, 0, out);
        millis(request.ttlMillis(), out);
      }
    }
  }

  private void get(Request request, ByteBuf out) {
    if (request.count() == 1) {
      out.writeBytes(GET);
    } else {
      out.writeByte('*');
      number(request.count() + 1L, out);
      out.writeBytes(MGET);
    }
    for (int i = 0; i < request.count(); i++) {
      key(request, i, out);
    }
  }

  private void key(Request request, int index, ByteBuf out) {
    request.putKey(index, key, groupLength);
    bulk(key, groupLength + request.keyLength(index), out);
  }

  private void bulk(byte[] bytes, int length, ByteBuf out) {
    out.writeByte('$');
    number(length, out);
    end(out);
    out.writeBytes(bytes, 0, length);
    end(out);
  }

  private void millis(long millis, ByteBuf out) {
    int first = format(millis);
    out.writeByte('$');
    number(LONGEST_NUMBER - first, out);
    end(out);
    number(millis, out);
    end(out);
  }

  private void number(long number, ByteBuf out) {
    int first = format(number);
    out.writeBytes(digits, first, LONGEST_NUMBER - first);
  }

  /** Where its digits begin. */
  private int format(long number) {
    int at = LONGEST_NUMBER;
    long rest = number;
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    return at;
  }

  private static void end(ByteBuf out) {
    out.writeByte('\r').writeByte('\n');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
