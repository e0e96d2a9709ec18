package io.cashew.group;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.operation.Operation;
import java.time.Duration;

/**
 * How long what a group has is good.
 *
 * @param ttl how long a value lives if neither the set nor the source says; zero: until evicted
 * @param ttlJitterPercent by how much of its time to live a loaded entry may live shorter, at
 *     random, so that what was loaded together is not loaded again together; 0 to 90
 * @param negativeTtl how long the absence of a key is remembered; zero: not at all
 * @param staleWhileRevalidate how long after its end a value is still answered, as stale, while a
 *     load for a newer one runs; zero: not at all
 * @param staleIfError how long after its end a value is still answered, as stale, if the source
 *     fails; zero: not at all
 * @param refreshAheadPercent a value that is used in this last part of its life is loaded again
 *     before it ends; 0: no value is; up to 90
 * @param holdOff for how long after a delete or set nothing that is loaded for the key is kept, for
 *     sources whose reads lag behind their writes; zero: not at all
 */
public record Freshness(
    Duration ttl,
    int ttlJitterPercent,
    Duration negativeTtl,
    Duration staleWhileRevalidate,
    Duration staleIfError,
    int refreshAheadPercent,
    Duration holdOff) {
  /** The longest that a stale value is answered. */
  public static final Duration MAX_STALE = Duration.ofDays(7);

  /** The longest hold-off. */
  public static final Duration MAX_HOLD_OFF = Duration.ofMinutes(1);

  /** The most that a percentage here may be. */
  public static final int MAX_PERCENT = 90;

  /** What a group has that says nothing. */
  public static final Freshness DEFAULT =
      new Freshness(
          Duration.ofMinutes(10),
          10,
          Duration.ofSeconds(5),
          Duration.ZERO,
          Duration.ZERO,
          0,
          Duration.ZERO);

  public Freshness {
    checkSpan("ttl", ttl, Operation.MAX_TTL, "365 days");
    checkPercent("ttl-jitter", ttlJitterPercent);
    checkSpan("negative-ttl", negativeTtl, Operation.MAX_TTL, "365 days");
    checkSpan("stale-while-revalidate", staleWhileRevalidate, MAX_STALE, "7 days");
    checkSpan("stale-if-error", staleIfError, MAX_STALE, "7 days");
    checkPercent("refresh-ahead", refreshAheadPercent);
    checkSpan("hold-off", holdOff, MAX_HOLD_OFF, "1 minute");
  }

  /** The default, but for these times to live and without jitter. */
  public static Freshness exactly(Duration ttl, Duration negativeTtl) {
    return new Freshness(ttl, 0, negativeTtl, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);
  }

  /** How long after its end a value is answered at all. */
  public Duration longestStale() {
    return staleWhileRevalidate.compareTo(staleIfError) > 0 ? staleWhileRevalidate : staleIfError;
  }

  private static void checkSpan(String name, Duration span, Duration longest, String inWords) {
    checkArgument(
        !span.isNegative() && span.compareTo(longest) <= 0,
        "%s: %s (expected: 0 to %s)",
        name,
        span,
        inWords);
  }

  private static void checkPercent(String name, int percent) {
    checkArgument(
        percent >= 0 && percent <= MAX_PERCENT,
        "%s: %s%% (expected: 0%% to %s%%)",
        name,
        percent,
        MAX_PERCENT);
  }
}
