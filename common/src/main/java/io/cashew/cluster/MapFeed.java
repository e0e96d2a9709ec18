package io.cashew.cluster;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.protobuf.ByteString;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Part;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands under a prefix of the cluster store, as values by name: whole, in order, for as long
 * as the feed is open. Names and records that cannot be read are logged and left out.
 *
 * <p>The listener is called on the store's thread and must not block; first as soon as something is
 * known, then at every change, perhaps with the same again.
 *
 * <p>Of groups and flushes, what could be read last stands in for what cannot be: an entry that
 * another version wrote must not cost a group its entries.
 */
public final class MapFeed<K extends Comparable<K>, V> implements Part {
  private static final Logger log = LoggerFactory.getLogger(MapFeed.class);

  private final String prefix;
  private final Function<String, K> name;
  private final BiFunction<K, ByteString, V> decoder;
  private final Predicate<ByteString> isNone;
  private final Unreadable unreadable;
  private final Consumer<ImmutableSortedSet<String>> faults;
  private final Consumer<ImmutableSortedMap<K, V>> listener;
  private final Part watch;

  /** Revisions of the records left out, so that each is logged once. Store's thread only. */
  private Map<String, Long> leftOut = new HashMap<>();

  /** Store's thread only. */
  private ImmutableSortedMap<K, V> last = ImmutableSortedMap.of();

  private MapFeed(
      ClusterStore store,
      String prefix,
      Function<String, K> name,
      BiFunction<K, ByteString, V> decoder,
      Consumer<ImmutableSortedMap<K, V>> listener) {
    this(store, prefix, name, decoder, none -> false, Unreadable.LEAVE_OUT, none -> {}, listener);
  }

  private MapFeed(
      ClusterStore store,
      String prefix,
      Function<String, K> name,
      BiFunction<K, ByteString, V> decoder,
      Predicate<ByteString> isNone,
      Unreadable unreadable,
      Consumer<ImmutableSortedSet<String>> faults,
      Consumer<ImmutableSortedMap<K, V>> listener) {
    this.prefix = prefix;
    this.name = name;
    this.decoder = decoder;
    this.isNone = isNone;
    this.unreadable = unreadable;
    this.faults = faults;
    this.listener = listener;
    this.watch = store.watch(prefix, this::onSnapshot); // last: it may call at once
  }

  /** The nodes that hold a lease. */
  public static MapFeed<NodeId, Member> members(
      ClusterStore store, ClusterKeys keys, Consumer<ImmutableSortedMap<NodeId, Member>> listener) {
    return new MapFeed<>(store, keys.members(), NodeId::new, MemberCodec::decode, listener);
  }

  /** The proxies that hold a lease. */
  public static MapFeed<String, ProxyReport> proxies(
      ClusterStore store,
      ClusterKeys keys,
      Consumer<ImmutableSortedMap<String, ProxyReport>> listener) {
    return new MapFeed<>(store, keys.proxies(), Function.identity(), ProxyCodec::decode, listener);
  }

  /** The groups that were not dropped. */
  public static MapFeed<String, GroupSpec> groups(
      ClusterStore store,
      ClusterKeys keys,
      Consumer<ImmutableSortedMap<String, GroupSpec>> listener) {
    return groups(store, keys, none -> {}, listener);
  }

  /**
   * The groups that were not dropped.
   *
   * @param faults told, before the listener each time, the keys whose records cannot be read
   */
  public static MapFeed<String, GroupSpec> groups(
      ClusterStore store,
      ClusterKeys keys,
      Consumer<ImmutableSortedSet<String>> faults,
      Consumer<ImmutableSortedMap<String, GroupSpec>> listener) {
    return new MapFeed<>(
        store,
        keys.groups(),
        Function.identity(),
        GroupCodec::decode,
        GroupCodec::isDropped,
        Unreadable.KEEP_LAST,
        faults,
        listener);
  }

  /** What was flushed, by group; of groups that were dropped too. */
  public static MapFeed<String, Flushes> flushes(
      ClusterStore store,
      ClusterKeys keys,
      Consumer<ImmutableSortedMap<String, Flushes>> listener) {
    return new MapFeed<>(
        store,
        keys.flushes(),
        Function.identity(),
        FlushCodec::decode,
        none -> false,
        Unreadable.KEEP_LAST,
        none -> {},
        listener);
  }

  /** What was flushed, by group; a linearizable read. */
  public static CompletableFuture<ImmutableMap<String, Flushes>> readFlushes(
      ClusterStore store, ClusterKeys keys) {
    return store
        .list(keys.flushes())
        .thenApply(
            snapshot -> {
              ImmutableMap.Builder<String, Flushes> found = ImmutableMap.builder();
              snapshot
                  .entries()
                  .forEach(
                      (key, stored) -> {
                        String group = key.substring(keys.flushes().length());
                        found.put(group, FlushCodec.decode(group, stored.value()));
                      });
              return found.buildOrThrow();
            });
  }

  /** The epoch each node has applied (rule R3). */
  public static MapFeed<NodeId, Long> acks(
      ClusterStore store, ClusterKeys keys, Consumer<ImmutableSortedMap<NodeId, Long>> listener) {
    return new MapFeed<>(store, keys.acks(), NodeId::new, AckCodec::decode, listener);
  }

  @Override
  public void close() {
    watch.close();
  }

  private void onSnapshot(Snapshot snapshot) {
    ImmutableSortedMap.Builder<K, V> values = ImmutableSortedMap.naturalOrder();
    Map<String, Long> failed = new HashMap<>();
    snapshot
        .entries()
        .forEach(
            (key, stored) -> {
              if (isNone.test(stored.value())) {
                return;
              }
              try {
                K id = name.apply(key.substring(prefix.length()));
                values.put(id, decoder.apply(id, stored.value()));
              } catch (UnreadableRecordException | IllegalArgumentException e) {
                failed.put(key, stored.revision());
                if (!Long.valueOf(stored.revision()).equals(leftOut.get(key))) {
                  log.warn(
                      "{} of revision {} {}", key, stored.revision(), unreadable.consequence, e);
                }
                lastOf(key).ifPresent(known -> values.put(known.getKey(), known.getValue()));
              }
            });
    leftOut = failed;
    last = values.buildOrThrow();
    faults.accept(ImmutableSortedSet.copyOf(failed.keySet()));
    listener.accept(last);
  }

  private Optional<Map.Entry<K, V>> lastOf(String key) {
    return unreadable == Unreadable.LEAVE_OUT
        ? Optional.empty()
        : last.entrySet().stream().filter(known -> key.equals(prefix + known.getKey())).findFirst();
  }

  /** What becomes of a record that cannot be read. */
  private enum Unreadable {
    LEAVE_OUT("is left out"),
    KEEP_LAST(
        "cannot be read: what it said before stays in force; put it right, or upgrade this process");

    private final String consequence;

    Unreadable(String consequence) {
      this.consequence = consequence;
    }
  }
}
