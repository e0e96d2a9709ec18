package io.cashew.proxy.door.resp;

import com.google.protobuf.ByteString;
import io.cashew.operation.Reply;
import org.jspecify.annotations.Nullable;

/** The values that replies bring. */
final class Values {
  private Values() {}

  /** The value found, or found and changed; null: there is none, or it was not asked for. */
  static @Nullable ByteString of(Reply reply) {
    if (reply instanceof Reply.Found found) {
      return found.value();
    }
    if (reply instanceof Reply.Stored stored) {
      return stored.previous();
    }
    if (reply instanceof Reply.NotStored notStored) {
      return notStored.value();
    }
    if (reply instanceof Reply.Deleted deleted) {
      return deleted.previous();
    }
    return reply instanceof Reply.Touched touched ? touched.value() : null;
  }

  /** Bytes of it; 0 if there is none. */
  static int sizeOf(Reply reply) {
    ByteString value = of(reply);
    return value == null ? 0 : value.size();
  }
}
