package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkState;

import io.cashew.node.store.memory.Arena;
import io.cashew.node.store.policy.Policy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When a shard's entries expire, exactly, and which have. Guarded by the shard's lock.
 *
 * <p>The time is in the entry's row, in milliseconds. To find what has expired there is, for each
 * 64 rows side by side, the earliest of their times or an earlier one: a pass over these finds the
 * blocks that are worth a look. That takes a thousandth of the memory of a timing wheel linked
 * through the rows and no work when an entry leaves, and is exact; it is as quick because rows that
 * are taken together tend to be neighbours and to expire together.
 *
 * <p>31 bits of milliseconds reach 12 days in either direction. What expires later is kept in
 * seconds, rounded down.
 *
 * <p>The time in the row is the one up to which the entry is fresh, whatever its group's {@link
 * Graces grace}: that is added where memory is to be reclaimed, and so may change at any time.
 */
final class Expiries {
  /** An entry that does not expire. */
  static final int NEVER = 0;

  /** No entry has expired in the rows just looked at, but in others one may have. */
  static final int NOT_HERE = -1;

  private static final long NO_EXPIRY = Long.MAX_VALUE;
  private static final int BLOCK_SHIFT = 6;
  private static final int BLOCK_ROWS = 1 << BLOCK_SHIFT;
  private static final int PAGE_SHIFT = 16;
  private static final int PLACE_MASK = (1 << PAGE_SHIFT) - 1;
  private static final int COARSE = 1 << 31;
  private static final int COARSE_MILLIS = 1_000;
  private static final long MAX_FINE_MILLIS = 1L << 29; // 6 days: far from where 31 bits wrap

  private final Arena arena;
  private final Graces graces;
  private final long[] @Nullable [] earliest = new long[1 << 8] @Nullable []; // by page and block
  private int pages;
  private long earliestOfAll = NO_EXPIRY;
  private long earliestOfPass = NO_EXPIRY;
  private final int blocksPerPage;
  private int page; // where the pass is: a page of rows,
  private int block; // a block in it
  private int row; // and a row in that

  Expiries(Arena arena, Graces graces) {
    this.arena = arena;
    this.graces = graces;
    this.blocksPerPage = (arena.rowsPerPage() + BLOCK_ROWS - 1) / BLOCK_ROWS;
  }

  /** Says when an entry expires; negative: never. */
  void set(int entry, long atMillis, long nowMillis) {
    if (atMillis < 0) {
      arena.setExpiry(entry, NEVER);
      return;
    }
    int expiry = encode(atMillis, nowMillis);
    arena.setExpiry(entry, expiry);
    long at = decode(expiry, nowMillis) + graces.millis(entry);
    while (entry >>> PAGE_SHIFT >= pages) {
      long[] blocks = new long[blocksPerPage];
      Arrays.fill(blocks, NO_EXPIRY);
      earliest[pages] = blocks;
      pages++;
    }
    long[] blocks = blocks(entry >>> PAGE_SHIFT);
    int its = (entry & PLACE_MASK) >>> BLOCK_SHIFT;
    blocks[its] = Math.min(blocks[its], at);
    earliestOfAll = Math.min(earliestOfAll, at);
    earliestOfPass = Math.min(earliestOfPass, at);
  }

  /** Whether an entry is not fresh any more. */
  boolean isExpired(int entry, long nowMillis) {
    int expiry = arena.expiry(entry);
    return expiry != NEVER && decode(expiry, nowMillis) <= nowMillis;
  }

  /** Whether an entry may not even be answered as stale any more. */
  boolean isGone(int entry, long nowMillis) {
    int expiry = arena.expiry(entry);
    if (expiry == NEVER) {
      return false;
    }
    long at = decode(expiry, nowMillis);
    return at <= nowMillis && at + graces.millis(entry) <= nowMillis;
  }

  /** Some entries are gone sooner than was said, by so much at the most. */
  void sooner(long millis) {
    for (int i = 0; i < pages; i++) {
      long[] blocks = blocks(i);
      for (int j = 0; j < blocks.length; j++) {
        blocks[j] = sooner(blocks[j], millis);
      }
    }
    earliestOfAll = sooner(earliestOfAll, millis);
    earliestOfPass = sooner(earliestOfPass, millis);
  }

