package io.cashew.operation;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.time.Duration;

/**
 * Something asked of one key of one group. Constructors throw {@link CashewException} with the
 * reason when a limit is broken, before anything was executed.
 *
 * <p>Each is decided at the key's owner as one step: nothing comes between what it finds in memory
 * and what it does there.
 */
public sealed interface Operation {
  /** A time to live in milliseconds that says "the group's". */
  long GROUP_TTL = 0;

  /** The longest time to live that can be asked for. */
  Duration MAX_TTL = Duration.ofDays(365);

  /** The group's name, well-formed; whether it exists is for the node to say. */
  String group();

  /** 1 to {@link Limits#KEY_BYTES} bytes. */
  ByteString key();

  /**
   * Whether it may be sent again when nobody knows whether it was executed (rule R16): neither
   * undoes what came after it, nor loses what only the first answer could tell.
   */
  boolean mayBeRepeated();

  /**
   * Whether it goes by what the owner has in memory. Then a new owner that lacks the key asks the
   * previous one before it decides.
   */
  boolean goesByMemory();

  /** What a get wants to know. */
  enum Want {
    VALUE,
    VALUE_AND_DETAIL,
    /** The value found is then empty, whatever the key's value is. */
    DETAIL
  }

  /** How far a get may go for the value. */
  enum Reach {
    /** To the source, if it is not in memory. */
    SOURCE,
    /** To the owner's memory. Counts as a use. */
    MEMORY,
    /** To the owner's memory, and counts for nothing: neither use, hit nor miss. */
    PEEK
  }

  /** Whether a change brings the value that it found in memory. */
  enum Bring {
    NOTHING,
    VALUE
  }

  /** The value, from memory or the source. */
  record Get(String group, ByteString key, Want want, Reach reach) implements Operation {
    public Get {
      Limits.checkGroup(group);
      Limits.checkKey(key);
      checkNotNull(want, "want");
      checkNotNull(reach, "reach");
    }

    /** From wherever it is. */
    public Get(String group, ByteString key, Want want) {
      this(group, key, want, Reach.SOURCE);
    }

    /** Whether one that is not the owner may answer it (rule R15): what is in memory it cannot. */
    public boolean mayBeStoodInFor() {
      return reach == Reach.SOURCE;
    }

    @Override
    public boolean goesByMemory() {
      return reach != Reach.SOURCE;
    }

    @Override
    public boolean mayBeRepeated() {
      return true;
    }
  }

  /** Stores a value, if a condition is met. */
  record Set(
      String group, ByteString key, ByteString value, Ttl ttl, Condition condition, Bring bring)
      implements Operation {
    public Set {
      Limits.checkGroup(group);
      Limits.checkKey(key);
      Limits.checkValue(value);
      checkNotNull(ttl, "ttl");
      checkNotNull(condition, "condition");
      checkNotNull(bring, "bring");
    }

    /** Whatever is there. */
    public Set(String group, ByteString key, ByteString value, Ttl ttl) {
      this(group, key, value, ttl, Condition.ALWAYS, Bring.NOTHING);
    }

    /** Whatever is there, for a time in milliseconds, or {@link #GROUP_TTL}. */
    public Set(String group, ByteString key, ByteString value, long ttlMillis) {
      this(group, key, value, Operation.ttl(ttlMillis));
    }

    @Override
    public boolean goesByMemory() {
      return condition.kind() != Condition.Kind.ALWAYS
          || bring == Bring.VALUE
          || ttl.kind() == Ttl.Kind.KEPT;
    }

    @Override
    public boolean mayBeRepeated() {
      return false;
    }
  }

  /** Forgets what is known of a key. */
  record Delete(String group, ByteString key, Bring bring) implements Operation {
    public Delete {
      Limits.checkGroup(group);
      Limits.checkKey(key);
      checkNotNull(bring, "bring");
    }

    /** Without bringing what was there. */
    public Delete(String group, ByteString key) {
      this(group, key, Bring.NOTHING);
    }

    @Override
    public boolean goesByMemory() {
      return bring == Bring.VALUE;
    }

    @Override
    public boolean mayBeRepeated() {
      return bring == Bring.NOTHING;
    }
  }

  /** Gives a value in memory a new time to live. Never {@link Ttl#KEPT}. */
  record Touch(String group, ByteString key, Ttl ttl, Bring bring) implements Operation {
    public Touch {
      Limits.checkGroup(group);
      Limits.checkKey(key);
      checkNotNull(bring, "bring");
      if (ttl.kind() == Ttl.Kind.KEPT) {
        throw new CashewException(
            Reason.TTL_OUT_OF_RANGE,
            "a touch that keeps the time to live (expected: a new one; get the key from memory to"
                + " have it count as used)");
      }
    }

    /** For a time in milliseconds, or {@link #GROUP_TTL}; brings nothing. */
    public Touch(String group, ByteString key, long ttlMillis) {
      this(group, key, Operation.ttl(ttlMillis), Bring.NOTHING);
    }

    @Override
    public boolean goesByMemory() {
      return true;
    }

    @Override
    public boolean mayBeRepeated() {
      return true;
    }
  }

  private static Ttl ttl(long millis) {
    return millis == GROUP_TTL ? Ttl.GROUP : Ttl.ofMillis(millis);
  }
}
