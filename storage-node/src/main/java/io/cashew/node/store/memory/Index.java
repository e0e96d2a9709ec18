package io.cashew.node.store.memory;

import static com.google.common.base.Preconditions.checkState;

import io.cashew.node.store.policy.Policy;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows by the hash of their key: buckets with chains that run through the rows.
 *
 * <p>Grows by a bucket at a time, splitting an old one (linear hashing: Litwin, VLDB 1980). So
 * there is never a table to copy, and a chain has one and a half entries on average from the first
 * entry to the last; those in demand are its first.
 */
final class Index {
  /** Of a bucket; an entry has two thirds of one, and weighs as much as a whole. */
  static final int BYTES_PER_ENTRY = 4;

  private static final int FIRST_LEVEL = 6;

  private final Pages pages;
  private final Rows rows;
  private final int pageShift;
  private final int placeMask;
  private final @Nullable ByteBuffer[] memory;
  private int pageCount;
  private int level = FIRST_LEVEL; // buckets below 2^level were there when this round began
  private int split; // how many of them have been split in this round
  private int size;

  Index(Pages pages, Rows rows) {
    this.pages = pages;
    this.rows = rows;
    this.pageShift = Integer.numberOfTrailingZeros(pages.pageBytes() / BYTES_PER_ENTRY);
    this.placeMask = (1 << pageShift) - 1;
    this.memory = new @Nullable ByteBuffer[pages.limit()];
    addPage();
  }

  int size() {
    return size;
  }

  int pageCount() {
    return pageCount;
  }

  int buckets() {
    return (1 << level) + split;
  }

  /** The first row of a chain in which all rows with a hash are. */
  int first(int hash) {
    return head(bucketOf(hash));
  }

  /** As {@link #first}, but without the lock: any number. */
  int guessFirst(int hash) {
    int bucket = bucketOf(hash);
    ByteBuffer page = memory[(bucket >>> pageShift) % memory.length];
    return page == null ? Policy.NONE : page.getInt((bucket & placeMask) * BYTES_PER_ENTRY);
  }

  /** The next row of the chain. */
  int next(int row) {
    return rows.chain(row);
  }

  /** Makes a row the first of its chain. */
  void moveToFront(int row, int previous) {
    int bucket = bucketOf(rows.hash(row));
    rows.setChain(previous, rows.chain(row));
    rows.setChain(row, head(bucket));
    setHead(bucket, row);
  }

  void add(int row) {
    int bucket = bucketOf(rows.hash(row));
    rows.setChain(row, head(bucket));
    setHead(bucket, row);
    size++;
    if (isFull()) {
      split();
    }
  }

  /** Removes a row that is there. */
  void remove(int row) {
    int bucket = bucketOf(rows.hash(row));
    int candidate = head(bucket);
    if (candidate == row) {
      setHead(bucket, rows.chain(row));
    } else {
      while (rows.chain(candidate) != row) {
        candidate = rows.chain(candidate);
        checkState(candidate != Policy.NONE, "row %s is not in the index", row);
      }
      rows.setChain(candidate, rows.chain(row));
    }
    size--;
  }

  /** Whether {@link #add} would do better with another page. */
  boolean wantsPage() {
    return isFull() && buckets() >>> pageShift >= pageCount && pageCount < memory.length;
  }

  void addPage() {
    ByteBuffer page = pages.at(pages.take());
    for (int i = 0; i < page.limit(); i += Long.BYTES) {
      page.putLong(i, 0);
    }
    memory[pageCount] = page;
    pageCount++;
  }

  private boolean isFull() {
    return 2L * size > 3L * buckets();
  }

  /** Moves half of an old bucket into a new one; without memory for that, chains get longer. */
  private void split() {
    int old = split;
    int fresh = (1 << level) + split;
    if (fresh >>> pageShift >= pageCount) {
      return;
    }
    int row = head(old);
    int stay = Policy.NONE;
    int move = Policy.NONE;
    while (row != Policy.NONE) {
      int next = rows.chain(row);
      if ((rows.hash(row) >>> level & 1) == 0) {
        rows.setChain(row, stay);
        stay = row;
      } else {
        rows.setChain(row, move);
        move = row;
      }
      row = next;
    }
    setHead(old, stay);
    setHead(fresh, move);
    split++;
    if (split == 1 << level) {
      level++;
      split = 0;
    }
  }

  private int bucketOf(int hash) {
    int bucket = hash & ((1 << level) - 1);
    return bucket < split ? hash & ((1 << (level + 1)) - 1) : bucket;
  }

  private int head(int bucket) {
    return page(bucket).getInt((bucket & placeMask) * BYTES_PER_ENTRY);
  }

  private void setHead(int bucket, int row) {
    page(bucket).putInt((bucket & placeMask) * BYTES_PER_ENTRY, row);
  }

  @SuppressWarnings("NullAway") // a bucket that is in use has its page
  private ByteBuffer page(int bucket) {
    return memory[bucket >>> pageShift];
  }

  /** All rows, collected: for checks. */
  int[] rows() {
    int[] found = new int[size];
    int count = 0;
    for (int bucket = 0; bucket < buckets(); bucket++) {
      for (int row = head(bucket); row != Policy.NONE; row = rows.chain(row)) {
        found[count] = row;
        count++;
      }
    }
    return found;
  }

  /** Walks all chains: every row in them has a hash that leads there. */
  void checkIntegrity() {
    int found = 0;
    for (int bucket = 0; bucket < buckets(); bucket++) {
      for (int row = head(bucket); row != Policy.NONE; row = rows.chain(row)) {
        checkState(bucketOf(rows.hash(row)) == bucket, "row %s is in the wrong chain", row);
        found++;
        checkState(found <= size, "the chains have more rows than the size says, %s", size);
      }
    }
    checkState(found == size, "the chains have %s rows (expected: %s)", found, size);
  }
}
