package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;

/** What is known of a key: its value, or that the source has none. */
public sealed interface Content {
  /** The source has no such key. */
  Content ABSENT = new Absent();

  /** Bytes of the value; 0 if there is none. */
  int size();

  /** The key has this value, which may be empty. */
  record Value(ByteString bytes) implements Content {
    public Value {
      checkNotNull(bytes, "bytes");
    }

    @Override
    public int size() {
      return bytes.size();
    }
  }

  /** See {@link #ABSENT}. */
  record Absent() implements Content {
    @Override
    public int size() {
      return 0;
    }
  }
}
