package io.cashew.node.source;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;

/** What a source said about a key. Absence is an answer; failure is an exception. */
public sealed interface Loaded {
  /** How long the answer may be kept; zero: not at all; empty: the group decides. */
  Optional<Duration> ttl();

  /** The key has this value, which may be empty. */
  record Present(ByteString value, Optional<Duration> ttl) implements Loaded {
    public Present {
      checkNotNull(value, "value");
      checkTtl(ttl);
    }

    /** A value that lives as long as the group says. */
    public static Present of(ByteString value) {
      return new Present(value, Optional.empty());
    }
  }

  /** The source has no such key. */
  record Absent(Optional<Duration> ttl) implements Loaded {
    /** An absence that is remembered as long as the group says. */
    public static final Absent ABSENT = new Absent(Optional.empty());

    public Absent {
      checkTtl(ttl);
    }
  }

  private static void checkTtl(Optional<Duration> ttl) {
    ttl.ifPresent(
        known -> checkArgument(!known.isNegative(), "ttl: %s (expected: not negative)", known));
  }
}
