package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * Estimates how often keys were used lately, in about 4 bytes per entry of the cache. Guarded by
 * the lock of whoever owns it.
 *
 * <p>A count-min sketch of 4-bit counters that are halved now and then, as in "TinyLFU: A Highly
 * Efficient Cache Admission Policy" (Einziger, Friedman, Manes 2017). A key has four counters, all
 * in one block of 64 bytes, and a use raises the lowest of them alone. Two things never stop a
 * caller for long:
 *
 * <ul>
 *   <li><b>Ageing</b>: a block catches up with the halvings it has missed when it is next looked
 *       at. The first of its counters says how many it has had.
 *   <li><b>Growth</b>: a segment of blocks is split in two at a time, as buckets are in linear
 *       hashing (Litwin 1980), and each half knows of its keys what the whole knew.
 * </ul>
 */
final class FrequencySketch {
  static final int MAX_FREQUENCY = 15;

  private static final int LONGS_IN_BLOCK = 8;
  private static final int BLOCKS_IN_SEGMENT = 16;
  private static final int ENTRIES_PER_SEGMENT = 256; // 4 bytes each
  private static final int LEAST_SEGMENTS = 4;
  private static final int EXTRA_SEGMENTS = 16; // few entries have more counters: it costs 16 KiB
  private static final int ENTRIES_PER_EXTRA_SEGMENT = 64;
  private static final int AGES = 16; // as far as a counter counts them
  private static final long AGE = AGES - 1;

  private long[][] segments = new long[LEAST_SEGMENTS][];
  private int count; // of segments
  private int mask; // of the numbers of segments, the ones still to be split off included
  private long period = Long.MAX_VALUE;
  private long additions;
  private int age;

  /**
   * Says how many entries there are to tell apart. Grows or shrinks by a little, so it should be
   * called as often as entries come.
   */
  void fit(int entries) {
    int fitting =
        Math.max(
            LEAST_SEGMENTS,
            entries / ENTRIES_PER_SEGMENT
                + Math.min(EXTRA_SEGMENTS, entries / ENTRIES_PER_EXTRA_SEGMENT));
    if (count < fitting) {
      split();
    } else if (count / 2 > fitting) {
      drop();
    }
  }

  /** Has counters halved once so many uses have been counted. */
  void halveEvery(long uses) {
    checkArgument(uses > 0, "uses: %s (expected: > 0)", uses);
    period = uses;
  }

  /** Counts a use. */
  void increment(int hash) {
    if (count == 0) {
      return;
    }
    int spread = spread(hash);
    long[] segment = segment(spread);
    int bits = respread(spread);
    int block = block(bits);
    catchUp(segment, block);
    int first = counter(bits, 0);
    int second = counter(bits, 1);
    int third = counter(bits, 2);
    int fourth = counter(bits, 3);
    int least = least(segment, block, first, second, third, fourth);
    if (least == MAX_FREQUENCY) {
      return;
    }
    raise(segment, block, first, least);
    raise(segment, block, second, least);
    raise(segment, block, third, least);
    raise(segment, block, fourth, least);
    if (++additions >= period) {
      additions = 0;
      age = (age + 1) % AGES;
    }
  }

  /** The estimate, at most {@link #MAX_FREQUENCY}: seldom too low, too high if keys collide. */
  int frequency(int hash) {
    if (count == 0) {
      return 0;
    }
    int spread = spread(hash);
    long[] segment = segment(spread);
    int bits = respread(spread);
    int block = block(bits);
    catchUp(segment, block);
    return least(
        segment, block, counter(bits, 0), counter(bits, 1), counter(bits, 2), counter(bits, 3));
  }

  /** What the counters take. */
  long bytes() {
    return (long) count * BLOCKS_IN_SEGMENT * LONGS_IN_BLOCK * Long.BYTES;
  }

  private void split() {
    if (count == segments.length) {
      segments = Arrays.copyOf(segments, count + (count >> 1));
    }
    if (count > mask) {
      mask = (mask << 1) | 1;
    }
    segments[count] =
        count == 0
            ? new long[BLOCKS_IN_SEGMENT * LONGS_IN_BLOCK]
            : segments[count & (mask >> 1)].clone();
    count++;
  }

  /** The keys of the last segment fall back to what was known when it was split off. */
  private void drop() {
    count--;
    segments[count] = null;
    if (count - 1 <= mask >> 1) {
      mask >>= 1;
    }
    if (count < segments.length / 4) {
      segments = Arrays.copyOf(segments, segments.length / 2);
    }
  }

  private long[] segment(int spread) {
    int number = (spread >>> 8) & mask;
    return segments[number < count ? number : number & (mask >> 1)];
  }

  private void catchUp(long[] segment, int block) {
    int missed = (age - (int) segment[block]) & (AGES - 1);
    if (missed != 0) {
      int halvings = Math.min(missed, 4);
      long kept = 0x1111_1111_1111_1111L * (MAX_FREQUENCY >> halvings);
      for (int i = block; i < block + LONGS_IN_BLOCK; i++) {
        segment[i] = (segment[i] >>> halvings) & kept;
      }
      segment[block] = (segment[block] & ~AGE) | age;
    }
  }

  private static int block(int bits) {
    return (bits & (BLOCKS_IN_SEGMENT - 1)) * LONGS_IN_BLOCK;
  }

  /** A key's counter in one of the four rows of 32 that a block has. */
  private static int counter(int bits, int row) {
    int counter = row * 32 + ((bits >>> (4 + 5 * row)) & 31);
    return Math.max(counter, 1); // the first is the block's age
  }

  private static int value(long[] segment, int block, int counter) {
    return (int) (segment[block + (counter >> 4)] >>> (counter << 2)) & MAX_FREQUENCY;
  }

  private static int least(
      long[] segment, int block, int first, int second, int third, int fourth) {
    return Math.min(
        Math.min(value(segment, block, first), value(segment, block, second)),
        Math.min(value(segment, block, third), value(segment, block, fourth)));
  }

  private static void raise(long[] segment, int block, int counter, int least) {
    if (value(segment, block, counter) == least) {
      segment[block + (counter >> 4)] += 1L << (counter << 2);
    }
  }

  private static int spread(int hash) {
    int h = hash * 0x9E3779B9;
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    return h ^ h >>> 13;
  }

  private static int respread(int spread) {
    int h = spread * 0xC2B2AE35;
    return h ^ h >>> 16;
  }
}
