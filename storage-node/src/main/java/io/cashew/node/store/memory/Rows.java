package io.cashew.node.store.memory;

import static com.google.common.base.Preconditions.checkState;

import io.cashew.node.store.policy.Entries;
import io.cashew.node.store.policy.Policy;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Fixed-size descriptions of entries. An entry keeps its row, and so its handle, while it is in
 * memory. A handle is the number of a page of rows (8 bits) and a place in it (16 bits).
 *
 * <pre>
 *   bytes  0-3   hash
 *          4-7   location of the record (27 bits), generation (1 bit, the highest)
 *          8-11  expiry, as {@code Expiries} writes it
 *         12-15  next in the chain of the index, of the value's parts or of free rows; mark (8 bits)
 *         16-19  previous in the policy's list; low 8 bits of the weight, in units of 4 bytes
 *         20-23  next in the policy's list; high 8 bits of the weight
 * </pre>
 */
final class Rows implements Entries {
  static final int BYTES = 24;

  /** A location that no record has. */
  static final int NOWHERE = (1 << Records.LOCATION_BITS) - 1;

  private static final int PLACE_BITS = 16;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
  private static final int MAX_PAGES = 1 << 8;
  private static final int LINK_MASK = MAX_HANDLE;
  private static final int GENERATION = 1 << 31;
  private static final int HASH_AT = 0;
  private static final int LOCATION_AT = 4;
  private static final int EXPIRY_AT = 8;
  private static final int CHAIN_AT = 12;
  private static final int MARK_AT = 15;
  private static final int PREVIOUS_AT = 16;
  private static final int WEIGHT_LOW_AT = 19;
  private static final int NEXT_AT = 20;
  private static final int WEIGHT_HIGH_AT = 23;
  private static final int HEAVY = 0xFFFF;

  private final Pages pages;
  private final Records records;
  private final int rowsPerPage;
  private final @Nullable ByteBuffer[] memory = new @Nullable ByteBuffer[MAX_PAGES];
  private int pageCount;
  private int fresh = 1; // the next place of the last page; handle 0 is none
  private int free = Policy.NONE;
  private int freeCount;
  private int inUse;

  Rows(Pages pages, Records records) {
    this.pages = pages;
    this.records = records;
    this.rowsPerPage = Math.min(pages.pageBytes() / BYTES, 1 << PLACE_BITS);
    this.fresh = rowsPerPage;
  }

  int pageCount() {
    return pageCount;
  }

  int rowsPerPage() {
    return rowsPerPage;
  }

  int inUse() {
    return inUse;
  }

  /** Whether a number is the handle of a row, in use or free. */
  boolean isRow(int number) {
    int page = number >>> PLACE_BITS;
    return page < pageCount
        && (number & PLACE_MASK) < (page == pageCount - 1 ? fresh : rowsPerPage);
  }

  /** Whether a number can be taken for the handle of a row and be read; without the lock. */
  boolean mayBeRow(int number) {
    int page = number >>> PLACE_BITS;
    return page < MAX_PAGES && (number & PLACE_MASK) < rowsPerPage && memory[page] != null;
  }

  /** The row at a place, counted over all pages. */
  int handle(int place) {
    return ((place / rowsPerPage) << PLACE_BITS) | (place % rowsPerPage);
  }

  /** How many rows can be taken before another page is needed. */
  int available() {
    return freeCount + rowsPerPage - fresh;
  }

  boolean canAddPage() {
    return pageCount < MAX_PAGES;
  }

  /** Takes a page for more rows; {@link #canAddPage} says whether it may. */
  void addPage() {
    checkState(canAddPage(), "all %s pages are there", MAX_PAGES);
    while (fresh < rowsPerPage) {
      addToFree(takeFresh());
    }
    memory[pageCount] = pages.at(pages.take());
    fresh = pageCount == 0 ? 1 : 0; // handle 0 is none
    pageCount++;
  }

  /** Takes a row: a hash and nothing else. {@link #available} says whether there is one. */
  int allocate(int hash) {
    int row = free;
    if (row == Policy.NONE) {
      checkState(fresh < rowsPerPage, "no row is available");
      row = takeFresh();
    } else {
      free = chain(row);
      freeCount--;
    }
    inUse++;
    ByteBuffer page = page(row);
    int at = at(row);
    page.putInt(at + HASH_AT, hash);
    page.putInt(at + LOCATION_AT, NOWHERE);
    page.putLong(at + EXPIRY_AT, 0);
    page.putLong(at + PREVIOUS_AT, 0);
    return row;
  }

  void free(int row) {
    addToFree(row);
    inUse--;
  }

