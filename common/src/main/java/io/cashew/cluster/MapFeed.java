package io.cashew.cluster;

import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.ByteString;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Part;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands under a prefix of the cluster store, as values by name: whole, in order, for as long
 * as the feed is open. Names and records that cannot be read are logged and left out.
 *
 * <p>The listener is called on the store's thread and must not block; first as soon as something is
 * known, then at every change, perhaps with the same again.
 */
public final class MapFeed<K extends Comparable<K>, V> implements Part {
  private static final Logger log = LoggerFactory.getLogger(MapFeed.class);

  private final String prefix;
  private final Function<String, K> name;
  private final BiFunction<K, ByteString, V> decoder;
  private final Consumer<ImmutableSortedMap<K, V>> listener;
  private final Part watch;

  /** Revisions of the records left out, so that each is logged once. Store's thread only. */
  private Map<String, Long> leftOut = new HashMap<>();

  private MapFeed(
      ClusterStore store,
      String prefix,
      Function<String, K> name,
      BiFunction<K, ByteString, V> decoder,
      Consumer<ImmutableSortedMap<K, V>> listener) {
    this.prefix = prefix;
    this.name = name;
    this.decoder = decoder;
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

  /** The groups. */
  public static MapFeed<String, GroupSpec> groups(
      ClusterStore store,
      ClusterKeys keys,
      Consumer<ImmutableSortedMap<String, GroupSpec>> listener) {
    return new MapFeed<>(store, keys.groups(), Function.identity(), GroupCodec::decode, listener);
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
    Map<String, Long> unreadable = new HashMap<>();
    snapshot
        .entries()
        .forEach(
            (key, stored) -> {
              try {
                K id = name.apply(key.substring(prefix.length()));
                values.put(id, decoder.apply(id, stored.value()));
              } catch (UnreadableRecordException | IllegalArgumentException e) {
                unreadable.put(key, stored.revision());
                if (!Long.valueOf(stored.revision()).equals(leftOut.get(key))) {
                  log.warn("{} of revision {} is left out", key, stored.revision(), e);
                }
              }
            });
    leftOut = unreadable;
    listener.accept(values.buildOrThrow());
  }
}
