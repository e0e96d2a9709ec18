package io.cashew.node.store;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.node.store.ReferenceStore.Kept;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One store and its model under the random operations that a seed stands for. */
final class ModelRun {
  private static final int CONTENTS = 256;
  private static final int SMALL_MAX = 3 << 10;
  private static final int OPERATIONS_PER_CHECK = 5_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long FINE_MILLIS = 1L << 29;
  private static final int EXPIRY_MASK = Integer.MAX_VALUE;

  private final String name;
  private final SplittableRandom random;
  private final ByteString[] keys;
  private final long[] hashes;
  private final int pageBytes;
  private final int largeMax;
  private final byte[] @Nullable [] values = new byte[CONTENTS] @Nullable []; // null: an absence
  private final Content[] contents = new Content[CONTENTS];
  private final Reading reading = new Reading();
  private final Stores stores;
  private final Store store;
  private final ReferenceStore model;
  private long now = 1_000_000_000_000L;
  private final long start = now;
  private long epoch = 10;
  private long lastSince;
  private int storing = -1; // the key that is being stored,
  private boolean storedAnew; // and whether what there was of it had to go first

  ModelRun(PolicySettings policy, long seed) {
    this.name = "policy %s, seed %s".formatted(policy, seed);
    this.random = new SplittableRandom(seed);
    int size = random.nextInt(8) == 0 ? 4 : 1; // the index grows beyond its first size or not
    this.keys = new ByteString[64 * size];
    this.hashes = new long[keys.length];
    this.largeMax = (16 << 10) * size;
    this.pageBytes = random.nextBoolean() ? 4 << 10 : 8 << 10;
    int pages = largeMax / pageBytes * 2 + 14; // so few that the log is always being cleaned
    for (int i = 0; i < keys.length; i++) {
      int length = i == 0 ? 1_024 : 1 + i % 40;
      byte[] key = "%03d".formatted(i).repeat(350).getBytes(StandardCharsets.US_ASCII);
      keys[i] = ByteString.copyFrom(key, 0, Math.max(3, length));
      hashes[i] = (i + 1) * 0x9E3779B97F4A7C15L;
    }
    for (int i = 0; i < CONTENTS; i++) {
      byte[] value = i % 16 == 0 ? null : new byte[length(i)];
      for (int at = 0; value != null && at < value.length; at++) {
        value[at] = (byte) random.nextInt();
      }
      values[i] = value;
      contents[i] = value == null ? Content.ABSENT : new Content.Value(ByteString.copyFrom(value));
    }
    this.stores = new Stores(new MemoryPlan(1, pages, pageBytes), () -> now, 1);
    long max = random.nextInt(4) == 0 ? SMALL_MAX : largeMax;
    this.store = stores.open("g", new StoreSettings(0, max, policy));
    this.model = new ReferenceStore(keys.length, max, policy, this::isGone);
  }

  /** Empty, in one record, in a few parts, in many; and more than there is room for. */
  private int length(int content) {
    int choice = random.nextInt(64);
    return choice < 4
        ? 0
        : choice < 50
            ? random.nextInt(400)
            : choice < 60
                ? random.nextInt(1_500)
                : choice < 63 ? random.nextInt(5_000) : 70_000 + content;
  }

  void run(long operations) {
    long done = 0;
    try {
      for (; done < operations; done++) {
        now += random.nextInt(2_000_000);
        step();
        if (done % OPERATIONS_PER_CHECK == 0) {
          check();
        }
      }
      check();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("%s, operation %s: %s".formatted(name, done, e.getMessage()), e);
    }
  }

