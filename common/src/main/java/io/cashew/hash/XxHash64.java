package io.cashew.hash;

import com.google.protobuf.ByteString;

/**
 * XXH64, the 64-bit hash that Yann Collet's specification calls so. Reads the bytes where they are:
 * no copy, no allocation.
 */
final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;

  private static final int STRIPE = 32;

  private XxHash64() {}

  /** The hash of the bytes from one place up to, not including, another. */
  static long of(ByteString bytes, int from, int to, long seed) {
    int at = from;
    long hash;
    if (to - from >= STRIPE) {
      long lane1 = seed + PRIME_1 + PRIME_2;
      long lane2 = seed + PRIME_2;
      long lane3 = seed;
      long lane4 = seed - PRIME_1;
      for (; at <= to - STRIPE; at += STRIPE) {
        lane1 = round(lane1, longAt(bytes, at));
        lane2 = round(lane2, longAt(bytes, at + 8));
        lane3 = round(lane3, longAt(bytes, at + 16));
        lane4 = round(lane4, longAt(bytes, at + 24));
      }
      hash =
          Long.rotateLeft(lane1, 1)
              + Long.rotateLeft(lane2, 7)
              + Long.rotateLeft(lane3, 12)
              + Long.rotateLeft(lane4, 18);
      hash = merge(hash, lane1);
      hash = merge(hash, lane2);
      hash = merge(hash, lane3);
      hash = merge(hash, lane4);
    } else {
      hash = seed + PRIME_5;
    }
    hash += to - from;

    for (; at <= to - 8; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, longAt(bytes, at)), 27) * PRIME_1 + PRIME_4;
    }
    if (at <= to - 4) {
      long word = intAt(bytes, at) & 0xFFFFFFFFL;
      hash = Long.rotateLeft(hash ^ (word * PRIME_1), 23) * PRIME_2 + PRIME_3;
      at += 4;
    }
    for (; at < to; at++) {
      hash = Long.rotateLeft(hash ^ ((bytes.byteAt(at) & 0xFF) * PRIME_5), 11) * PRIME_1;
    }
    return avalanche(hash);
  }

  /** XXH64's last step: every bit of the input reaches every bit of the output. */
  static long avalanche(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * PRIME_2;
    mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
    return mixed ^ (mixed >>> 32);
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
  }

  private static long longAt(ByteString bytes, int at) {
    return (intAt(bytes, at) & 0xFFFFFFFFL) | ((long) intAt(bytes, at + 4) << 32);
  }

  /** Little-endian. */
  private static int intAt(ByteString bytes, int at) {
    return (bytes.byteAt(at) & 0xFF)
        | (bytes.byteAt(at + 1) & 0xFF) << 8
        | (bytes.byteAt(at + 2) & 0xFF) << 16
        | bytes.byteAt(at + 3) << 24;
  }
}
