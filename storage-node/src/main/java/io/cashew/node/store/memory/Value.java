package io.cashew.node.store.memory;

import static com.google.common.base.Preconditions.checkState;

import java.util.Arrays;

/**
 * Where a value is copied to: an array that grows and is used again. Confined to one thread.
 *
 * <p>A short value is copied under the shard's lock. Of a long one only the locations of its parts
 * are noted there; their segments stay as they are until the parts have been copied.
 */
public class Value {
  private byte[] bytes = new byte[0];
  private int length;
  private int[] parts = new int[0];
  private int partCount;

  /** The value is in here, from 0 to below {@link #length}; changes with the next one. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Says how long the next value is. */
  void expect(int valueBytes) {
    length = valueBytes;
    partCount = 0;
  }

  /** An array for that many bytes; a new one has just these. */
  byte[] room(int valueBytes) {
    if (bytes.length < valueBytes) {
      bytes = new byte[valueBytes];
    }
    return bytes;
  }

  void addPart(int location) {
    if (partCount == parts.length) {
      parts = Arrays.copyOf(parts, Math.max(16, 2 * partCount));
    }
    parts[partCount] = location;
    partCount++;
  }

  /** How many parts have to be copied; 0 if the value is in the array. */
  public int partCount() {
    return partCount;
  }

  int part(int index) {
    checkState(index < partCount, "part %s of %s", index, partCount);
    return parts[index];
  }
}
