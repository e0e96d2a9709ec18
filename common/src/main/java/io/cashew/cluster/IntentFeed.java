package io.cashew.cluster;

import io.cashew.lifecycle.Part;
import io.cashew.ring.RingIntent;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators want of the ring, as it stands in the cluster store: told as soon as it is known,
 * then at every change. A record that cannot be read is logged and counts as no wishes, so that it
 * can be replaced.
 *
 * <p>The listener is called on the store's thread and must not block.
 */
public final class IntentFeed implements Part {
  private static final Logger log = LoggerFactory.getLogger(IntentFeed.class);

  private final Part watch;

  /** Follows the wishes from now on until the feed is closed. */
  public IntentFeed(ClusterStore store, ClusterKeys keys, Consumer<StoredIntent> listener) {
    this.watch =
        store.watch(
            keys.intent(),
            snapshot ->
                listener.accept(read(Optional.ofNullable(snapshot.entries().get(keys.intent())))));
  }

  /** What stands in the store now; a linearizable read. */
  public static CompletableFuture<StoredIntent> read(ClusterStore store, ClusterKeys keys) {
    return store.read(keys.intent()).thenApply(IntentFeed::read);
  }

  /**
   * Puts other wishes in the place of those that were read.
   *
   * @return the revision, or empty if somebody else was faster
   */
  public static CompletableFuture<OptionalLong> replace(
      ClusterStore store, ClusterKeys keys, StoredIntent read, RingIntent wishes) {
    return store.compareAndPut(keys.intent(), read.revision(), IntentCodec.encode(wishes));
  }

  @Override
  public void close() {
    watch.close();
  }

  private static StoredIntent read(Optional<Versioned> stored) {
    return stored
        .map(found -> new StoredIntent(intent(found), found.revision()))
        .orElse(StoredIntent.NONE);
  }

  private static RingIntent intent(Versioned found) {
    try {
      return IntentCodec.decode(found.value());
    } catch (UnreadableRecordException e) {
      log.error("the wishes of revision {} are not obeyed", found.revision(), e);
      return RingIntent.NONE;
    }
  }
}
