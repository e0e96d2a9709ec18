package io.cashew.proxy.door.resp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * A command and its arguments, where they lie in what was received: valid until the next is read.
 * The first argument is the command's name. Reused; confined to its connection's event loop.
 */
final class Request {
  private static final int FEW = 16;
  private static final int MAX_DIGITS = 19;
  private static final byte UPPER = ~0x20;

  private ByteBuf in = Unpooled.EMPTY_BUFFER;
  private int[] starts = new int[FEW];
  private int[] lengths = new int[FEW];
  private int count;

  void begin() {
    count = 0;
  }

  /** {@code start}: from the beginning of the command. */
  void add(int start, int length) {
    if (count >= RespReader.MAX_ARGUMENTS) {
      count++; // too many for every command: only to be told so
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    starts[count] = start;
    lengths[count] = length;
    count++;
  }

  /** The command is whole and begins here. */
  void end(ByteBuf received, int from) {
    in = received;
    for (int i = 0; i < Math.min(count, RespReader.MAX_ARGUMENTS); i++) {
      starts[i] += from;
    }
    if (starts.length > FEW && count <= FEW) { // one large command does not cost memory for ever
      starts = Arrays.copyOf(starts, FEW);
      lengths = Arrays.copyOf(lengths, FEW);
    }
  }

  /** Arguments there are, the command's name among them. */
  int count() {
    return count;
  }

  ByteBuf buffer() {
    return in;
  }

  /** Where an argument begins in the {@link #buffer}. */
  int start(int argument) {
    return starts[argument];
  }

  int length(int argument) {
    return lengths[argument];
  }

  /** A copy of an argument. */
  ByteString bytes(int argument) {
    return bytes(starts[argument], lengths[argument]);
  }

  /** A copy of some bytes of the {@link #buffer}. */
  ByteString bytes(int start, int length) {
    byte[] copy = new byte[length];
    in.getBytes(start, copy);
    return UnsafeByteOperations.unsafeWrap(copy);
  }

  /** At most so many bytes of an argument, as text. */
  String beginning(int argument, int bytes) {
    return in.toString(starts[argument], Math.min(bytes, lengths[argument]), UTF_8);
  }

  String text(int argument) {
    return in.toString(starts[argument], lengths[argument], UTF_8);
  }

  /**
   * The letters of an argument in upper case, packed into a number as {@link Words#pack} does; 0 if
   * it is longer than eight.
   */
  long word(int argument) {
    int length = lengths[argument];
    if (length > Long.BYTES) {
      return 0;
    }
    long packed = 0;
    int start = starts[argument];
    for (int i = 0; i < length; i++) {
      byte letter = in.getByte(start + i);
      if (letter == 0) {
        return 0; // else words of different lengths would be the same
      }
      packed =
          packed << Byte.SIZE | (letter >= 'a' && letter <= 'z' ? letter & UPPER : letter & 0xff);
    }
    return packed;
  }

  /**
   * An argument as a whole number, written as short as can be.
   *
   * @throws CommandException if it is none, or greater than a long holds
   */
  long number(int argument) {
    int at = starts[argument];
    int end = at + lengths[argument];
    boolean negative = at < end && in.getByte(at) == '-';
    if (negative) {
      at++;
    }
    if (at == end || end - at > MAX_DIGITS) {
      throw notANumber();
    }
    if (in.getByte(at) == '0' && (negative || at + 1 < end)) {
      throw notANumber();
    }
    long number = 0; // counted downwards: there is one more number below zero than above
    for (; at < end; at++) {
      int digit = in.getByte(at) - '0';
      if (digit < 0 || digit > 9 || number < (Long.MIN_VALUE + digit) / 10) {
        throw notANumber();
      }
      number = 10 * number - digit;
    }
    if (!negative && number == Long.MIN_VALUE) {
      throw notANumber();
    }
    return negative ? number : -number;
  }

  private static CommandException notANumber() {
    return new CommandException("ERR value is not an integer or out of range");
  }
}