  private static long sooner(long at, long millis) {
    return at == NO_EXPIRY ? NO_EXPIRY : at - millis;
  }

  boolean expires(int entry) {
    return arena.expiry(entry) != NEVER;
  }

  /** Until when an entry is fresh that expires. */
  long expiryMillis(int entry, long nowMillis) {
    return decode(arena.expiry(entry), nowMillis);
  }

  /**
   * Finds an entry that is gone, going on where the last call stopped. Looks at few rows.
   *
   * @return {@link #NOT_HERE}, or {@link Policy#NONE} if none has expired at all
   */
  int nextExpired(long nowMillis) {
    if (earliestOfAll > nowMillis) {
      return Policy.NONE;
    }
    for (; page < pages; page++) {
      long[] blocks = blocks(page);
      while (block < blocksPerPage) {
        boolean isDue = blocks[block] <= nowMillis;
        if (isDue) {
          int expired = nextExpiredInBlock(nowMillis);
          if (expired != Policy.NONE) {
            return expired;
          }
          blocks[block] = earliestInBlock(nowMillis);
        }
        earliestOfPass = Math.min(earliestOfPass, blocks[block]);
        row = 0;
        block++;
        if (isDue) {
          return NOT_HERE;
        }
      }
      block = 0;
    }
    earliestOfAll = earliestOfPass;
    earliestOfPass = NO_EXPIRY;
    page = 0;
    return earliestOfAll > nowMillis ? Policy.NONE : NOT_HERE; // in what the pass left behind
  }

  private int nextExpiredInBlock(long nowMillis) {
    while (row < BLOCK_ROWS) {
      int entry = firstInBlock() + row;
      row++;
      if (arena.isRow(entry) && isGone(entry, nowMillis)) {
        return entry;
      }
    }
    return Policy.NONE;
  }

  private long earliestInBlock(long nowMillis) {
    long found = NO_EXPIRY;
    int first = firstInBlock();
    for (int entry = first; entry < first + BLOCK_ROWS && arena.isRow(entry); entry++) {
      if (expires(entry)) {
        found = Math.min(found, expiryMillis(entry, nowMillis) + graces.millis(entry));
      }
    }
    return found;
  }

  private int firstInBlock() {
    return (page << PAGE_SHIFT) | (block << BLOCK_SHIFT);
  }

  /** Throws if an entry that expires would be found too late or never. Slow; for tests. */
  void checkIntegrity(int[] entries, long nowMillis) {
    for (int entry : entries) {
      if (expires(entry)) {
        long at = expiryMillis(entry, nowMillis) + graces.millis(entry);
        long ofBlock = blocks(entry >>> PAGE_SHIFT)[(entry & PLACE_MASK) >>> BLOCK_SHIFT];
        checkState(ofBlock <= at, "entry %s expires at %s, its block at %s", entry, at, ofBlock);
        checkState(
            earliestOfAll <= at,
            "entry %s expires at %s, the first at %s",
            entry,
            at,
            earliestOfAll);
      }
    }
    for (int i = 0; i <= page && i < pages; i++) {
      long[] blocks = blocks(i);
      for (int passed = 0; passed < (i == page ? block : blocksPerPage); passed++) {
        checkState(
            earliestOfPass <= blocks[passed],
            "block %s of page %s: %s, the pass: %s",
            passed,
            i,
            blocks[passed],
            earliestOfPass);
      }
    }
  }

  private static int encode(long atMillis, long nowMillis) {
    if (atMillis - nowMillis > MAX_FINE_MILLIS) {
      return COARSE | (int) (atMillis / COARSE_MILLIS);
    }
    int fine = (int) atMillis & ~COARSE;
    return fine == NEVER ? Integer.MAX_VALUE : fine; // a millisecond early
  }

  private static long decode(int expiry, long nowMillis) {
    if (expiry < 0) {
      return (long) (expiry & ~COARSE) * COARSE_MILLIS;
    }
    int ahead = (expiry - (int) nowMillis) << 1 >> 1; // 31 bits with a sign
    return nowMillis + ahead;
  }

  @SuppressWarnings("NullAway") // a page that holds expiring entries has its blocks
  private long[] blocks(int page) {
    return earliest[page];
  }
}
