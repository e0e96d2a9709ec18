package io.cashew.node.store.memory;

import static com.google.common.base.Preconditions.checkState;

import java.util.Arrays;

/**
 * Where records are appended. New records go to one open segment; those that the cleaner saves go
 * to others, by how often they were saved: what has lived long is likely to live on, and need not
 * be copied again with what is about to die.
 *
 * <p>Cleaning goes along with appending, a few records at a time, so that no append has to wait for
 * a whole segment; unless many large values come at once.
 */
final class Log {
  /** How much of the pages that are neither rows nor index may be alive. */
  private static final int MAX_LIVE_PERCENT = 89;

  /** Records that were saved so often are taken to live for ever. */
  private static final int MAX_GENERATION = 3;

  /**
   * Pages for new records, for each generation of saved ones, and for the cleaner to begin with.
   */
  private static final int RESERVED_PAGES = 2 + MAX_GENERATION;

  /** Rather than take memory for the first time, clean segments that are dead to this degree. */
  private static final int DEAD_PERCENT_WORTH_CLEANING = 40;

  private final Pages pages;
  private final Rows rows;
  private final Records records;
  private final int maxRecordBytes;
  private final Segments segments;
  private final int[] open = new int[MAX_GENERATION + 1]; // by generation; 0: new records
  private int victim = Segments.NONE;
  private int victimPlace;
  private long appendedBytes;
  private long copiedBytes;

  Log(Pages pages, Rows rows, Records records, Layout layout) {
    this.pages = pages;
    this.rows = rows;
    this.records = records;
    this.maxRecordBytes = layout.maxRecordBytes();
    this.segments = new Segments(pages);
    Arrays.fill(open, Segments.NONE);
  }

  Segments segments() {
    return segments;
  }

  /** Bytes of records that came from outside. */
  long appendedBytes() {
    return appendedBytes;
  }

  /** Bytes of records that were copied to keep them. */
  long copiedBytes() {
    return copiedBytes;
  }

  /**
   * How many bytes of living records there may be: so many that there is always a segment worth
   * cleaning when pages are short, even if the end of each is as badly used as can be.
   *
   * @param otherPages pages that are not for the log
   */
  long capacity(int otherPages) {
    long rest = (long) pages.limit() - otherPages;
    return Math.max(
        0,
        Math.min(
            rest * pages.pageBytes() / 100 * MAX_LIVE_PERCENT,
            (rest - RESERVED_PAGES) * (pages.pageBytes() - maxRecordBytes)));
  }

  /** Makes room for records; says whether that was possible. */
  boolean canAppend(int bytes) {
    return hasRoom(0, bytes) || makePage();
  }

  /** Appends a record's bytes, to be written; {@link #canAppend} said that they fit. */
  int append(int bytes) {
    appendedBytes += bytes;
    return place(0, bytes);
  }

  private boolean hasRoom(int generation, int bytes) {
    int segment = open[generation];
    return segment != Segments.NONE && segments.room(segment) >= bytes;
  }

  private int place(int generation, int bytes) {
    if (!hasRoom(generation, bytes)) {
      if (open[generation] != Segments.NONE) {
        segments.seal(open[generation]);
      }
      open[generation] = segments.open(generation);
    }
    int segment = open[generation];
    return records.location(segment, segments.append(segment, bytes));
  }

  /** A record is dead from now on. Its bytes stay as they are until its segment is needed. */
  void kill(int location, int bytes) {
    segments.kill(records.page(location), bytes);
  }

  /**
   * Sees to it that a page can be taken without taking the cleaner's last one; says whether it can.
   * It can while no more is alive than {@link #capacity} allows, unless readers pin too many pages.
   */
  boolean makePage() {
    while (pages.available() < 2 || (pages.spares() == 0 && !pages.grow())) {
      if (victim == Segments.NONE && !chooseVictim()) {
        return pages.available() >= 2;
      }
      clean(Integer.MAX_VALUE);
    }
    return true;
  }

  /** Cleans as much as it takes to have the next page ready when the open one is full. */
  void cleanAlong(int bytesAppended) {
    if (victim == Segments.NONE && (!isCleaningDue() || !chooseVictim())) {
      return;
    }
    int dead = pages.pageBytes() - segments.live(victim);
    long pace = (long) bytesAppended * pages.pageBytes() / Math.max(dead, 1);
    clean((int) Math.min(pages.pageBytes(), pace + pace / 4 + Layout.HEADER_BYTES));
  }

  private boolean isCleaningDue() {
    return pages.spares() < 2
        && (pages.allocated() == pages.limit()
            || segments.deadBytes()
                > (long) segments.count() * pages.pageBytes() / 100 * DEAD_PERCENT_WORTH_CLEANING
                    + 2L * pages.pageBytes());
  }

  private boolean chooseVictim() {
    if (pages.spares() == 0 && !pages.grow()) {
      return false; // nowhere to save to
    }
    int chosen = segments.mostWorthCleaning(maxRecordBytes); // less may come back as unused ends
    if (chosen == Segments.NONE) {
      return false;
    }
    segments.startCleaning(chosen);
    victim = chosen;
    victimPlace = 0;
    return true;
  }

  /** Walks on through the victim, for about so many bytes. */
  private void clean(int bytes) {
    int end = segments.filled(victim);
    long until = Math.min(end, (long) victimPlace + bytes);
    while (victimPlace < until && segments.live(victim) > 0) {
      int location = records.location(victim, victimPlace);
      int recordBytes = records.bytes(location);
      int row = records.row(location);
      if (rows.location(row) == location) {
        save(row, location, recordBytes);
      }
      victimPlace += recordBytes;
    }
    if (victimPlace >= end || segments.live(victim) == 0) {
      int done = victim;
      victim = Segments.NONE;
      segments.cleaned(done);
    }
  }

  /** Walks every segment from its first record to its last. Slow; for tests. */
  void checkIntegrity() {
    for (int page = 0; page < pages.limit(); page++) {
      if (!segments.isSegment(page)) {
        continue;
      }
      int place = 0;
      int live = 0;
      while (place < segments.filled(page)) {
        int location = records.location(page, place);
        int bytes = records.bytes(location);
        live += rows.location(records.row(location)) == location ? bytes : 0;
        place += bytes;
      }
      checkState(place == segments.filled(page), "segment %s: a record goes too far", page);
      checkState(live == segments.live(page), "segment %s: %s bytes alive", page, live);
      boolean isOpen = open[segments.generation(page)] == page;
      checkState(segments.isOpen(page) == isOpen, "segment %s: open or not", page);
      checkState(segments.isBeingCleaned(page) == (victim == page), "segment %s: victim", page);
    }
  }

  private void save(int row, int location, int bytes) {
    int copy = place(Math.min(segments.generation(victim) + 1, MAX_GENERATION), bytes);
    records.copy(location, copy, bytes);
    rows.setLocation(row, copy);
    segments.kill(victim, bytes);
    copiedBytes += bytes;
  }
}
