package io.cashew.proxy.door.resp;

import io.cashew.operation.Limits;
import io.netty.buffer.ByteBuf;

/**
 * Finds commands in what a client sent: arrays of bulk strings, read in place. What was read of a
 * command that is not whole yet is remembered, so that a large one costs no more than its length.
 *
 * <p>Inline commands are refused: a line of text from something that is no Redis client (a browser,
 * a port scan) must not be executed.
 */
final class RespReader {
  /** What Redis takes; {@link #MAX_ARGUMENTS} is what commands have. */
  private static final int MOST_ARGUMENTS = 1 << 20;

  /** The command's name, keys and values of a whole batch, and a few options. */
  static final int MAX_ARGUMENTS = 2 * Limits.BATCH_KEYS + 16;

  private static final int MAX_BYTES = Limits.MESSAGE_BYTES;

  /** Digits, sign and end of a number that is not too large. */
  private static final int LONGEST_LINE = 12;

  /** Bytes of the command under way that have been understood. */
  private int position;

  /** Arguments of it that have not been; -1: not even their number. */
  private int missing = -1;

  /**
   * Reads one command, and moves the reader index behind it. If it has not all arrived, nothing
   * moves.
   *
   * @return whether there was one
   * @throws ProtocolException if there never will be
   */
  boolean read(ByteBuf in, Request into) {
    while (true) {
      int from = in.readerIndex();
      if (missing < 0 && !begin(in, from, into)) {
        return false;
      }
      while (missing > 0) {
        if (!argument(in, from, into)) {
          return false;
        }
      }
      into.end(in, from);
      in.readerIndex(from + position);
      position = 0;
      missing = -1;
      if (into.count() > 0) {
        return true;
      } // else an empty array, which means nothing
    }
  }

  private boolean begin(ByteBuf in, int from, Request into) {
    if (!in.isReadable()) {
      return false;
    }
    if (in.getByte(from) != '*') {
      throw new ProtocolException(
          "Protocol error: expected '*': inline commands are not supported, send arrays of bulk strings");
    }
    int end = lineEnd(in, from, "multibulk");
    if (end < 0) {
      return false;
    }
    int count = number(in, from + 1, end, "multibulk");
    if (count > MOST_ARGUMENTS) {
      throw invalid("multibulk");
    }
    into.begin();
    missing = Math.max(0, count);
    position = end + 2 - from;
    return true;
  }

  private boolean argument(ByteBuf in, int from, Request into) {
    int at = from + position;
    if (at >= in.writerIndex()) {
      return false;
    }
    if (in.getByte(at) != '$') {
      throw new ProtocolException("Protocol error: expected '$'");
    }
    int end = lineEnd(in, at, "bulk");
    if (end < 0) {
      return false;
    }
    int length = number(in, at + 1, end, "bulk");
    if (length < 0 || (long) position + length > MAX_BYTES) {
      throw new ProtocolException(
          "Protocol error: invalid bulk length (expected: at most %d bytes in a command)"
              .formatted(MAX_BYTES));
    }
    int start = end + 2;
    if (in.writerIndex() < start + length + 2) {
      return false;
    }
    if (in.getByte(start + length) != '\r' || in.getByte(start + length + 1) != '\n') {
      throw new ProtocolException("Protocol error: a bulk string is longer than it said");
    }
    into.add(start - from, length);
    position = start + length + 2 - from;
    missing--;
    return true;
  }

  /** The index of the end of a line; less than 0: it has not arrived. */
  private static int lineEnd(ByteBuf in, int from, String what) {
    int last = Math.min(in.writerIndex() - 1, from + LONGEST_LINE);
    for (int i = from + 1; i < last; i++) {
      if (in.getByte(i) == '\r') {
        if (in.getByte(i + 1) != '\n') {
          throw invalid(what);
        }
        return i;
      }
    }
    if (in.writerIndex() - from > LONGEST_LINE + 1) {
      throw invalid(what);
    }
    return -1;
  }

  private static int number(ByteBuf in, int from, int end, String what) {
    int at = from;
    boolean negative = at < end && in.getByte(at) == '-';
    if (negative) {
      at++;
    }
    if (at == end || end - at > 9) {
      throw invalid(what);
    }
    int number = 0;
    for (; at < end; at++) {
      int digit = in.getByte(at) - '0';
      if (digit < 0 || digit > 9) {
        throw invalid(what);
      }
      number = 10 * number + digit;
    }
    return negative ? -number : number;
  }

  private static ProtocolException invalid(String what) {
    return new ProtocolException("Protocol error: invalid " + what + " length");
  }
}
