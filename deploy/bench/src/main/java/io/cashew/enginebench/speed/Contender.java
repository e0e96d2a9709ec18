package io.cashew.enginebench.speed;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import com.google.protobuf.ByteString;
import io.cashew.enginebench.workload.Memory;
import io.cashew.enginebench.workload.RequestKey;
import io.cashew.node.store.Content;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Reading;
import io.cashew.node.store.Store;
import java.time.Duration;
import java.util.concurrent.ConcurrentMap;

/** A cache that takes part, shared by threads with a {@link Lane} each. */
interface Contender {
  Lane lane();

  /**
   * A cache for a number of entries of one size.
   *
   * @param ttl of every entry; zero: none
   * @param policy of the engine; the others have one of their own
   */
  static Contender named(String name, int entries, int valueBytes, Duration ttl, String policy) {
    return switch (name) {
      case "cashew" -> cashew(entries, valueBytes, ttl, policy);
      case "caffeine" -> caffeine(entries, ttl);
      case "guava" -> guava(entries, ttl);
      default -> throw new IllegalArgumentException("no cache is named " + name);
    };
  }

  /** A full node: its memory is what so many entries take, and 16 shards as larger nodes have. */
  private static Contender cashew(int entries, int valueBytes, Duration ttl, String policy) {
    long bytes = entries * Memory.weight(valueBytes);
    int pageBytes = bytes < (64 << 20) ? 16 << 10 : 1 << 20;
    long withRoomToClean = bytes * 100 / 90 + 16L * 4 * pageBytes;
    MemoryPlan plan = new MemoryPlan(16, (int) (withRoomToClean / 16 / pageBytes) + 1, pageBytes);
    Store store = Memory.group(Memory.planned(plan), bytes, policy);
    return () -> new CashewLane(store, ttl);
  }

  private static Contender caffeine(int entries, Duration ttl) {
    var builder = Caffeine.newBuilder().maximumSize(entries);
    if (!ttl.isZero()) {
      builder.expireAfterWrite(ttl);
    }
    ConcurrentMap<RequestKey, byte[]> map = builder.<RequestKey, byte[]>build().asMap();
    return () -> new MapLane(map);
  }

  private static Contender guava(int entries, Duration ttl) {
    var builder = CacheBuilder.newBuilder().maximumSize(entries);
    if (!ttl.isZero()) {
      builder.expireAfterWrite(ttl);
    }
    ConcurrentMap<RequestKey, byte[]> map = builder.<RequestKey, byte[]>build().asMap();
    return () -> new MapLane(map);
  }

  /** The engine: a get copies the value out, a put copies it in. */
  final class CashewLane implements Lane {
    private final Store store;
    private final Duration ttl;
    private final Reading reading = new Reading();

    CashewLane(Store store, Duration ttl) {
      this.store = store;
      this.ttl = ttl;
    }

    @Override
    public int get(RequestKey key) {
      return store.read(key.hash(), key.bytes(), Memory.TAG, reading) ? reading.length() : MISS;
    }

    @Override
    public void put(RequestKey key, ByteString value) {
      long unused = store.store(key.hash(), key.bytes(), new Content.Value(value), Memory.TAG, ttl);
    }
  }

  /** A cache on the heap: a get hands out the array that is stored, a put makes a new one. */
  final class MapLane implements Lane {
    private final ConcurrentMap<RequestKey, byte[]> map;

    MapLane(ConcurrentMap<RequestKey, byte[]> map) {
      this.map = map;
    }

    @Override
    public int get(RequestKey key) {
      byte[] value = map.get(key);
      return value == null ? MISS : value.length;
    }

    @Override
    public void put(RequestKey key, ByteString value) {
      byte[] unused = map.put(key, value.toByteArray());
    }
  }
}
