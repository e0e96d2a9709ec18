package io.cashew.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.google.protobuf.ByteString;
import io.cashew.ring.Ring;
import io.cashew.ring.Rings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RingFeedTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");

  private final LogTap log = new LogTap(RingFeed.class);
  private final ScriptedStore store = new ScriptedStore();
  private final List<Long> heard = new ArrayList<>();
  private final RingFeed feed = new RingFeed(store, KEYS, ring -> heard.add(ring.revision()));

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void watch_eachRing_isHeardOnceAndInOrder() {
    tell(3);
    tell(3);
    tell(5);

    assertThat(heard).containsExactly(3L, 5L);
    assertThat(log.at(Level.ERROR)).isEmpty();
  }

  @Test
  void watch_noRingYet_isSilent() {
    store.tell(KEYS.ring(), Map.of());

    assertThat(heard).isEmpty();
    assertThat(log.at(Level.ERROR)).isEmpty();
  }

  @Test
  void watch_keyThatOnlyStartsLikeTheRings_isIgnored() {
    store.tell(KEYS.ring(), Map.of(KEYS.ring() + "-old", record(3)));

    assertThat(heard).isEmpty();
  }

  @Test
  void watch_ringThatGoesBackwards_isRefusedAndAlarmed() {
    tell(5);

    tell(3);

    assertThat(heard).containsExactly(5L);
    assertThat(log.at(Level.ERROR))
        .singleElement()
        .asString()
        .contains("went backwards, from epoch 0.5 to 0.3");
  }

  @Test
  void watch_ringThatVanishes_isRefusedAndAlarmed() {
    tell(5);

    store.tell(KEYS.ring(), Map.of());

    assertThat(heard).containsExactly(5L);
    assertThat(log.at(Level.ERROR)).singleElement().asString().contains("from epoch 0.5 to none");
  }

  @Test
  void watch_recordUnreadable_isSkippedAndTheNextIsHeard() {
    store.tell(KEYS.ring(), Map.of(KEYS.ring(), new Versioned(ByteString.copyFromUtf8("?"), 3)));
    tell(4);

    assertThat(heard).containsExactly(4L);
    assertThat(log.at(Level.ERROR)).containsExactly("a ring is skipped, the last one stays");
  }

  @Test
  void faults_areToldWithEveryLook() {
    List<RingFeed.Fault> faults = new ArrayList<>();
    RingFeed telling = new RingFeed(store, KEYS, ring -> {}, (fault, text) -> faults.add(fault));

    tell(5);
    tell(3);
    store.tell(KEYS.ring(), Map.of());
    store.tell(KEYS.ring(), Map.of(KEYS.ring(), new Versioned(ByteString.copyFromUtf8("?"), 7)));
    tell(8);
    telling.close();

    assertThat(faults)
        .containsExactly(
            RingFeed.Fault.NONE,
            RingFeed.Fault.BACKWARDS,
            RingFeed.Fault.VANISHED,
            RingFeed.Fault.UNREADABLE,
            RingFeed.Fault.NONE);
  }

  @Test
  void read_ringInTheStore_isAnswered() {
    CompletableFuture<Optional<Ring>> read = feed.read();

    store.answer(Optional.of(record(3)));

    assertThat(read.join()).map(Ring::revision).contains(3L);
  }

  @Test
  void read_noRingYet_isEmpty() {
    CompletableFuture<Optional<Ring>> read = feed.read();

    store.answer(Optional.empty());

    assertThat(read.join()).isEmpty();
    assertThat(log.at(Level.ERROR)).isEmpty();
  }

  @Test
  void read_recordUnreadable_fails() {
    CompletableFuture<Optional<Ring>> read = feed.read();

    store.answer(Optional.of(new Versioned(ByteString.copyFromUtf8("?"), 3)));

    assertThat(read)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void read_ringOlderThanOneKnownBefore_isRefusedAlarmedAndAnsweredWithThatOne() {
    tell(5);
    CompletableFuture<Optional<Ring>> read = feed.read();

    store.answer(Optional.of(record(3)));

    assertThat(read.join()).map(Ring::revision).contains(5L);
    assertThat(log.at(Level.ERROR)).singleElement().asString().contains("from epoch 0.5 to 0.3");
  }

  @Test
  void read_overtakenByTheWatch_isAnsweredWithTheNewerWithoutAlarm() {
    CompletableFuture<Optional<Ring>> read = feed.read();
    tell(5);

    store.answer(Optional.of(record(3)));

    assertThat(read.join()).map(Ring::revision).contains(5L);
    assertThat(log.at(Level.ERROR)).isEmpty();
  }

  @Test
  void watch_overtakenByARead_hearsTheNewestOnlyWithoutAlarm() {
    CompletableFuture<Optional<Ring>> read = feed.read();
    store.answer(Optional.of(record(6)));

    tell(4);
    tell(5);
    tell(6);

    assertThat(read.join()).map(Ring::revision).contains(6L);
    assertThat(heard).containsExactly(6L);
    assertThat(log.at(Level.ERROR)).isEmpty();
  }

  @Test
  void close_openFeed_endsTheWatch() {
    feed.close();

    assertThat(store.isWatched(KEYS.ring())).isFalse();
  }

  private void tell(long revision) {
    store.tell(KEYS.ring(), Map.of(KEYS.ring(), record(revision)));
  }

  private static Versioned record(long revision) {
    return new Versioned(RingCodec.encode(Rings.ring(4, "a", "b").draft()), revision);
  }
}