  private void step() {
    int choice = random.nextInt(10_000);
    int key = Math.min(random.nextInt(keys.length), random.nextInt(keys.length));
    if (choice < 4_800) {
      boolean hit = store.read(hashes[key], keys[key], since(), reading);
      Kept kept = model.read(key, lastSince, millis());
      agree(hit, kept);
    } else if (choice < 8_400) {
      store(key);
    } else if (choice < 9_000) {
      long ttl = ttl();
      boolean existed = store.touch(hashes[key], keys[key], since(), Duration.ofMillis(ttl));
      agree(existed, model.touch(key, lastSince, expiry(ttl), millis()), "touched");
    } else if (choice < 9_400) {
      boolean existed = store.remove(hashes[key], keys[key], since());
      agree(existed, model.remove(key, lastSince, millis(), Removal.DELETED), "removed");
    } else if (choice < 9_700) {
      Lookup found = store.peek(hashes[key], keys[key], since());
      Kept kept = model.live(key, lastSince, millis());
      agree(found instanceof Lookup.Hit, kept != null, "peeked");
      if (kept != null) {
        Lookup.Hit hit = (Lookup.Hit) found;
        agree(hit.version(), kept.version, "version");
        agree(hit.content().equals(contents[kept.content]), true, "content");
      }
    } else if (choice < 9_800) {
      inspect(key);
    } else if (choice < 9_850) {
      boolean existed = store.handOver(hashes[key], keys[key]);
      long any = Long.MIN_VALUE;
      agree(existed, model.remove(key, any, millis(), Removal.HANDED_OVER), "handed over");
    } else {
      rareStep(choice);
    }
  }

  private void rareStep(int choice) {
    if (choice < 9_900) {
      reclaim(model.hasExpired(millis()) ? Stores.MAX_RECLAIM : 1 + random.nextInt(5));
    } else if (choice < 9_950) {
      reclaim(Stores.MAX_RECLAIM);
    } else if (choice < 9_970) {
      epoch++;
    } else if (choice < 9_985) {
      flush();
    } else if (choice < 9_990) {
      reclaim(Stores.MAX_RECLAIM); // nobody looks for days, but what is long dead is gone
      now += random.nextInt(20 * 3_600) * 1_000_000_000L;
    } else {
      configure(choice);
    }
  }

  private void store(int key) {
    int content = random.nextInt(CONTENTS);
    long ttl = ttl();
    long tag = epoch - (random.nextInt(100) == 0 ? 1 : 0);
    long weight = weight(keys[key].size(), contents[content].size());
    boolean told = !model.knowsOrder() && model.needsRoom(key, weight);
    long replaced = 0;
    if (told) {
      settleIfTold();
      replaced = store.statistics().removed(Removal.REPLACED);
    }
    long version =
        store.store(hashes[key], keys[key], contents[content], tag, Duration.ofMillis(ttl));
    if (told) {
      storedAnew = store.statistics().removed(Removal.REPLACED) == replaced;
    }
    storing = key;
    long micros = 1 + (now - start) / 1_000;
    agree(
        version,
        model.store(key, content, weight, tag, expiry(ttl), millis(), micros),
        "version stored");
    storing = -1;
  }

  /** Whether the real store has dropped a key, asked when something had to go. */
  private boolean isGone(int key) {
    return key == storing
        ? storedAnew
        : !(store.peek(hashes[key], keys[key], Long.MIN_VALUE) instanceof Lookup.Hit);
  }

  /** Has everything go that would go by the way, so that whatever is gone next is a victim. */
  private void settleIfTold() {
    if (!model.knowsOrder()) {
      reclaim(Stores.MAX_RECLAIM);
    }
  }

  private void reclaim(int limit) {
    boolean unused = stores.reclaim(limit);
    model.reclaim(limit, millis());
  }

  private void flush() {
    boolean inOrder = model.knowsOrder();
    store.flush();
    model.flush();
    if (!inOrder) {
      reclaim(Stores.MAX_RECLAIM);
    }
  }

  private void inspect(int key) {
    Optional<Inspection> found = store.inspect(hashes[key], keys[key]);
    Kept kept = model.live(key, Long.MIN_VALUE, millis());
    agree(found.isPresent(), kept != null, "inspected");
    if (kept != null) {
      Inspection entry = found.orElseThrow();
      agree(entry.bytes(), kept.weight, "weight inspected");
      agree(entry.version(), kept.version, "version inspected");
      agree(entry.tag(), kept.tag, "tag inspected");
      agree(entry.ttlLeftNanos(), ttlLeft(kept), "time left inspected");
      agree(entry.valueBytes(), contents[kept.content].size(), "length inspected");
      agree(entry.absent(), values[kept.content] == null, "absence inspected");
    }
  }

