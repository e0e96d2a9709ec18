package io.cashew.node.source;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a source said about a key. Absence is an answer; failure is an exception. */
public sealed interface Loaded {
  /** How long the answer may be kept; zero: not at all; empty: the group decides. */
  Optional<Duration> ttl();

  /**
   * The key has this value, which may be empty.
   *
   * @param version the source's own, not negative; a value of an older one never takes the place of
   *     a newer
   */
  record Present(ByteString value, Optional<Duration> ttl, OptionalLong version) implements Loaded {
    public Present {
      checkNotNull(value, "value");
      checkTtl(ttl);
      checkArgument(version.orElse(0) >= 0, "version: %s (expected: not negative)", version);
    }

    /** A value of a source that has no versions. */
    public Present(ByteString value, Optional<Duration> ttl) {
      this(value, ttl, OptionalLong.empty());
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
