package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.math.LongMath;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.node.store.policy.Policies;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One group's memory on one node: entries, with a time to live each, of which the policy drops the
 * least worthy when there is no room. What they weigh never exceeds the group's limit, not for an
 * instant.
 *
 * <p>An entry whose time is over may stay a while ({@link StoreSettings#stale}): only {@link
 * #known} finds it, and a store or removal of its key ends it.
 *
 * <p>An entry carries a tag: the epoch under which the load or set that brought it began (rule R5).
 * It is served only to requests whose {@code since} is not newer than the tag (rule R4).
 *
 * <p>Keys come with the 64-bit hash that the proxy computed over group and key; a key must always
 * come with the same one. Thread-safe; no method that takes a key blocks on anything but the lock
 * of the one shard that has the key, and that only for moments. The others take every shard's lock
 * in turn, many times but never for long.
 */
public final class Store {
  /** The version that {@link #store} returns for what is not kept. */
  public static final long NOT_KEPT = 0;

  /** What is as good as never, and can still be counted. */
  private static final Duration FOR_EVER = Duration.ofDays(50 * 365);

  /** What is done of a long change while a shard's lock is held. */
  private static final int STEP = 1_000;

  /** Places that a sample looks at. */
  private static final int PROBES = 50_000;

  private final String group;
  private final int number;
  private final Shard[] shards; // length is a power of two
  private final long nodeBytes;
  private final GroupMemory memory;
  private final ShardGroup[] parts; // by shard

  private final Object changes = new Object();

  @GuardedBy("changes")
  private StoreSettings settings;

  private volatile Policies policies;

  Store(String group, int number, Shard[] shards, long nodeBytes, StoreSettings settings) {
    this.group = group;
    this.number = number;
    this.shards = shards;
    this.nodeBytes = nodeBytes;
    this.settings = settings;
    this.memory = new GroupMemory(settings.maxBytes());
    this.policies = new Policies(settings.policy());
    this.parts = new ShardGroup[shards.length];
    Arrays.setAll(parts, i -> shards[i].open(number, memory, policies, capacity(settings)));
    for (int i = 0; i < shards.length; i++) {
      shards[i].keepStale(parts[i], settings.stale().toMillis());
    }
  }

  /**
   * Looks for a live entry and counts as a use of it. An entry is never found at or after its
   * expiry, nor if its tag is less than {@code since}; such an entry is dropped, unless it is kept
   * to be answered as stale.
   */
  public Lookup lookup(long hash, ByteString key, long since) {
    Reading reading = new Reading();
    return read(hash, key, since, reading) ? reading.toHit() : Lookup.MISS;
  }

  /**
   * Looks for a live entry as {@link #lookup} does, without allocating anything.
   *
   * @param into what is found; as it was before if this is a miss
   * @return whether this is a hit
   */
  public boolean read(long hash, ByteString key, long since, Reading into) {
    int shard = shardOf(hash);
    return shards[shard].read(parts[shard], (int) hash, key, since, into);
  }

  /**
   * Brings near what lookups of these keys will read. A lookup waits for memory three or four
   * times, one after the other; here the processor waits for many keys at once, since what one
   * stage reads of a key does not depend on another key (group prefetching: Chen, Ailamaki,
   * Gibbons, Mowry, ICDE 2004). Takes no lock, changes nothing and counts as no use.
   *
   * @param hashes of which the first {@code count} count
   * @return nothing of use; it has to be used somehow, or else the compiler omits the reading
   */
  public int approach(long[] hashes, int count) {
    int[] guesses = new int[count];
    for (int i = 0; i < count; i++) {
      guesses[i] = shards[shardOf(hashes[i])].guessRow((int) hashes[i]);
    }
    for (int i = 0; i < count; i++) {
      guesses[i] = shards[shardOf(hashes[i])].guessLocation(guesses[i], (int) hashes[i]);
    }
    int read = 0;
    for (int i = 0; i < count; i++) {
      read += shards[shardOf(hashes[i])].readAt(guesses[i]);
    }
    return read;
  }

  /** Looks for a live entry as {@link #lookup} does, but it does not count, nor as a use of it. */
  public Lookup peek(long hash, ByteString key, long since) {
    Reading reading = new Reading();
    int shard = shardOf(hash);
    return shards[shard].peek(parts[shard], (int) hash, key, since, reading)
        ? reading.toHit()
        : Lookup.MISS;
  }

  /**
   * What is known of a key, be its time over: a hit, as {@link #peek} finds it, or what is stale,
   * which counts as a use of it.
   */
  public Lookup known(long hash, ByteString key, long since) {
    Reading reading = new Reading();
    int shard = shardOf(hash);
    return shards[shard].known(parts[shard], (int) hash, key, since, reading)
        ? reading.toLookup()
        : Lookup.MISS;
  }

  /**
   * Keeps content for a key, in place of what was known of it, and makes room by dropping what is
   * least worth keeping. Content that weighs more than the group may hold is not kept and drives
   * nothing out, but what was known of the key is forgotten all the same.
   *
   * @param tag the epoch under which the load or set began
   * @param ttl from now, to the millisecond below; zero: until evicted
   * @return the version, greater than any that the key had before; or {@link #NOT_KEPT}
   */
  public long store(long hash, ByteString key, Content content, long tag, Duration ttl) {
    int shard = shardOf(hash);
    for (int attempt = 0; attempt < shards.length; attempt++) {
      long version = shards[shard].store(parts[shard], (int) hash, key, content, tag, nanos(ttl));
      if (version != Shard.FULL_ELSEWHERE) {
        return version;
      }
      makeRoom((long) key.size() + content.size());
    }
    shards[shard].forget(parts[shard], (int) hash, key);
    return NOT_KEPT;
  }

  /**
   * Keeps content for a key as {@link #store} does, unless there is an entry that a lookup with
   * this {@code since} would find; nobody comes between the two.
   *
   * @return the version, or {@link #NOT_KEPT}
   */
  public long storeIfAbsent(
      long hash, ByteString key, Content content, long since, long tag, Duration ttl) {
    int shard = shardOf(hash);
    for (int attempt = 0; attempt < shards.length; attempt++) {
      long version =
          shards[shard].storeIfAbsent(
              parts[shard], (int) hash, key, content, since, tag, nanos(ttl));
      if (version != Shard.FULL_ELSEWHERE) {
        return version;
      }
      makeRoom((long) key.size() + content.size());
    }
    return NOT_KEPT;
  }

  /**
   * Keys of entries, chosen by chance: places are looked at in a random stride, none twice, {@value
   * #PROBES} at the most. Fewer than asked for if there are not so many, or few among those of
   * other groups.
   *
   * @param random 0 to below 1
   */
  public Set<ByteString> sample(int count, DoubleSupplier random) {
    Set<ByteString> keys = new HashSet<>();
    int[] places = Arrays.stream(shards).mapToInt(Shard::places).toArray();
    long all = Arrays.stream(places).asLongStream().sum();
    long stride = strideThrough(all, random);
    long at = (long) (random.getAsDouble() * all);
    for (long probe = 0; probe < Math.min(all, PROBES) && keys.size() < count; probe++) {
      int shard = 0;
      long place = at;
      while (place >= places[shard]) {
        place -= places[shard];
        shard++;
      }
      ByteString key = shards[shard].keyAt(parts[shard], (int) place);
      if (key != null) {
        keys.add(key);
      }
      at = (at + stride) % all;
    }
    return keys;
  }

  /** A step by which one comes to all of so many places before the first comes again. */
  private static long strideThrough(long all, DoubleSupplier random) {
    long stride = 1 + (long) (random.getAsDouble() * all);
    while (LongMath.gcd(stride, all) > 1) {
      stride++;
    }
    return stride;
  }

  /** Begins a walk through the keys there are. */
  public Walk walk() {
    return new Walk(shards, parts);
  }

  /**
   * Looks at some places of one shard, and tells the keys found there, each with the position after
   * it. Holds the shard's lock once, for moments.
   *
   * @return from where to go on; empty: that was all
   */
  public Optional<Position> keys(
      Position from, int places, BiConsumer<? super ByteString, Position> keys) {
    int shard = from.shard();
    if (shard >= shards.length) {
      return Optional.empty();
    }
    Optional<SortedMap<Integer, ByteString>> found =
        shards[shard].keys(parts[shard], from.place(), places);
    if (found.isPresent()) {
      found.get().forEach((place, key) -> keys.accept(key, new Position(shard, place + 1)));
      return Optional.of(new Position(shard, from.place() + places));
    }
    return shard + 1 < shards.length ? Optional.of(new Position(shard + 1, 0)) : Optional.empty();
  }

  /** Has the shard that holds most of the group give something up. */
  private void makeRoom(long bytes) {
    int fullest = 0;
    long most = 0;
    for (int i = 0; i < shards.length; i++) {
      long weight = shards[i].weight(parts[i]);
      if (weight > most) {
        fullest = i;
        most = weight;
      }
    }
    long unused = shards[fullest].giveUp(parts[fullest], bytes);
  }

  /** Forgets a key; says whether there was an entry that a lookup would have found. */
  public boolean remove(long hash, ByteString key, long since) {
    int shard = shardOf(hash);
    return shards[shard].remove(parts[shard], (int) hash, key, since, Removal.DELETED);
  }

  /** Forgets what is known of a key, be it stale, because it was replaced by what is not kept. */
  public void outdate(long hash, ByteString key, long since) {
    int shard = shardOf(hash);
    boolean unused = shards[shard].remove(parts[shard], (int) hash, key, since, Removal.REPLACED);
  }

  /** Forgets a key because another node has it now; says whether there was an entry. */
  public boolean handOver(long hash, ByteString key) {
    int shard = shardOf(hash);
    return shards[shard].remove(parts[shard], (int) hash, key, Long.MIN_VALUE, Removal.HANDED_OVER);
  }

  /**
   * Gives an entry a new time to live, counted from now; age and version stay.
   *
   * @param ttl zero: until evicted
   * @return whether there was an entry that a lookup would have found
   */
  public boolean touch(long hash, ByteString key, long since, Duration ttl) {
    int shard = shardOf(hash);
    return shards[shard].touch(parts[shard], (int) hash, key, since, nanos(ttl));
  }

  /** What is known of a key's entry; empty if there is none that could be served. Not a use. */
  public Optional<Inspection> inspect(long hash, ByteString key) {
    int shard = shardOf(hash);
    return shards[shard].inspect(parts[shard], (int) hash, key);
  }

  /**
   * Forgets all entries: none that is there now is found after this returns. Their memory comes
   * back in the background, or as soon as it is needed.
   */
  public void flush() {
    synchronized (changes) {
      for (int i = 0; i < shards.length; i++) {
        boolean unused = shards[i].settle(parts[i], STEP); // but not for long
        shards[i].flush(parts[i], policies);
      }
    }
  }

  /**
   * Forgets all entries whose keys begin with a prefix: none that is there now is found after this
   * returns. Takes no longer the more there are; their memory comes back in the background. Only
   * who flushes more than {@value FlushRules#MAX_RULES} prefixes at once waits for that.
   */
  public void flush(ByteString prefix) {
    if (prefix.isEmpty()) {
      flush();
      return;
    }
    synchronized (changes) {
      for (int i = 0; i < shards.length; i++) {
        while (!shards[i].flush(parts[i], prefix)) {
          boolean unused = shards[i].sweep(parts[i], STEP);
          Thread.onSpinWait(); // let others have the lock
        }
      }
    }
  }

  /** Changes limits and policy; see {@link Stores#configure}. */
  void configure(StoreSettings changed) {
    synchronized (changes) {
      StoreSettings before = settings;
      settings = changed;
      memory.limit(changed.maxBytes());
      if (!changed.policy().equals(before.policy())) {
        policies = new Policies(changed.policy());
        for (int i = 0; i < shards.length; i++) {
          settle(i);
          shards[i].switchTo(parts[i], policies); // entries are handed over in the background
        }
      }
      for (int i = 0; i < shards.length; i++) {
        shards[i].keepStale(parts[i], changed.stale().toMillis());
        shards[i].resize(parts[i], capacity(changed));
        trim(i, capacity(changed));
      }
    }
  }

  /** Forgets all entries and keeps none from now on; their memory comes back in the background. */
  void close() {
    synchronized (changes) {
      for (int i = 0; i < shards.length; i++) {
        boolean unused = shards[i].settle(parts[i], STEP); // but not for long
        shards[i].close(parts[i], policies);
      }
    }
  }

  /** Whether all that was there when the store was closed has been dropped. */
  boolean isEmpty() {
    for (int i = 0; i < shards.length; i++) {
      if (shards[i].size(parts[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Takes a closed and empty store out of the shards. */
  void leave() {
    for (int i = 0; i < shards.length; i++) {
      shards[i].remove(parts[i]);
    }
  }

  private void settle(int shard) {
    while (shards[shard].settle(parts[shard], STEP)) {
      Thread.onSpinWait(); // let others have the lock
    }
  }

  private void trim(int shard, long share) {
    while (shards[shard].trim(parts[shard], share, STEP) == STEP) {
      Thread.onSpinWait(); // let others have the lock
    }
  }

  /** What is held and what was done. Takes each shard's lock in turn: not for every request. */
  public StoreStatistics statistics() {
    StoreStatistics sum = parts().reduce(StoreStatistics::plus).orElseThrow();
    return sum.of(memory.used(), memory.reserved(), memory.max(), windowShare());
  }

  private Stream<StoreStatistics> parts() {
    return IntStream.range(0, shards.length).mapToObj(i -> shards[i].statistics(parts[i]));
  }

  private double windowShare() {
    return policies.windowShare().orElse(Double.NaN);
  }

  /** Throws unless what is accounted for is what the shards hold; nothing may change meanwhile. */
  void checkIntegrity() {
    long held = 0;
    for (int i = 0; i < shards.length; i++) {
      held += shards[i].weight(parts[i]);
    }
    checkState(held == memory.used(), "%s: %s bytes (entries: %s)", this, memory.used(), held);
    checkState(!memory.isOver(), "%s: %s bytes (limit: %s)", this, held, memory.max());
  }

  String group() {
    return group;
  }

  int number() {
    return number;
  }

  GroupMemory memory() {
    return memory;
  }

  StoreSettings settings() {
    synchronized (changes) {
      return settings;
    }
  }

  @Override
  public String toString() {
    return "Store[" + group + "]";
  }

  /** The highest bits chose the partition, the lowest choose a place in the shard. */
  private int shardOf(long hash) {
    return (int) (hash >>> 32) & (shards.length - 1);
  }

  private long capacity(StoreSettings of) {
    return Math.max(1, Math.min(of.maxBytes(), nodeBytes) / shards.length);
  }

  private static long nanos(Duration ttl) {
    checkArgument(!ttl.isNegative(), "ttl: %s (expected: not negative)", ttl);
    return ttl.compareTo(FOR_EVER) < 0 ? ttl.toNanos() : FOR_EVER.toNanos();
  }
}
