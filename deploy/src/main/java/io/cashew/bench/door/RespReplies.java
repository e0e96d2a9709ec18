package io.cashew.bench.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/**
 * Reads replies of Redis' protocol, version 2, and tells of each what it is; values are skipped. A
 * reply may come in any number of pieces. Confined to one thread.
 */
final class RespReplies {
  private static final int LINE_END = 2;

  private final Listener listener;

  /** Bytes of a value that are still to come, with the end of its line. */
  private long skipping;

  private boolean inValue;

  /** Hears of each reply, an array's elements after the array. */
  interface Listener {
    void value();

    void nothing();

    void simple();

    void array(int elements);

    void error(String message);
  }

  RespReplies(Listener listener) {
    this.listener = listener;
  }

  /** Takes what is whole; what remains is to come again with more behind it. */
  void read(ByteBuf in) {
    while (in.isReadable()) {
      if (inValue) {
        int part = (int) Math.min(skipping, in.readableBytes());
        in.skipBytes(part);
        skipping -= part;
        if (skipping > 0) {
          return;
        }
        inValue = false;
        listener.value();
        continue;
      }
      int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
      if (end < 0) {
        return;
      }
      line(in, end - 1);
      in.readerIndex(end + 1);
    }
  }

  /** The line that ends before an index. */
  private void line(ByteBuf in, int end) {
    int first = in.readerIndex() + 1;
    char kind = (char) in.getByte(first - 1);
    switch (kind) {
      case '$' -> bulk(number(in, first, end));
      case '*' -> {
        long elements = number(in, first, end);
        if (elements < 0) {
          listener.nothing();
        } else {
          listener.array((int) elements);
        }
      }
      case '+', ':' -> listener.simple();
      case '-' -> listener.error(in.toString(first, end - first, UTF_8));
      default ->
          throw new IllegalStateException(
              "a reply that begins with '%s' (expected: one of + - : $ *)".formatted(kind));
    }
  }

  private void bulk(long length) {
    if (length < 0) {
      listener.nothing();
    } else {
      inValue = true;
      skipping = length + LINE_END;
    }
  }

  private static long number(ByteBuf in, int from, int to) {
    boolean negative = in.getByte(from) == '-';
    long number = 0;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      number = number * 10 + (in.getByte(i) - '0');
    }
    return negative ? -number : number;
  }
}