  private int takeFresh() {
    int row = ((pageCount - 1) << PLACE_BITS) | fresh;
    fresh++;
    return row;
  }

  private void addToFree(int row) {
    ByteBuffer page = page(row);
    int at = at(row);
    page.putInt(at + LOCATION_AT, NOWHERE); // so that the cleaner finds its record dead
    page.putInt(at + EXPIRY_AT, 0); // and nobody finds it expired
    page.putInt(at + CHAIN_AT, free);
    free = row;
    freeCount++;
  }

  @Override
  public int hash(int row) {
    return page(row).getInt(at(row) + HASH_AT);
  }

  int location(int row) {
    return page(row).getInt(at(row) + LOCATION_AT) & NOWHERE;
  }

  void setLocation(int row, int location) {
    ByteBuffer page = page(row);
    int at = at(row) + LOCATION_AT;
    page.putInt(at, (page.getInt(at) & GENERATION) | location);
  }

  /** 0 or 1: which of a group's two policies has the entry. */
  int generation(int row) {
    return page(row).getInt(at(row) + LOCATION_AT) >>> 31;
  }

  void setGeneration(int row, int generation) {
    ByteBuffer page = page(row);
    int at = at(row) + LOCATION_AT;
    page.putInt(at, (page.getInt(at) & ~GENERATION) | (generation << 31));
  }

  int expiry(int row) {
    return page(row).getInt(at(row) + EXPIRY_AT);
  }

  void setExpiry(int row, int expiry) {
    page(row).putInt(at(row) + EXPIRY_AT, expiry);
  }

  int chain(int row) {
    return page(row).getInt(at(row) + CHAIN_AT) & LINK_MASK;
  }

  void setChain(int row, int next) {
    link(row, CHAIN_AT, next);
  }

  @Override
  public int mark(int row) {
    return page(row).get(at(row) + MARK_AT) & 0xFF;
  }

  @Override
  public void setMark(int row, int mark) {
    page(row).put(at(row) + MARK_AT, (byte) mark);
  }

  @Override
  public int previous(int row) {
    return page(row).getInt(at(row) + PREVIOUS_AT) & LINK_MASK;
  }

  @Override
  public void setPrevious(int row, int previous) {
    link(row, PREVIOUS_AT, previous);
  }

  @Override
  public int next(int row) {
    return page(row).getInt(at(row) + NEXT_AT) & LINK_MASK;
  }

  @Override
  public void setNext(int row, int next) {
    link(row, NEXT_AT, next);
  }

  @Override
  public long weight(int row) {
    ByteBuffer page = page(row);
    int at = at(row);
    int units =
        (page.get(at + WEIGHT_LOW_AT) & 0xFF) | ((page.get(at + WEIGHT_HIGH_AT) & 0xFF) << 8);
    return units == HEAVY ? records.weight(location(row)) : (long) units << 2;
  }

  /** Says what an entry weighs whose record is in place; a multiple of 4. */
  void setWeight(int row, long weight) {
    int units = (int) Math.min(HEAVY, weight >>> 2);
    ByteBuffer page = page(row);
    int at = at(row);
    page.put(at + WEIGHT_LOW_AT, (byte) units);
    page.put(at + WEIGHT_HIGH_AT, (byte) (units >>> 8));
  }

  /** Gives a row what belongs to its policy as it was when the row was taken. */
  void resetLinks(int row) {
    setPrevious(row, Policy.NONE);
    setNext(row, Policy.NONE);
    setMark(row, 0);
  }

  /** Walks the free rows and throws if one is missing, in use or not empty. Slow; for tests. */
  void checkIntegrity() {
    int found = 0;
    for (int row = free; row != Policy.NONE; row = chain(row)) {
      found++;
      checkState(found <= freeCount, "more free rows than their number says, %s", freeCount);
      checkState(location(row) == NOWHERE && expiry(row) == 0, "free row %s is in use", row);
    }
    checkState(found == freeCount, "free rows: %s (expected: %s)", found, freeCount);
    int all = pageCount == 0 ? 0 : pageCount * rowsPerPage - 1; // handle 0 is none
    checkState(inUse + available() == all, "rows: %s (expected: %s)", inUse + available(), all);
  }

  private void link(int row, int field, int to) {
    ByteBuffer page = page(row);
    int at = at(row) + field;
    page.putInt(at, (page.getInt(at) & ~LINK_MASK) | to);
  }

  private int at(int row) {
    return (row & PLACE_MASK) * BYTES;
  }

  @SuppressWarnings("NullAway") // a handle names a page that was added
  private ByteBuffer page(int row) {
    return memory[row >>> PLACE_BITS];
  }
}
