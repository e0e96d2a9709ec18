package io.cashew.source;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a plug-in says about a key: its value, or that there is no such key. Immutable. */
public final class SourceAnswer {
  private static final SourceAnswer ABSENT =
      new SourceAnswer(Optional.empty(), Optional.empty(), OptionalLong.empty());

  private final Optional<byte[]> value;
  private final Optional<Duration> ttl;
  private final OptionalLong version;

  private SourceAnswer(Optional<byte[]> value, Optional<Duration> ttl, OptionalLong version) {
    this.value = value;
    this.ttl = ttl;
    this.version = version;
  }

  /** The key has this value, which may be empty and is copied. */
  public static SourceAnswer value(byte[] value) {
    return new SourceAnswer(Optional.of(value.clone()), Optional.empty(), OptionalLong.empty());
  }

  /** There is no such key. */
  public static SourceAnswer absent() {
    return ABSENT;
  }

  /**
   * The same, to be kept for so long and not as long as the group says.
   *
   * @param ttl zero: not at all; at most 365 days count
   */
  public SourceAnswer keptFor(Duration ttl) {
    if (requireNonNull(ttl, "ttl").isNegative()) {
      throw new IllegalArgumentException("ttl: " + ttl + " (expected: not negative)");
    }
    return new SourceAnswer(value, Optional.of(ttl), version);
  }

  /**
   * The same, with a version: a value of an older one never takes the place of a newer.
   *
   * @param version not negative
   */
  public SourceAnswer ofVersion(long version) {
    if (version < 0) {
      throw new IllegalArgumentException("version: " + version + " (expected: not negative)");
    }
    return new SourceAnswer(value, ttl, OptionalLong.of(version));
  }

  /** The value; empty if there is no such key. */
  public Optional<byte[]> value() {
    return value.map(byte[]::clone);
  }

  public Optional<Duration> ttl() {
    return ttl;
  }

  public OptionalLong version() {
    return version;
  }
}
