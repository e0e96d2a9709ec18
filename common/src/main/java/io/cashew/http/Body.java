package io.cashew.http;

import com.google.common.primitives.Ints;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** What has come of a body. Confined to an event loop. */
final class Body {
  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int count;

  /** Adds the next part. {@code expected}: how many bytes there will be; 0: nobody knows. */
  void add(ByteBuf part, long expected) {
    int more = part.readableBytes();
    if (more == 0) {
      return;
    }
    int least = Math.addExact(count, more);
    if (least > bytes.length) {
      bytes = Arrays.copyOf(bytes, Ints.saturatedCast(Math.max(expected, least + (long) count)));
    }
    part.readBytes(bytes, count, more);
    count += more;
  }

  int size() {
    return count;
  }

  /** All of it; nothing is added any more. */
  ByteString whole() {
    return UnsafeByteOperations.unsafeWrap(bytes, 0, count);
  }
}
