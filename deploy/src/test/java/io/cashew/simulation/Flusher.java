package io.cashew.simulation;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.GroupCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Somebody who changes the database behind keys of their own and then flushes them, and others at
 * times, all or by prefix; and somebody who reads them. A get that starts after a flush was
 * acknowledged finds nothing older than what that followed.
 */
final class Flusher {
  private static final String PREFIX = "page/";
  private static final Duration RETRY = Duration.ofMillis(50);

  private final ClusterSimulation cluster;
  private final Chance chance;
  private final List<ByteString> keys =
      IntStream.range(0, 6).mapToObj(i -> ByteString.copyFromUtf8(PREFIX + i)).toList();
  private boolean resting;
  int flushes;

  Flusher(ClusterSimulation cluster) {
    this.cluster = cluster;
    this.chance = cluster.chance();
  }

  void begin() {
    ClusterStore store = cluster.openStore("flusher", new Life(cluster.time(), chance));
    putGroup(store);
    flush();
    read();
  }

  void rest() {
    resting = true;
  }

  /** A proxy flushes only groups that there are. */
  private void putGroup(ClusterStore store) {
    ByteString record = GroupCodec.encode(cluster.groups().get(Clients.GROUP));
    CompletableFuture<Void> unused =
        store
            .compareAndPut(cluster.keys().group(Clients.GROUP), 0, record)
            .handle(
                (put, failure) -> {
                  if (failure != null) {
                    cluster.time().after(RETRY, () -> putGroup(store));
                  }
                  return null;
                });
  }

  private void flush() {
    if (resting) {
      return;
    }
    ByteString prefix = anyPrefix();
    keys.stream().filter(key -> key.startsWith(prefix)).forEach(cluster.database()::write);
    Map<ByteString, Long> versions = new HashMap<>();
    Stream.concat(keys.stream(), cluster.clients().keys().stream())
        .filter(key -> key.startsWith(prefix))
        .forEach(key -> versions.put(key, cluster.database().versionOf(key)));
    ProxyProcess proxy = chance.oneOf(cluster.proxies());
    proxy.flush(
        Clients.GROUP,
        prefix,
        chance.between(100, 3_000),
        (done, failure) -> {
          versions.forEach(
              (key, version) ->
                  cluster
                      .story()
                      .tellOf(
                          key,
                          () ->
                              "flush \"%s\" by %s after %d: %s"
                                  .formatted(
                                      prefix.toStringUtf8(),
                                      proxy.name(),
                                      version,
                                      failure == null ? done : failure.getMessage())));
          if (failure == null) {
            flushes++;
            long now = cluster.time().nanos();
            versions.forEach((key, version) -> cluster.promise().acknowledge(key, version, now));
          }
        });
    cluster.time().after(chance.between(20, 700), this::flush);
  }

  private ByteString anyPrefix() {
    return switch (chance.below(6)) {
      case 0 -> ByteString.EMPTY;
      case 1 -> chance.oneOf(keys);
      default -> ByteString.copyFromUtf8(PREFIX);
    };
  }

  private void read() {
    if (!resting) {
      cluster.clients().get(chance.oneOf(keys), reply -> {});
      cluster.time().after(chance.between(0, 12), this::read);
    }
  }
}
