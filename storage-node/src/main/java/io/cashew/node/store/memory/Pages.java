package io.cashew.node.store.memory;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A shard's memory, in pages of one size. They are allocated when first needed, up to a limit, and
 * from then on go round among index, rows and log: the system never gets them back, so that it
 * cannot refuse them later.
 */
final class Pages {
  private final int pageBytes;
  private final @Nullable ByteBuffer[] pages;
  private final int[] spare; // a stack
  private int spares;
  private int allocated;
  private int limit;

  Pages(int pageBytes, int limit) {
    checkArgument(Integer.bitCount(pageBytes) == 1, "pageBytes: %s (expected: 2^n)", pageBytes);
    checkArgument(limit > 0, "limit: %s (expected: > 0)", limit);
    this.pageBytes = pageBytes;
    this.pages = new @Nullable ByteBuffer[limit];
    this.spare = new int[limit];
    this.limit = limit;
  }

  int pageBytes() {
    return pageBytes;
  }

  /** How many pages there may be. */
  int limit() {
    return limit;
  }

  /** How many there are, in use or not. */
  int allocated() {
    return allocated;
  }

  /** Those that are allocated and not in use. */
  int spares() {
    return spares;
  }

  /** How many may be taken. */
  int available() {
    return spares + limit - allocated;
  }

  /** The memory of a page in use. Its byte order is little endian; its limit must not change. */
  ByteBuffer at(int page) {
    ByteBuffer buffer = pages[page];
    checkState(buffer != null, "page %s was never taken", page);
    return buffer;
  }

  /** Throws if a page is spare twice or in use. Slow; for tests. */
  void checkIntegrity(IntPredicate isInUse) {
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < spares; i++) {
      checkState(found.add(spare[i]), "page %s is spare twice", spare[i]);
      checkState(!isInUse.test(spare[i]), "page %s is spare and in use", spare[i]);
    }
  }

  /** The memory of a page if there is any, without the lock; the number may be any. */
  @Nullable ByteBuffer ifThere(int page) {
    return page < pages.length ? pages[page] : null;
  }

  /** Takes a page, with whatever was left in it; {@link #available} says whether there is one. */
  int take() {
    checkState(spares > 0 || grow(), "all %s pages are in use", limit);
    spares--;
    return spare[spares];
  }

  void giveBack(int page) {
    spare[spares] = page;
    spares++;
  }

  /** Allocates a page ahead of need; where the system refuses, what there is has to do. */
  boolean grow() {
    if (allocated == limit) {
      return false;
    }
    try {
      pages[allocated] = ByteBuffer.allocateDirect(pageBytes).order(ByteOrder.LITTLE_ENDIAN);
    } catch (OutOfMemoryError e) {
      limit = allocated;
      return false;
    }
    giveBack(allocated);
    allocated++;
    return true;
  }
}
