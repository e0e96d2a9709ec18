package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;

/** What is known of a key: its value, or that the source has none. */
public sealed interface Content {
  /** The source has no such key. */
  Content ABSENT = new Absent();

  /** Bytes of the value; 0 if there is none. */
  int size();

  /**
   * The version that clients are told and name: the source's own if it has one, and not 0.
   *
   * @param stored the one it was given when it was stored; 0: it is not
   */
  long versionTold(long stored);

  /**
   * The key has this value, which may be empty.
   *
   * @param sourceVersion the source's own version of it, or {@link #NO_SOURCE_VERSION}
   */
  record Value(ByteString bytes, long sourceVersion) implements Content {
    /** It did not come from the source, or that has no versions. */
    public static final long NO_SOURCE_VERSION = -1;

    public Value {
      checkNotNull(bytes, "bytes");
    }

    /** A value without a version. */
    public Value(ByteString bytes) {
      this(bytes, NO_SOURCE_VERSION);
    }

    public boolean hasSourceVersion() {
      return sourceVersion != NO_SOURCE_VERSION;
    }

    @Override
    public int size() {
      return bytes.size();
    }

    @Override
    public long versionTold(long stored) {
      return stored != 0 && sourceVersion > 0 ? sourceVersion : stored; // 0 would say: none
    }
  }

  /** See {@link #ABSENT}. */
  record Absent() implements Content {
    @Override
    public int size() {
      return 0;
    }

    @Override
    public long versionTold(long stored) {
      return stored;
    }
  }
}