  private void configure(int choice) {
    settleIfTold();
    boolean inOrder = model.knowsOrder();
    PolicySettings policy = store.settings().policy();
    long max = model.max();
    if (choice < 9_996) {
      max = (long) SMALL_MAX + random.nextInt(largeMax - SMALL_MAX);
    } else {
      PolicySettings.Name[] names = PolicySettings.Name.values();
      policy = PolicySettings.of(names[random.nextInt(names.length)]);
    }
    stores.configure(store, new StoreSettings(0, max, policy));
    model.switchTo(policy);
    model.limit(max);
    if (!inOrder || !model.knowsOrder()) {
      reclaim(Stores.MAX_RECLAIM);
    }
  }

  private void check() {
    StoreStatistics statistics = store.statistics();
    agree(statistics.bytes(), model.used(), "bytes");
    agree(statistics.entries(), model.count(), "entries");
    agree(statistics.hits(), model.hits, "hits");
    agree(statistics.misses(), model.misses, "misses");
    agree(statistics.oversize(), model.oversize, "oversize");
    agree(statistics.maxBytes(), model.max(), "limit");
    agree(statistics.bytes() <= statistics.maxBytes(), true, "within the limit");
    for (Removal cause : Removal.values()) {
      agree(statistics.removed(cause), model.removals.count(cause), cause.toString());
    }
    stores.checkIntegrity();
  }

  private void agree(boolean hit, @Nullable Kept kept) {
    agree(hit, kept != null, "hit");
    if (kept != null) {
      byte[] value = values[kept.content];
      agree(reading.isAbsent(), value == null, "absence");
      if (value != null
          && !Arrays.equals(reading.bytes(), 0, reading.length(), value, 0, value.length)) {
        throw new AssertionError("another value of %s bytes".formatted(reading.length()));
      }
      agree(reading.version(), kept.version, "version");
      agree(reading.ttlLeftNanos(), ttlLeft(kept), "time left");
    }
  }

  private static void agree(boolean found, boolean expected, String what) {
    if (found != expected) {
      throw new AssertionError("%s: %s (expected: %s)".formatted(what, found, expected));
    }
  }

  private static void agree(long found, long expected, String what) {
    if (found != expected) {
      throw new AssertionError("%s: %s (expected: %s)".formatted(what, found, expected));
    }
  }

  private long since() {
    int choice = random.nextInt(64);
    lastSince = choice == 0 ? epoch - 1 : choice == 1 ? epoch - 5 : epoch;
    return lastSince;
  }

  /** In milliseconds; 0: for ever. */
  private long ttl() {
    int choice = random.nextInt(64);
    return choice < 20
        ? 0
        : choice < 60
            ? random.nextInt(400)
            : choice < 62 ? random.nextInt(100_000_000) : 7L * 86_400_000 + random.nextInt(999);
  }

  private long millis() {
    return (now - start) / NANOS_PER_MILLI;
  }

  private long expiry(long ttl) {
    if (ttl == 0) {
      return Long.MAX_VALUE;
    }
    long at = millis() + ttl;
    if (ttl > FINE_MILLIS) {
      return at / 1_000 * 1_000;
    }
    return (at & EXPIRY_MASK) == 0 ? at - 1 : at;
  }

  private long ttlLeft(Kept kept) {
    return kept.expiry == Long.MAX_VALUE
        ? 0
        : Math.max(1, kept.expiry * NANOS_PER_MILLI - (now - start));
  }

  /** What an entry of one record weighs, or of a record and one for each part of its value. */
  private long weight(int keyBytes, int valueBytes) {
    int part = pageBytes / 16;
    if (valueBytes <= part) {
      return padded(16 + keyBytes + valueBytes) + 28;
    }
    long weight = padded(16 + keyBytes + 4) + 28;
    for (int rest = valueBytes; rest > 0; rest -= part) {
      weight += padded(16 + Math.min(rest, part)) + 24;
    }
    return weight;
  }

  private static long padded(int bytes) {
    return (bytes + 3L) / 4 * 4;
  }
}
