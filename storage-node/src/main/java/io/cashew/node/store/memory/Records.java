package io.cashew.node.store.memory;

import com.google.protobuf.ByteString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes records, by location: a page and a place in it, in units of 4 bytes. A location
 * has 27 bits, which makes a shard's memory at most 512 MiB.
 *
 * <pre>
 *   bytes  0-7   version (52 bits), group (12 bits; 0: the record is a part of a value)
 *          8-11  row (24 bits), tag (8 bits, a number that {@link Tags} gave)
 *         12-15  versioned (1 bit), length of the key less one (10 bits), length of the value (21
 *                bits; all ones: absent); in a part: its length
 *         16-    key, then the source's version if versioned, then value or the row of its first part
 * </pre>
 */
final class Records {
  static final int LOCATION_BITS = 27;
  static final int MAX_GROUP = (1 << 12) - 1;

  /** The group of a record that is a part of a value. */
  static final int PART = 0;

  private static final int UNIT_SHIFT = 2;
  private static final int VERSION_SHIFT = 12;
  private static final int LINE_BYTES = 64; // of the processor's caches
  private static final int ROW_AT = 8;
  private static final int LENGTHS_AT = 12;
  private static final int VERSIONED = 1 << 31;
  private static final int KEY_SHIFT = 21;
  private static final int VALUE_MASK = (1 << KEY_SHIFT) - 1;
  private static final int ABSENT = VALUE_MASK;
  private static final int KEY_MASK = Layout.MAX_KEY_BYTES - 1;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Pages pages;
  private final Layout layout;
  private final int pageShift; // from a location to its page
  private final int placeMask;

  Records(Pages pages, Layout layout) {
    this.pages = pages;
    this.layout = layout;
    this.pageShift = Integer.numberOfTrailingZeros(pages.pageBytes()) - UNIT_SHIFT;
    this.placeMask = (1 << pageShift) - 1;
  }

  int location(int page, int place) {
    return (page << pageShift) | (place >>> UNIT_SHIFT);
  }

  int page(int location) {
    return location >>> pageShift;
  }

  /** Bytes from the start of the page. */
  int place(int location) {
    return (location & placeMask) << UNIT_SHIFT;
  }

  /** Reads of the first lines of what may be a record; without the lock. */
  int readAt(int location) {
    ByteBuffer memory = pages.ifThere(location >>> pageShift);
    if (memory == null) {
      return 0;
    }
    int place = place(location);
    int last = memory.limit() - Integer.BYTES;
    return memory.getInt(place)
        + memory.getInt(Math.min(place + LINE_BYTES, last))
        + memory.getInt(Math.min(place + 2 * LINE_BYTES, last));
  }

  private static int lengths(int keyBytes, @Nullable ByteString value, long sourceVersion) {
    int versioned = sourceVersion == Arena.NO_SOURCE_VERSION ? 0 : VERSIONED;
    int valueField = value == null ? ABSENT : value.size();
    return versioned | ((keyBytes - 1) << KEY_SHIFT) | valueField;
  }

  private static int keyBytesOf(int lengths) {
    return (lengths >>> KEY_SHIFT & KEY_MASK) + 1;
  }

  private static int valueBytesOf(int lengths) {
    int field = lengths & VALUE_MASK;
    return field == ABSENT ? 0 : field;
  }

  private static int sourceVersionBytesOf(int lengths) {
    return (lengths & VERSIONED) == 0 ? 0 : Layout.SOURCE_VERSION_BYTES;
  }

  private int lengths(int location) {
    return memory(location).getInt(place(location) + LENGTHS_AT);
  }

  private ByteBuffer memory(int location) {
    return pages.at(location >>> pageShift);
  }

  /** Writes a record of a key and its value; a value that is cut leaves room for its link. */
  void write(
      int location,
      int row,
      int group,
      int tag,
      long version,
      ByteString key,
      @Nullable ByteString value,
      long sourceVersion) {
    ByteBuffer memory = memory(location);
    int place = place(location);
    memory.putLong(place, (version << VERSION_SHIFT) | group);
    memory.putInt(place + ROW_AT, row | (tag << 24));
    memory.putInt(place + LENGTHS_AT, lengths(key.size(), value, sourceVersion));
    memory.position(place + Layout.HEADER_BYTES);
    key.copyTo(memory);
    if (sourceVersion != Arena.NO_SOURCE_VERSION) {
      memory.putLong(sourceVersion);
    }
    if (value != null && !layout.isCut(value.size())) {
      value.copyTo(memory);
    }
  }

  /** As {@link #write}, with the key of a record there is already. */
  void rewrite(
      int location,
      int previous,
      int tag,
      long version,
      @Nullable ByteString value,
      long sourceVersion) {
    ByteBuffer memory = memory(location);
    ByteBuffer before = memory(previous);
    int place = place(location);
    int placeBefore = place(previous);
    int keyBytes = keyBytes(previous);
    memory.putLong(place, (version << VERSION_SHIFT) | group(previous));
    memory.putInt(place + ROW_AT, row(previous) | (tag << 24));
    memory.putInt(place + LENGTHS_AT, lengths(keyBytes, value, sourceVersion));
    memory.put(place + Layout.HEADER_BYTES, before, placeBefore + Layout.HEADER_BYTES, keyBytes);
    memory.position(place + Layout.HEADER_BYTES + keyBytes);
    if (sourceVersion != Arena.NO_SOURCE_VERSION) {
      memory.putLong(sourceVersion);
    }
    if (value != null && !layout.isCut(value.size())) {
      value.copyTo(memory);
    }
  }

