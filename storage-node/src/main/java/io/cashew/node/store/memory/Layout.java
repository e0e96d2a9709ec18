package io.cashew.node.store.memory;

/**
 * How keys and values are laid out in records, and what an entry weighs therefore.
 *
 * <p>Where bytes of a key are asked for, the source's version behind it counts among them.
 *
 * <p>A value is in one record with its key, unless it is longer than a sixteenth of a page: then it
 * is cut into parts, each in a record and row of its own, so that large values neither waste the
 * ends of pages nor need pages side by side.
 */
final class Layout {
  /** The longest key. */
  static final int MAX_KEY_BYTES = 1 << 10;

  /** The longest value. */
  static final int MAX_VALUE_BYTES = (1 << 21) - 2;

  /** Version, group, row, tag and lengths. */
  static final int HEADER_BYTES = 16;

  /** Stands behind the key if the source has versions. */
  static final int SOURCE_VERSION_BYTES = 8;

  /** Where a record of which only the header stands in the log has the first part of its value. */
  static final int LINK_BYTES = 4;

  /** What an entry takes of rows and index. */
  static final int ROW_BYTES = Rows.BYTES + Index.BYTES_PER_ENTRY;

  private final int maxInlineBytes;

  Layout(int pageBytes) {
    this.maxInlineBytes = pageBytes / 16;
  }

  /** Whether a value is not in the record of its key. */
  boolean isCut(int valueBytes) {
    return valueBytes > maxInlineBytes;
  }

  /** How many parts a value is cut into; 0 if it is in the record of its key. */
  int parts(int valueBytes) {
    return isCut(valueBytes) ? (valueBytes + maxInlineBytes - 1) / maxInlineBytes : 0;
  }

  /** Bytes of value in each part but the last. */
  int partBytes() {
    return maxInlineBytes;
  }

  /** Bytes of the record with the key. */
  int recordBytes(int keyBytes, int valueBytes) {
    return pad(HEADER_BYTES + keyBytes + (isCut(valueBytes) ? LINK_BYTES : valueBytes));
  }

  /** Bytes of the longest record. At the end of a sealed segment is less than that unused. */
  int maxRecordBytes() {
    return recordBytes(MAX_KEY_BYTES + SOURCE_VERSION_BYTES, maxInlineBytes);
  }

  /** Bytes of a record that holds a part of a value. */
  int partRecordBytes(int bytes) {
    return pad(HEADER_BYTES + bytes);
  }

  /** Bytes of all of an entry's records. */
  long logBytes(int keyBytes, int valueBytes) {
    long bytes = recordBytes(keyBytes, valueBytes);
    int parts = parts(valueBytes);
    if (parts > 0) {
      int last = valueBytes - (parts - 1) * maxInlineBytes;
      bytes += (long) (parts - 1) * partRecordBytes(maxInlineBytes) + partRecordBytes(last);
    }
    return bytes;
  }

  /** What an entry weighs: its records, its rows and its share of the index. */
  long weight(int keyBytes, int valueBytes) {
    return logBytes(keyBytes, valueBytes) + ROW_BYTES + (long) parts(valueBytes) * Rows.BYTES;
  }

  private static int pad(int bytes) {
    return (bytes + 3) & ~3;
  }
}
