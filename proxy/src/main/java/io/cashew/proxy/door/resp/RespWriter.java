package io.cashew.proxy.door.resp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes RESP into a buffer that grows until it is taken. In RESP3 nothing and maps have signs of
 * their own. Confined to its connection's event loop.
 */
final class RespWriter {
  static final int RESP2 = 2;
  static final int RESP3 = 3;

  private static final int FIRST_BYTES = 1024;
  private static final byte[] OK = ascii("+OK\r\n");
  private static final byte[] NULL_2 = ascii("$-1\r\n");
  private static final byte[] NULL_3 = ascii("_\r\n");
  private static final short CRLF = '\r' << 8 | '\n';

  private final ByteBufAllocator allocator;
  private final Copy copy = new Copy();
  private @Nullable ByteBuf out;
  private int version = RESP2;

  RespWriter(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  void speak(int protocol) {
    version = protocol;
  }

  int version() {
    return version;
  }

  /** Bytes written and not taken. */
  int size() {
    return out == null ? 0 : out.readableBytes();
  }

  /** What was written; the caller's to release. Null: nothing was. */
  @Nullable ByteBuf take() {
    ByteBuf taken = out;
    out = null;
    return taken;
  }

  void ok() {
    out().writeBytes(OK);
  }

  void nothing() {
    out().writeBytes(version == RESP3 ? NULL_3 : NULL_2);
  }

  void simple(String text) {
    ByteBuf to = out();
    to.writeByte('+');
    line(to, text);
  }

  /** {@code text}: begins with a code, such as ERR. */
  void error(String text) {
    ByteBuf to = out();
    to.writeByte('-');
    line(to, text);
  }

  void integer(long number) {
    ByteBuf to = out();
    to.writeByte(':');
    digits(to, number);
    to.writeShort(CRLF);
  }

  void bulk(ByteString bytes) {
    ByteBuf to = out();
    to.writeByte('$');
    digits(to, bytes.size());
    to.writeShort(CRLF);
    to.ensureWritable(bytes.size() + 2);
    copy.into(to, bytes);
    to.writeShort(CRLF);
  }

  void bulk(String text) {
    ByteBuf to = out();
    to.writeByte('$');
    digits(to, ByteBufUtil.utf8Bytes(text));
    to.writeShort(CRLF);
    to.writeCharSequence(text, UTF_8);
    to.writeShort(CRLF);
  }

  /** So many elements follow. */
  void array(int count) {
    header('*', count);
  }

  /** So many pairs follow: in RESP2 an array of keys and values. */
  void map(int pairs) {
    if (version == RESP3) {
      header('%', pairs);
    } else {
      header('*', 2 * pairs);
    }
  }

  private void header(char sign, int count) {
    ByteBuf to = out();
    to.writeByte(sign);
    digits(to, count);
    to.writeShort(CRLF);
  }

  private ByteBuf out() {
    if (out == null) {
      out = allocator.directBuffer(FIRST_BYTES);
    }
    return out;
  }

  /** One line, whatever the text is. */
  private static void line(ByteBuf to, String text) {
    to.writeCharSequence(text.replace('\r', ' ').replace('\n', ' '), UTF_8);
    to.writeShort(CRLF);
  }

  private static void digits(ByteBuf to, long number) {
    if (number >= 0 && number < 10) {
      to.writeByte('0' + (int) number);
      return;
    }
    if (number < 0) {
      to.writeCharSequence(Long.toString(number), UTF_8);
      return;
    }
    int count = 0;
    for (long left = number; left > 0; left /= 10) {
      count++;
    }
    to.ensureWritable(count);
    int end = to.writerIndex() + count;
    int at = end;
    for (long left = number; left > 0; left /= 10) {
      to.setByte(--at, '0' + (int) (left % 10));
    }
    to.writerIndex(end);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(UTF_8);
  }

  /** Copies the bytes of a string once, into the buffer. */
  private static final class Copy extends ByteOutput {
    private @Nullable ByteBuf to;

    void into(ByteBuf buffer, ByteString bytes) {
      to = buffer;
      try {
        UnsafeByteOperations.unsafeWriteTo(bytes, this);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // a buffer does no I/O
      } finally {
        to = null;
      }
    }

    private ByteBuf to() {
      if (to == null) {
        throw new IllegalStateException("nothing is being copied");
      }
      return to;
    }

    @Override
    public void write(byte value) {
      to().writeByte(value);
    }

    @Override
    public void write(byte[] value, int offset, int length) {
      to().writeBytes(value, offset, length);
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      to().writeBytes(value, offset, length);
    }

    @Override
    public void write(ByteBuffer value) {
      to().writeBytes(value);
    }

    @Override
    public void writeLazy(ByteBuffer value) {
      to().writeBytes(value);
    }
  }
}
