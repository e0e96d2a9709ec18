package io.cashew.node.store.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A number for each entry, by handle: what a policy knows beyond an entry's links and mark. Made of
 * chunks that come into being when first written to, as handles are dense in places and sparse on
 * the whole. A number never written is 0. Guarded by the shard's lock.
 */
final class IntColumn {
  private static final int CHUNK_BITS = 12;
  private static final int MASK = (1 << CHUNK_BITS) - 1;

  private int[] @Nullable [] chunks = new int[16][];

  int get(int handle) {
    int chunk = handle >>> CHUNK_BITS;
    int[] numbers = chunk < chunks.length ? chunks[chunk] : null;
    return numbers == null ? 0 : numbers[handle & MASK];
  }

  void set(int handle, int number) {
    int chunk = handle >>> CHUNK_BITS;
    if (chunk >= chunks.length) {
      chunks = Arrays.copyOf(chunks, Integer.highestOneBit(chunk) << 1);
    }
    int[] numbers = chunks[chunk];
    if (numbers == null) {
      numbers = new int[MASK + 1];
      chunks[chunk] = numbers;
    }
    numbers[handle & MASK] = number;
  }
}
