package io.cashew.telemetry;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.CharMatcher;
import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Longs;
import org.jspecify.annotations.Nullable;

/**
 * Which trace something belongs to, and which span of it comes before: W3C's trace context.
 *
 * @param traceHigh the first half of the trace's id, which is not all zero
 * @param traceLow the second half
 * @param span not zero
 * @param flags one byte; see {@link #isSampled}
 * @param state what other tracing systems add, as it came; may be empty, at most {@value
 *     #MAX_STATE_CHARACTERS} characters
 */
public record TraceContext(long traceHigh, long traceLow, long span, int flags, String state) {
  /** As W3C asks systems to keep. */
  public static final int MAX_STATE_CHARACTERS = 512;

  /** The flag of a trace that is recorded. */
  public static final int SAMPLED = 1;

  /** What it takes as {@link #toBytes}. */
  public static final int BYTES = 25;

  private static final int MAX_FLAGS = 0xFF;
  private static final int SPAN_AT = 16;
  private static final int FLAGS_AT = 24;
  private static final int TEXT_CHARACTERS = 55;
  private static final BaseEncoding HEX = BaseEncoding.base16().lowerCase();
  private static final CharMatcher STATE = CharMatcher.inRange(' ', '~');

  public TraceContext {
    checkArgument(traceHigh != 0 || traceLow != 0, "trace: all zero (expected: an id)");
    checkArgument(span != 0, "span: zero (expected: an id)");
    checkArgument(flags >= 0 && flags <= MAX_FLAGS, "flags: %s (expected: a byte)", flags);
    checkArgument(
        state.length() <= MAX_STATE_CHARACTERS && STATE.matchesAllOf(state),
        "state: %s characters (expected: at most %s, of ASCII)",
        state.length(),
        MAX_STATE_CHARACTERS);
  }

  /**
   * The context that the headers {@code traceparent} and {@code tracestate} tell of; null if they
   * tell of none, or of one that is malformed. A state that will not do is left out.
   */
  public static @Nullable TraceContext parse(
      @Nullable String traceparent, @Nullable String tracestate) {
    if (traceparent == null || !isWellFormed(traceparent)) {
      return null;
    }
    return ofBytes(
        HEX.decode(
            traceparent.substring(3, 35)
                + traceparent.substring(36, 52)
                + traceparent.substring(53, TEXT_CHARACTERS)),
        tracestate);
  }

  /** {@code 00-trace-span-flags}; later versions may add more behind a dash. */
  private static boolean isWellFormed(String text) {
    if (text.length() < TEXT_CHARACTERS
        || text.charAt(2) != '-'
        || text.charAt(35) != '-'
        || text.charAt(52) != '-') {
      return false;
    }
    String version = text.substring(0, 2);
    boolean end =
        text.length() == TEXT_CHARACTERS
            || (!version.equals("00") && text.charAt(TEXT_CHARACTERS) == '-');
    return end
        && !version.equals("ff")
        && HEX.canDecode(version)
        && HEX.canDecode(text.substring(3, 35))
        && HEX.canDecode(text.substring(36, 52))
        && HEX.canDecode(text.substring(53, TEXT_CHARACTERS));
  }

  /** What {@link #toBytes} made; null if it is malformed. */
  public static @Nullable TraceContext ofBytes(byte[] bytes, @Nullable String state) {
    if (bytes.length != BYTES) {
      return null;
    }
    long high = longAt(bytes, 0);
    long low = longAt(bytes, Long.BYTES);
    long span = longAt(bytes, SPAN_AT);
    if ((high == 0 && low == 0) || span == 0) {
      return null;
    }
    return new TraceContext(high, low, span, bytes[FLAGS_AT] & MAX_FLAGS, usable(state));
  }

  private static long longAt(byte[] bytes, int at) {
    return Longs.fromBytes(
        bytes[at],
        bytes[at + 1],
        bytes[at + 2],
        bytes[at + 3],
        bytes[at + 4],
        bytes[at + 5],
        bytes[at + 6],
        bytes[at + 7]);
  }

  private static String usable(@Nullable String state) {
    return state != null && state.length() <= MAX_STATE_CHARACTERS && STATE.matchesAllOf(state)
        ? state
        : "";
  }

  /** Ids and flags, the most significant bytes first. */
  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    System.arraycopy(Longs.toByteArray(traceHigh), 0, bytes, 0, Long.BYTES);
    System.arraycopy(Longs.toByteArray(traceLow), 0, bytes, Long.BYTES, Long.BYTES);
    System.arraycopy(Longs.toByteArray(span), 0, bytes, SPAN_AT, Long.BYTES);
    bytes[FLAGS_AT] = (byte) flags;
    return bytes;
  }

  /** Whether the trace is recorded. */
  public boolean isSampled() {
    return (flags & SAMPLED) != 0;
  }

  /** 32 hexadecimal digits. */
  public String traceId() {
    return HEX.encode(Longs.toByteArray(traceHigh)) + HEX.encode(Longs.toByteArray(traceLow));
  }

  /** 16 hexadecimal digits. */
  public String spanId() {
    return HEX.encode(Longs.toByteArray(span));
  }

  /** The header of that name. */
  public String traceparent() {
    return "00-" + traceId() + "-" + spanId() + "-" + HEX.encode(new byte[] {(byte) flags});
  }
}
