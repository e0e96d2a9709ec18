package io.cashew.node.store.memory;

import static com.google.common.base.Preconditions.checkState;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cashew.node.store.policy.Entries;
import io.cashew.node.store.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * One shard's entries: found by key, each with a handle, its value and its attributes. Guarded by
 * the shard's lock, except {@link #copyParts}.
 *
 * <p>An entry is of a group, by number (1 to {@link #MAX_GROUP}), and has a tag, a version, an
 * expiry that only {@code Expiries} understands and a generation. No value stands for: the source
 * has no such key.
 */
public final class Arena {
  /** The highest number that a group can have. */
  public static final int MAX_GROUP = Records.MAX_GROUP;

  /** A value that has no version of its source's; those are not negative. */
  public static final long NO_SOURCE_VERSION = -1;

  /** A shard's memory, at the most: what a record's location can say. */
  public static final long MAX_BYTES = 4L << Records.LOCATION_BITS;

  /** The longest value that is copied under the lock; it takes some microseconds. */
  private static final int MAX_COPY_BYTES = 64 << 10;

  private final Pages pages;
  private final Layout layout;
  private final Records records;
  private final Rows rows;
  private final Index index;
  private final Log log;
  private final Tags tags = new Tags();
  private final byte[] sought = new byte[Layout.MAX_KEY_BYTES];

  /**
   * An arena without entries.
   *
   * @param pageBytes a power of two
   * @param maxPages how many pages there may be
   */
  public Arena(int pageBytes, int maxPages) {
    this.pages = new Pages(pageBytes, maxPages);
    this.layout = new Layout(pageBytes);
    this.records = new Records(pages, layout);
    this.rows = new Rows(pages, records);
    this.index = new Index(pages, rows);
    this.log = new Log(pages, rows, records, layout);
  }

  /** The entries as policies see them. */
  public Entries entries() {
    return rows;
  }

  /** How many entries there are. */
  public int size() {
    return index.size();
  }

  /** What an entry weighs or would weigh: the bytes of its records, rows and share of the index. */
  public long weight(int keyBytes, int valueBytes, long sourceVersion) {
    return layout.weight(withVersion(keyBytes, sourceVersion), valueBytes);
  }

  private static int withVersion(int keyBytes, long sourceVersion) {
    return sourceVersion == NO_SOURCE_VERSION ? keyBytes : keyBytes + Layout.SOURCE_VERSION_BYTES;
  }

  public long weight(int entry) {
    return rows.weight(entry);
  }

  /** The entry of a group's key; {@link Policy#NONE} if there is none. */
  public int find(int group, int hash, ByteString key) {
    int row = index.first(hash);
    int keyBytes = key.size();
    if (row == Policy.NONE || keyBytes > Layout.MAX_KEY_BYTES) {
      return Policy.NONE;
    }
    boolean copied = false;
    int previous = Policy.NONE;
    while (row != Policy.NONE) {
      if (rows.hash(row) == hash) {
        if (!copied) {
          key.copyTo(sought, 0);
          copied = true;
        }
        if (records.isOf(rows.location(row), group, sought, keyBytes)) {
          if (previous != Policy.NONE) {
            index.moveToFront(row, previous); // what is in demand is found first
          }
          return row;
        }
      }
      previous = row;
      row = index.next(row);
    }
    return Policy.NONE;
  }

  /**
   * The row where the search for a hash begins, read without the lock, which makes it a guess: any
   * number.
   */
  public int guessRow(int hash) {
    return index.guessFirst(hash);
  }

  /** Where the record of a guessed row, or of the next in its chain, may be: any number. */
  public int guessLocation(int row, int hash) {
    int guess = row;
    if (rows.mayBeRow(guess) && rows.hash(guess) != hash) {
      guess = rows.chain(guess);
    }
    return rows.mayBeRow(guess) ? rows.location(guess) : Rows.NOWHERE;
  }

  /** Reads of a record's first lines, if there is something where it was guessed to be. */
  public int readAt(int location) {
    return records.readAt(location);
  }

  /**
   * Whether an entry fits beside what is alive.
   *
   * @param replaced an entry that will be gone by then, or {@link Policy#NONE}
   */
  public boolean fits(int keyBytes, int valueBytes, long sourceVersion, int replaced) {
    long gone = replaced == Policy.NONE ? 0 : records.logBytes(rows.location(replaced));
    int newRows = 1 + layout.parts(valueBytes);
    int morePages = newRows <= rows.available() ? 0 : pagesForRows(newRows);
    return log.segments().liveBytes()
                - gone
                + layout.logBytes(withVersion(keyBytes, sourceVersion), valueBytes)
            <= log.capacity(otherPages() + morePages)
        && (morePages == 0 || rows.canAddPage());
  }

  /**
   * Whether an entry would fit if there were no other: a key of 1 to 1,024 bytes, for one thing.
   */
  public boolean couldFit(int keyBytes, int valueBytes, long sourceVersion) {
    return keyBytes >= 1
        && keyBytes <= Layout.MAX_KEY_BYTES
        && valueBytes <= Layout.MAX_VALUE_BYTES
        && layout.logBytes(withVersion(keyBytes, sourceVersion), valueBytes)
            <= log.capacity(otherPages() + 1) / 2;
  }

  /**
   * Adds an entry that {@link #fits} and whose key is not there.
   *
   * @return {@link Policy#NONE} if there is no room after all, because long reads hold too much
   */
  public int add(
      int group,
      int hash,
      ByteString key,
      @Nullable ByteString value,
      long sourceVersion,
      long tag,
      long version) {
    int valueBytes = value == null ? 0 : value.size();
    int recordBytes = layout.recordBytes(withVersion(key.size(), sourceVersion), valueBytes);
    int tagNumber = tags.acquire(tag);
    if (tagNumber == Tags.NONE) {
      return Policy.NONE;
    }
    if (!makeRows(1 + layout.parts(valueBytes)) || !log.canAppend(recordBytes)) {
      tags.release(tagNumber);
      return Policy.NONE;
    }
    int row = rows.allocate(hash);
    int location = log.append(recordBytes);
    records.write(location, row, group, tagNumber, version, key, value, sourceVersion);
    rows.setLocation(row, location);
    index.add(row);
    if (value != null && layout.isCut(valueBytes) && !appendParts(row, value)) {
      remove(row);
      return Policy.NONE;
    }
    finish(row);
    return row;
  }

  /**
   * Gives an entry another value; it keeps its handle, expiry and place in its policy.
   *
   * @return false if there is no room, because long reads hold too much: then nothing is left of
   *     the entry but a handle, which weighs as little as can be and has to be {@linkplain #discard
   *     discarded}
   */
  public boolean replace(
      int entry, @Nullable ByteString value, long sourceVersion, long tag, long version) {
    int previous = rows.location(entry);
    int keyBytes = records.keyBytes(previous);
    int valueBytes = value == null ? 0 : value.size();
    int recordBytes = layout.recordBytes(withVersion(keyBytes, sourceVersion), valueBytes);
    int page = records.page(previous);
    log.segments().pin(page); // the key is copied from there
    try {
      freeParts(entry);
      log.kill(previous, records.bytes(previous));
      rows.setLocation(entry, Rows.NOWHERE);
      tags.release(records.tag(previous));
      int tagNumber = tags.acquire(tag);
      if (tagNumber == Tags.NONE
          || !makeRows(layout.parts(valueBytes))
          || !log.canAppend(recordBytes)) {
        if (tagNumber != Tags.NONE) {
          tags.release(tagNumber);
        }
        detach(entry);
        return false;
      }
      int location = log.append(recordBytes);
      records.rewrite(location, previous, tagNumber, version, value, sourceVersion);
      rows.setLocation(entry, location);
    } finally {
      log.segments().unpin(page);
    }
    if (value != null && layout.isCut(valueBytes) && !appendParts(entry, value)) {
      freeParts(entry);
      int location = rows.location(entry);
      tags.release(records.tag(location));
      log.kill(location, records.bytes(location));
      detach(entry);
      return false;
    }
    finish(entry);
    return true;
  }

  private void detach(int entry) {
    index.remove(entry);
    rows.setLocation(entry, Rows.NOWHERE);
    rows.setWeight(entry, Layout.ROW_BYTES);
  }

  /** Gives up the handle of an entry that could not be replaced. */
  public void discard(int entry) {
    rows.free(entry);
  }

  /** Takes an entry out; its handle may mean another one from now on. */
  public void remove(int entry) {
    int location = rows.location(entry);
    freeParts(entry);
    index.remove(entry);
    tags.release(records.tag(location));
    log.kill(location, records.bytes(location));
    rows.free(entry);
  }

  private void finish(int row) {
    rows.setWeight(row, records.weight(rows.location(row)));
    if (index.wantsPage() && log.makePage()) {
      index.addPage();
    }
    log.cleanAlong((int) Math.min(records.logBytes(rows.location(row)), pages.pageBytes()));
  }

  /** The parts are chained from the last to the first, so that each is complete when written. */
  private boolean appendParts(int row, ByteString value) {
    records.setFirstPart(rows.location(row), Policy.NONE);
    int next = Policy.NONE;
    for (int part = layout.parts(value.size()) - 1; part >= 0; part--) {
      int from = part * layout.partBytes();
      int bytes = Math.min(layout.partBytes(), value.size() - from);
      int recordBytes = layout.partRecordBytes(bytes);
      if (!log.canAppend(recordBytes)) {
        return false;
      }
      int partRow = rows.allocate(0);
      int location = log.append(recordBytes);
      records.writePart(location, partRow, value.substring(from, from + bytes));
      rows.setLocation(partRow, location);
      rows.setChain(partRow, next);
      next = partRow;
      records.setFirstPart(rows.location(row), next); // making room may have moved the record
    }
    return true;
  }

  private void freeParts(int entry) {
    int location = rows.location(entry);
    if (!layout.isCut(records.valueBytes(location))) {
      return;
    }
    int part = records.firstPart(location);
    while (part != Policy.NONE) {
      int next = rows.chain(part);
      int partLocation = rows.location(part);
      log.kill(partLocation, records.bytes(partLocation));
      rows.free(part);
      part = next;
    }
  }

  private boolean makeRows(int count) {
    while (rows.available() < count) {
      if (!rows.canAddPage() || !log.makePage()) {
        return false;
      }
      rows.addPage();
    }
    return true;
  }

  private int pagesForRows(int count) {
    return 1 + (count - rows.available()) / rows.rowsPerPage();
  }

  private int otherPages() {
    return rows.pageCount() + index.pageCount();
  }

  /** The number of the entry's group. */
  public int group(int entry) {
    return records.group(rows.location(entry));
  }

  public int hash(int entry) {
    return rows.hash(entry);
  }

  public long tag(int entry) {
    return tags.tag(records.tag(rows.location(entry)));
  }

  public long version(int entry) {
    return records.version(rows.location(entry));
  }

  /** The source's own version of the value, or {@link #NO_SOURCE_VERSION}. */
  public long sourceVersion(int entry) {
    return records.sourceVersion(rows.location(entry));
  }

  /** Whether the source has no such key. */
  public boolean isAbsent(int entry) {
    return records.isAbsent(rows.location(entry));
  }

  public int valueBytes(int entry) {
    return records.valueBytes(rows.location(entry));
  }

  public int expiry(int entry) {
    return rows.expiry(entry);
  }

  public void setExpiry(int entry, int expiry) {
    rows.setExpiry(entry, expiry);
  }

  /** How many handles there are for each value of their highest 8 bits. */
  public int rowsPerPage() {
    return rows.rowsPerPage();
  }

  /** Whether a number can be a handle, perhaps of no entry at present. */
  public boolean isRow(int number) {
    return rows.isRow(number);
  }

  /** Whether a number is the handle of an entry. */
  public boolean isEntry(int number) {
    return number != Policy.NONE
        && rows.isRow(number)
        && rows.location(number) != Rows.NOWHERE
        && records.group(rows.location(number)) != Records.PART;
  }

  /** The handle at a place among all, counted from 0; only {@link #isEntry} says of what. */
  public int handle(int place) {
    return rows.handle(place);
  }

  /** How many places there are. */
  public int places() {
    return rows.pageCount() * rows.rowsPerPage();
  }

  /** 0 or 1. */
  public int generation(int entry) {
    return rows.generation(entry);
  }

  public void setGeneration(int entry, int generation) {
    rows.setGeneration(entry, generation);
  }

  /** Makes the entry look to a policy as if it had just come. */
  public void resetLinks(int entry) {
    rows.resetLinks(entry);
  }

  /**
   * Copies the value, or says where its parts are: then {@link #copyParts} has to follow without
   * the lock, and {@link #release} with it.
   */
  public void read(int entry, Value into) {
    int location = rows.location(entry);
    int valueBytes = records.valueBytes(location);
    if (!layout.isCut(valueBytes)) {
      into.expect(valueBytes);
      records.copyValue(location, into.room(valueBytes));
      return;
    }
    into.expect(valueBytes);
    int part = records.firstPart(location);
    if (valueBytes <= MAX_COPY_BYTES) {
      byte[] bytes = into.room(valueBytes);
      for (int at = 0; part != Policy.NONE; at += layout.partBytes()) {
        records.copyPart(rows.location(part), bytes, at);
        part = rows.chain(part);
      }
      return;
    }
    while (part != Policy.NONE) {
      int partLocation = rows.location(part);
      into.addPart(partLocation);
      log.segments().pin(records.page(partLocation));
      part = rows.chain(part);
    }
  }

  /** The bytes of the entry's key. */
  public ByteString key(int entry) {
    int location = rows.location(entry);
    byte[] key = new byte[records.keyBytes(location)];
    records.copyKey(location, key);
    return UnsafeByteOperations.unsafeWrap(key);
  }

  /** Copies the parts of a long value. Needs no lock: their segments are pinned. */
  public void copyParts(Value into) {
    byte[] bytes = into.room(into.length());
    for (int i = 0; i < into.partCount(); i++) {
      records.copyPart(into.part(i), bytes, i * layout.partBytes());
    }
  }

  /** Lets go of the segments of a long value that has been copied. */
  public void release(Value copied) {
    for (int i = 0; i < copied.partCount(); i++) {
      log.segments().unpin(records.page(copied.part(i)));
    }
  }

  /** How the memory is used. */
  public ArenaStatistics statistics() {
    Segments segments = log.segments();
    long pageBytes = pages.pageBytes();
    return new ArenaStatistics(
        pages.limit() * pageBytes,
        pages.allocated() * pageBytes,
        segments.count() * pageBytes,
        segments.liveBytes(),
        rows.pageCount() * pageBytes + index.pageCount() * pageBytes,
        log.appendedBytes(),
        log.copiedBytes());
  }

  /** Walks index, rows and segments and throws if they disagree. Slow; for tests. */
  public void checkIntegrity() {
    index.checkIntegrity();
    int[] live = new int[pages.limit()];
    int[] tagUses = new int[256];
    int rowsFound = 0;
    for (int row : entryHandles()) {
      int location = rows.location(row);
      checkState(records.row(location) == row, "row %s: its record names another", row);
      checkState(
          rows.weight(row) == records.weight(location), "row %s: weight %s", row, rows.weight(row));
      tagUses[records.tag(location)]++;
      live[records.page(location)] += records.bytes(location);
      rowsFound++;
      int valueFound = 0;
      if (layout.isCut(records.valueBytes(location))) {
        for (int part = records.firstPart(location); part != Policy.NONE; part = rows.chain(part)) {
          int partLocation = rows.location(part);
          checkState(records.row(partLocation) == part, "part %s: its record names another", part);
          checkState(records.group(partLocation) == 0, "part %s is an entry", part);
          checkState(rows.expiry(part) == 0, "part %s expires", part);
          live[records.page(partLocation)] += records.bytes(partLocation);
          valueFound += records.partBytes(partLocation);
          rowsFound++;
        }
        checkState(
            valueFound == records.valueBytes(location),
            "row %s: parts of %s bytes",
            row,
            valueFound);
      }
    }
    checkState(rows.inUse() == rowsFound, "rows: %s (expected: %s)", rows.inUse(), rowsFound);
    for (int number = 1; number < tagUses.length; number++) {
      checkState(tags.uses(number) == tagUses[number], "tag number %s is miscounted", number);
    }
    rows.checkIntegrity();
    tags.checkIntegrity();
    log.segments().checkIntegrity(live);
    log.checkIntegrity();
    pages.checkIntegrity(log.segments()::isSegment);
    checkState(
        log.segments().count() + otherPages() + pages.spares() == pages.allocated(),
        "a page is lost");
  }

  /** The handles of all entries, collected: for checks. */
  public int[] entryHandles() {
    return index.rows();
  }
}
