package io.cashew.operation;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import java.time.Duration;

/**
 * Something asked of one key of one group. Constructors throw {@link
 * io.cashew.status.CashewException} with the reason when a limit is broken, before anything was
 * executed.
 */
public sealed interface Operation {
  /** A time to live that says "the group's". */
  long GROUP_TTL = 0;

  /** The longest time to live that can be asked for. */
  Duration MAX_TTL = Duration.ofDays(365);

  /** The group's name, well-formed; whether it exists is for the node to say. */
  String group();

  /** 1 to {@link Limits#KEY_BYTES} bytes. */
  ByteString key();

  /** What a get wants to know besides the value. */
  enum Want {
    VALUE,
    VALUE_AND_DETAIL
  }

  /** The value, from memory or the source. */
  record Get(String group, ByteString key, Want want) implements Operation {
    public Get {
      Limits.checkGroup(group);
      Limits.checkKey(key);
      checkNotNull(want, "want");
    }
  }

  /** Stores a value for a time in milliseconds, or {@link #GROUP_TTL}. */
  record Set(String group, ByteString key, ByteString value, long ttlMillis) implements Operation {
    public Set {
      Limits.checkGroup(group);
      Limits.checkKey(key);
      Limits.checkValue(value);
      Limits.checkTtl(ttlMillis);
    }
  }

  /** Forgets what is known of a key. */
  record Delete(String group, ByteString key) implements Operation {
    public Delete {
      Limits.checkGroup(group);
      Limits.checkKey(key);
    }
  }

  /** Gives an entry in memory a new time to live in milliseconds, or {@link #GROUP_TTL}. */
  record Touch(String group, ByteString key, long ttlMillis) implements Operation {
    public Touch {
      Limits.checkGroup(group);
      Limits.checkKey(key);
      Limits.checkTtl(ttlMillis);
    }
  }
}
