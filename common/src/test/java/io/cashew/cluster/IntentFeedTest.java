package io.cashew.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.protobuf.ByteString;
import io.cashew.ring.NodeId;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingTarget;
import io.cashew.ring.Rings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class IntentFeedTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");
  private static final RingIntent WISHES =
      new RingIntent(
          ImmutableSortedSet.of(new NodeId("a")),
          ImmutableSortedMap.of(new NodeId("b"), 7),
          Optional.of(RingTarget.of(Rings.ring(64, "a", "b", "c"))));

  private final FakeTime time = new FakeTime();
  private final InMemoryClusterStore store = InMemoryClusterStore.on(time);
  private final List<StoredIntent> heard = new ArrayList<>();
  private final IntentFeed feed = new IntentFeed(store, KEYS, heard::add);

  @Test
  void encodedAndDecoded_isEqual() {
    assertThat(IntentCodec.decode(IntentCodec.encode(WISHES))).isEqualTo(WISHES);
    assertThat(IntentCodec.decode(IntentCodec.encode(RingIntent.NONE))).isEqualTo(RingIntent.NONE);
  }

  @Test
  void nothingWished_isHeardToo() {
    time.advance(Duration.ZERO);

    assertThat(heard).containsExactly(StoredIntent.NONE);
  }

  @Test
  void wishes_areHeardWithTheirRevision() {
    assertThat(replace(StoredIntent.NONE, WISHES)).isPresent();

    assertThat(Iterables.getLast(heard)).isEqualTo(new StoredIntent(WISHES, 1));
  }

  @Test
  void replace_whatHasChangedMeanwhile_isRefused() {
    replace(StoredIntent.NONE, WISHES);

    assertThat(replace(StoredIntent.NONE, RingIntent.NONE)).isEmpty();
    assertThat(Iterables.getLast(heard).intent()).isEqualTo(WISHES);
  }

  @Test
  void recordUnreadable_countsAsNoWishesAndCanBeReplaced() {
    CompletableFuture<?> unused =
        store.compareAndPut(KEYS.intent(), 0, ByteString.copyFromUtf8("?"));
    time.advance(Duration.ZERO);
    StoredIntent unreadable = Iterables.getLast(heard);

    assertThat(unreadable.intent()).isEqualTo(RingIntent.NONE);
    assertThat(replace(unreadable, WISHES)).isPresent();
    feed.close();
  }

  private OptionalLong replace(StoredIntent read, RingIntent wishes) {
    CompletableFuture<OptionalLong> put = IntentFeed.replace(store, KEYS, read, wishes);
    time.advance(Duration.ZERO);
    return put.join();
  }
}