  /** Writes a part of a value. */
  void writePart(int location, int row, ByteString bytes) {
    ByteBuffer memory = memory(location);
    int place = place(location);
    memory.putLong(place, 0);
    memory.putInt(place + ROW_AT, row);
    memory.putInt(place + LENGTHS_AT, bytes.size());
    memory.position(place + Layout.HEADER_BYTES);
    bytes.copyTo(memory);
  }

  /** Copies a record as it is. */
  void copy(int from, int to, int bytes) {
    memory(to).put(place(to), memory(from), place(from), bytes);
  }

  int row(int location) {
    return memory(location).getInt(place(location) + ROW_AT) & Rows.MAX_HANDLE;
  }

  int group(int location) {
    return (int) memory(location).getLong(place(location)) & MAX_GROUP;
  }

  long version(int location) {
    return memory(location).getLong(place(location)) >>> VERSION_SHIFT;
  }

  int tag(int location) {
    return memory(location).getInt(place(location) + ROW_AT) >>> 24;
  }

  boolean isAbsent(int location) {
    return (lengths(location) & VALUE_MASK) == ABSENT;
  }

  int keyBytes(int location) {
    return keyBytesOf(lengths(location));
  }

  int valueBytes(int location) {
    return valueBytesOf(lengths(location));
  }

  /** The source's own version of the value, or {@link Arena#NO_SOURCE_VERSION}. */
  long sourceVersion(int location) {
    int lengths = lengths(location);
    return (lengths & VERSIONED) == 0
        ? Arena.NO_SOURCE_VERSION
        : memory(location).getLong(place(location) + Layout.HEADER_BYTES + keyBytesOf(lengths));
  }

  /** What the record takes in the log. */
  int bytes(int location) {
    ByteBuffer memory = memory(location);
    int place = place(location);
    int lengths = memory.getInt(place + LENGTHS_AT);
    if ((memory.getLong(place) & MAX_GROUP) == 0) {
      return layout.partRecordBytes(lengths);
    }
    return layout.recordBytes(
        keyBytesOf(lengths) + sourceVersionBytesOf(lengths), valueBytesOf(lengths));
  }

  /** What the entry weighs whose key is in the record. */
  long weight(int location) {
    int lengths = lengths(location);
    return layout.weight(
        keyBytesOf(lengths) + sourceVersionBytesOf(lengths), valueBytesOf(lengths));
  }

  /** What all of the entry's records take in the log. */
  long logBytes(int location) {
    int lengths = lengths(location);
    return layout.logBytes(
        keyBytesOf(lengths) + sourceVersionBytesOf(lengths), valueBytesOf(lengths));
  }

  /** Whether the record is of a group's key, which stands at the beginning of an array. */
  boolean isOf(int location, int group, byte[] key, int keyBytes) {
    ByteBuffer memory = memory(location);
    int place = place(location);
    int lengths = memory.getInt(place + LENGTHS_AT);
    if ((lengths >>> KEY_SHIFT & KEY_MASK) + 1 != keyBytes
        || ((int) memory.getLong(place) & MAX_GROUP) != group) {
      return false;
    }
    int at = place + Layout.HEADER_BYTES;
    int i = 0;
    for (; i <= keyBytes - Long.BYTES; i += Long.BYTES) {
      if (memory.getLong(at + i) != (long) LONGS.get(key, i)) {
        return false;
      }
    }
    for (; i < keyBytes; i++) {
      if (memory.get(at + i) != key[i]) {
        return false;
      }
    }
    return true;
  }

  /** The row of the first part of a value that is cut. */
  int firstPart(int location) {
    return memory(location).getInt(valuePlace(location));
  }

  void setFirstPart(int location, int row) {
    memory(location).putInt(valuePlace(location), row);
  }

  /** The value begins behind the key and the source's version. */
  private int valuePlace(int location) {
    int lengths = lengths(location);
    return place(location)
        + Layout.HEADER_BYTES
        + keyBytesOf(lengths)
        + sourceVersionBytesOf(lengths);
  }

  /** Copies the value of a record that has it whole. */
  void copyValue(int location, byte[] into) {
    memory(location).get(valuePlace(location), into, 0, valueBytes(location));
  }

  void copyKey(int location, byte[] into) {
    memory(location).get(place(location) + Layout.HEADER_BYTES, into, 0, keyBytes(location));
  }

  /** How many bytes of the value are in a part. */
  int partBytes(int location) {
    return memory(location).getInt(place(location) + LENGTHS_AT);
  }

  /** Copies a part of a value. */
  void copyPart(int location, byte[] into, int at) {
    ByteBuffer memory = memory(location);
    int place = place(location);
    memory.get(place + Layout.HEADER_BYTES, into, at, memory.getInt(place + LENGTHS_AT));
  }
}
