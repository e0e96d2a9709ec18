package io.cashew.node.store.policy;

import com.google.common.primitives.Ints;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Chooses the share of a group's window, and how long its sketches remember, by trying several of
 * each in miniature ("Adaptive Software Cache Management", Einziger, Eytan, Friedman, Manes 2018).
 *
 * <p>A sample of the keys, taken by hash, is replayed against shadow caches. The group gets the
 * settings of the one that had most hits lately, once its lead is more than chance. The sample is
 * all keys at first and halved whenever the shadows have become too large, so that they take less
 * than 700 KiB and, in a large cache, hardly any time.
 *
 * <p>Only small caches try two memories. Counters are halved every {@value #USES_PER_ENTRY} uses
 * per entry: in a cache of a hundred entries that is too soon to see a loop over a thousand keys
 * and just right if interests change quickly.
 *
 * <p>Thread-safe: all shards of a group use one. A key is passed over when another shard has the
 * lock, so no shard waits.
 */
final class WindowController {
  static final int USES_PER_ENTRY = 8;

  private static final double[] SHARES = {0.01, 0.05, 0.15, 0.4, 0.7, 0.95};
  private static final double[] SMALL_SHARES = {0.01, 0.05, 0.15}; // where counts matter most
  private static final int MANY_ENTRIES = 1023; // of a shadow cache
  private static final int MOST_ENTRIES = 2047; // where the sample is so small that it costs little
  private static final int HALVINGS_OF_SMALL_SAMPLE = 4;
  private static final long LASTING_USES = 10_000; // at least, where memory is to last
  private static final int LEAST_ENTRIES = 32; // even a cache of fewer remembers that many
  private static final int LEAST_ROUND = 100; // uses
  private static final int LONGEST_ROUND = 512; // longer, and what was long ago decides too much
  private static final double FADING = 0.95; // per round: the last 20 count
  private static final double SURE = 0.75; // standard deviations
  private static final int MOST_HALVINGS = 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong capacity = new AtomicLong(); // of all shards
  private final IdentityHashMap<Entries, Seat> seats = new IdentityHashMap<>(); // guarded by lock

  // guarded by lock, for writing
  private final ShadowPanel brief = new ShadowPanel(SHARES, MOST_ENTRIES);
  private final ShadowPanel lasting = new ShadowPanel(SMALL_SHARES, MANY_ENTRIES);
  private ShadowCache chosen = lasting.at(0);
  private long shadowCapacity;
  private double uses; // faded like the hits
  private int round; // uses in it
  private int halvings; // of the sample

  private volatile int mask; // of the bits that are 0 in a sampled key
  private volatile double share = chosen.share();
  private volatile double patience = 1;

  /** The window's share, 0 to 1. */
  double share() {
    return share;
  }

  /** How many times as many uses as usual a sketch should remember. At least 1. */
  double patience() {
    return patience;
  }

  /** Where a shard says its capacity. The same for the same shard. */
  Seat seat(Entries shard) {
    lock.lock();
    try {
      return seats.computeIfAbsent(shard, unused -> new Seat());
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #used} and {@link #removed} want to know of a key. */
  boolean samples(int hash) {
    return (((hash * 0x7FEB352D) >>> (32 - MOST_HALVINGS)) & mask) == 0;
  }

  /** A sampled key was asked for, and was in the cache or has come into it. */
  void used(int hash, long weight) {
    if (!lock.tryLock()) {
      return;
    }
    try {
      if (brief.size() >= mostEntries()) {
        resample(halvings + 1);
      }
      if (samples(hash)) {
        replay(hash, weight);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A sampled key was deleted or has expired. */
  void removed(int hash) {
    if (!lock.tryLock()) {
      return;
    }
    try {
      brief.removed(hash);
      lasting.removed(hash);
    } finally {
      lock.unlock();
    }
  }

  /** What the shadow caches take. */
  long bytes() {
    return brief.bytes() + lasting.bytes();
  }

  /** What all shards have together. */
  long capacity() {
    return capacity.get();
  }

  private void replay(int hash, long weight) {
    fitShadows();
    int size = Math.max(brief.size(), LEAST_ENTRIES);
    brief.remember(size, uses(size));
    brief.used(hash, weight);
    if (triesMemories()) {
      lasting.remember(size, Math.max(LASTING_USES, uses(size)));
      lasting.used(hash, weight);
    }
    uses++;
    if (++round >= Ints.constrainToRange(size, LEAST_ROUND, LONGEST_ROUND)) {
      round = 0;
      choose();
    }
  }

  private void fitShadows() {
    long fitting = Math.max(1, capacity.get() >> halvings);
    if (fitting != shadowCapacity) {
      shadowCapacity = fitting;
      brief.resize(fitting);
      lasting.resize(fitting);
    }
  }

  private int mostEntries() {
    return halvings < HALVINGS_OF_SMALL_SAMPLE ? MANY_ENTRIES : MOST_ENTRIES;
  }

  private boolean triesMemories() {
    return halvings == 0;
  }

  private static long uses(int entries) {
    return (long) USES_PER_ENTRY * entries;
  }

  private void choose() {
    int place = lasting.indexOf(chosen);
    if (place >= 0 && !triesMemories()) {
      chosen = brief.at(place); // its shares begin with those of the other
    }
    ShadowCache best = brief.best();
    if (triesMemories() && lasting.best().hits() > best.hits()) {
      best = lasting.best();
    }
    if (best.hits() - chosen.hits() > SURE * Math.sqrt(uses)) {
      chosen = best;
    }
    share = chosen.share();
    int size = Math.max(brief.size(), LEAST_ENTRIES);
    patience = lasting.indexOf(chosen) >= 0 ? Math.max(1, LASTING_USES / (double) uses(size)) : 1;
    uses *= FADING;
    brief.fade(FADING);
    lasting.fade(FADING);
    if (halvings > 0 && size < mostEntries() / 4 && brief.weight() > shadowCapacity * 7 / 8) {
      resample(halvings - 1); // entries are heavier or memory is less than it was
    }
  }

  private void resample(int times) {
    halvings = Math.min(times, MOST_HALVINGS);
    mask = (1 << halvings) - 1;
    brief.keepOnly(this::samples);
    lasting.keepOnly(this::samples);
  }

  /** A shard's part of the group's capacity. Guarded by the shard's lock. */
  final class Seat {
    private long bytes;

    void resize(long changed) {
      capacity.addAndGet(changed - bytes);
      bytes = changed;
    }
  }
}
