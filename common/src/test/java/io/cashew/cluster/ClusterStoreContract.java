package io.cashew.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.lifecycle.Part;
import io.cashew.time.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every cluster store promises. */
public abstract class ClusterStoreContract {
  private static final Duration TTL = Duration.ofSeconds(2);
  private static final AtomicInteger SPACES = new AtomicInteger();

  /** Each test has keys of its own: the store behind may be shared. */
  private final String space = "/contract/" + SPACES.incrementAndGet() + "/";

  private ClusterStore store;

  /** Opens a store, or another door to the same one. */
  protected abstract ClusterStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void read_ofAnAbsentKey_isEmpty() throws Exception {
    assertThat(get(store.read(space + "a"))).isEmpty();
  }

  @Test
  void read_afterAPut_hasItsValueAndRevision() throws Exception {
    long revision = put("a", 0, "1");

    Versioned read = get(store.read(space + "a")).orElseThrow();

    assertThat(read).isEqualTo(new Versioned(bytes("1"), revision));
  }

  @Test
  void list_ofAPrefix_hasItsKeysAlone() throws Exception {
    put("m/b", 0, "2");
    put("m/a", 0, "1");
    put("n/c", 0, "3");

    Snapshot listed = get(store.list(space + "m/"));

    assertThat(SnapshotRecorder.texts(listed)).isEqualTo(texts("m/a", "1", "m/b", "2"));
    assertThat(listed.entries().firstKey()).isEqualTo(space + "m/a");
  }

  @Test
  void list_afterAPut_isAtThatRevisionOrLater() throws Exception {
    long revision = put("a", 0, "1");

    Snapshot listed = get(store.list(space));

    assertThat(listed.revision()).isGreaterThanOrEqualTo(revision);
  }

  @Test
  void compareAndPut_ofAKeyThatExists_asNew_changesNothing() throws Exception {
    long revision = put("a", 0, "1");

    OptionalLong second = get(store.compareAndPut(space + "a", 0, bytes("2")));

    assertThat(second).isEmpty();
    assertThat(get(store.read(space + "a"))).contains(new Versioned(bytes("1"), revision));
  }

  @Test
  void compareAndPut_atTheKeysRevision_replacesAtAHigherOne() throws Exception {
    long first = put("a", 0, "1");

    long second = put("a", first, "2");

    assertThat(second).isGreaterThan(first);
    assertThat(get(store.read(space + "a"))).contains(new Versioned(bytes("2"), second));
  }

  @Test
  void compareAndPut_atAnOldRevision_changesNothing() throws Exception {
    long first = put("a", 0, "1");
    put("a", first, "2");

    OptionalLong late = get(store.compareAndPut(space + "a", first, bytes("3")));

    assertThat(late).isEmpty();
  }

  @Test
  void compareAndPut_byManyAtOnce_succeedsForOnePerRevision() throws Exception {
    long revision = put("a", 0, "start");
    for (int round = 0; round < 5; round++) {
      List<CompletableFuture<OptionalLong>> puts = new ArrayList<>();
      for (int writer = 0; writer < 16; writer++) {
        puts.add(store.compareAndPut(space + "a", revision, bytes("by " + writer)));
      }

      List<OptionalLong> won = new ArrayList<>();
      for (CompletableFuture<OptionalLong> put : puts) {
        won.add(get(put));
      }

      assertThat(won.stream().filter(OptionalLong::isPresent)).hasSize(1);
      revision = get(store.read(space + "a")).orElseThrow().revision();
    }
  }

  @Test
  void compareAndPut_atANegativeRevision_isRefused() {
    assertThatThrownBy(() -> store.compareAndPut(space + "a", -1, bytes("1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expectedRevision: -1");
  }

  @Test
  void watch_ofAnEmptyPrefix_startsWithAnEmptySnapshot() {
    SnapshotRecorder recorder = new SnapshotRecorder();

    store.watch(space, recorder);

    recorder.awaitNewest(Map.of());
  }

  @Test
  void watch_ofKeysThatExist_startsWithAllOfThem() throws Exception {
    put("a", 0, "1");
    put("b", 0, "2");
    SnapshotRecorder recorder = new SnapshotRecorder();

    store.watch(space, recorder);

    recorder.awaitNewest(texts("a", "1", "b", "2"));
    assertThat(recorder.heard()).hasSize(1);
  }

  @Test
  void watch_afterAChange_hearsTheWholeState() throws Exception {
    long revision = put("a", 0, "1");
    SnapshotRecorder recorder = new SnapshotRecorder();
    store.watch(space, recorder);
    recorder.awaitNewest(texts("a", "1"));

    put("b", 0, "2");
    recorder.awaitNewest(texts("a", "1", "b", "2"));
    put("a", revision, "3");

    recorder.awaitNewest(texts("a", "3", "b", "2"));
  }

  @Test
  void watch_underManyChanges_hearsRisingRevisionsAndEndsWithTheNewest() throws Exception {
    SnapshotRecorder recorder = new SnapshotRecorder();
    store.watch(space, recorder);

    long revision = 0;
    for (int change = 1; change <= 100; change++) {
      revision = put("a", revision, Integer.toString(change));
    }

    recorder.awaitNewest(texts("a", "100"));
    List<Long> revisions = recorder.heard().stream().map(Snapshot::revision).toList();
    assertThat(revisions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void watch_whenAnotherPrefixChanges_hearsNothing() throws Exception {
    SnapshotRecorder recorder = new SnapshotRecorder();
    SnapshotRecorder other = new SnapshotRecorder();
    store.watch(space + "m/", recorder);
    store.watch(space + "n/", other);
    recorder.awaitNewest(Map.of());
    other.awaitNewest(Map.of());

    put("n/a", 0, "1");
    other.awaitNewest(texts("n/a", "1"));

    assertThat(recorder.heard()).hasSize(1);
  }

  @Test
  void watch_onceClosed_hearsNothing() throws Exception {
    SnapshotRecorder closed = new SnapshotRecorder();
    SnapshotRecorder open = new SnapshotRecorder();
    Part watch = store.watch(space, closed);
    closed.awaitNewest(Map.of());
    store.watch(space, open);
    open.awaitNewest(Map.of());

    watch.close();
    watch.close();
    put("a", 0, "1");
    open.awaitNewest(texts("a", "1"));

    assertThat(closed.heard()).hasSize(1);
  }

  @Test
  void watch_whoseListenerThrows_goesOn() throws Exception {
    SnapshotRecorder recorder = new SnapshotRecorder();
    store.watch(
        space,
        snapshot -> {
          recorder.onSnapshot(snapshot);
          throw new IllegalStateException("thrown by a listener, on purpose");
        });
    recorder.awaitNewest(Map.of());

    put("a", 0, "1");

    recorder.awaitNewest(texts("a", "1"));
  }

  @Test
  void everything_isCalledBackOnOneThread() throws Exception {
    AtomicReference<Thread> ofWatch = new AtomicReference<>();
    AtomicReference<Thread> ofLease = new AtomicReference<>();
    store.watch(space, snapshot -> ofWatch.set(Thread.currentThread()));
    store.lease(
        space + "a",
        bytes("1"),
        TTL,
        Claim.OVERWRITE,
        new ClusterStore.LeaseListener() {
          @Override
          public void onHeld() {
            ofLease.set(Thread.currentThread());
          }

          @Override
          public void onLost() {}
        });

    Await.until("both were called", () -> ofWatch.get() != null && ofLease.get() != null);

    assertThat(ofLease.get()).isSameAs(ofWatch.get());
    assertThat(ofWatch.get().getName()).isEqualTo("cluster-store");
  }

  @Test
  void lease_ofAFreeKey_putsItAndHoldsIt() throws Exception {
    LeaseRecorder fate = new LeaseRecorder();

    LeasedKey leased = lease("a", "1", Claim.IF_ABSENT, fate);

    fate.await("held");
    assertThat(leased.held()).isTrue();
    assertThat(valueOf("a")).isEqualTo("1");
  }

  @Test
  void lease_longerThanItsTimeToLive_isStillHeld() throws Exception {
    LeaseRecorder fate = new LeaseRecorder();
    long start = System.nanoTime();
    LeasedKey leased =
        store.lease(space + "a", bytes("1"), ClusterStore.SHORTEST_LEASE, Claim.OVERWRITE, fate);
    fate.await("held");

    Await.until(
        "two and a half lifetimes have passed",
        () -> System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(2_500));

    assertThat(leased.held()).isTrue();
    assertThat(fate.heard()).containsExactly("held");
    assertThat(valueOf("a")).isEqualTo("1");
  }

  @Test
  void lease_whenUpdated_putsTheNewValue() throws Exception {
    LeaseRecorder fate = new LeaseRecorder();
    LeasedKey leased = lease("a", "1", Claim.OVERWRITE, fate);
    fate.await("held");

    leased.update(bytes("2"));

    Await.until("the value is new", () -> valueOf("a").equals("2"));
    assertThat(fate.heard()).containsExactly("held");
  }

  @Test
  void lease_whenClosed_deletesItsKeyAtOnce() throws Exception {
    LeaseRecorder fate = new LeaseRecorder();
    LeasedKey leased = lease("a", "1", Claim.OVERWRITE, fate);
    fate.await("held");

    leased.close();
    leased.close();

    assertThat(get(store.read(space + "a"))).isEmpty();
    assertThat(leased.held()).isFalse();
  }

  @Test
  void lease_ofATakenKey_ifAbsent_waitsUntilItIsReleased() throws Exception {
    LeaseRecorder first = new LeaseRecorder();
    LeaseRecorder second = new LeaseRecorder();
    LeasedKey holder = lease("a", "1", Claim.IF_ABSENT, first);
    first.await("held");
    LeasedKey waiting = lease("a", "2", Claim.IF_ABSENT, second);
    get(store.list(space));
    assertThat(waiting.held()).isFalse();
    assertThat(valueOf("a")).isEqualTo("1");

    holder.close();

    second.await("held");
    assertThat(valueOf("a")).isEqualTo("2");
  }

  @Test
  void lease_ofATakenKey_overwriting_replacesItsHolder() throws Exception {
    LeaseRecorder first = new LeaseRecorder();
    LeaseRecorder second = new LeaseRecorder();
    LeasedKey replaced = lease("a", "1", Claim.OVERWRITE, first);
    first.await("held");

    LeasedKey holder = lease("a", "2", Claim.OVERWRITE, second);

    second.await("held");
    first.await("held", "lost");
    assertThat(valueOf("a")).isEqualTo("2");
    assertThat(replaced.held()).isFalse();
    assertThat(holder.held()).isTrue();
  }

  @Test
  void lease_thatWasReplaced_whenClosed_leavesTheKeyAlone() throws Exception {
    LeaseRecorder first = new LeaseRecorder();
    LeaseRecorder second = new LeaseRecorder();
    LeasedKey replaced = lease("a", "1", Claim.OVERWRITE, first);
    first.await("held");
    lease("a", "2", Claim.OVERWRITE, second);
    second.await("held");

    replaced.close();

    assertThat(valueOf("a")).isEqualTo("2");
  }

  @Test
  void lease_thatWasReplaced_whenItsSuccessorLeaves_isHeldAgain() throws Exception {
    LeaseRecorder first = new LeaseRecorder();
    LeaseRecorder second = new LeaseRecorder();
    lease("a", "1", Claim.OVERWRITE, first);
    first.await("held");
    LeasedKey successor = lease("a", "2", Claim.OVERWRITE, second);
    first.await("held", "lost");

    successor.close();

    first.await("held", "lost", "held");
    assertThat(valueOf("a")).isEqualTo("1");
  }

  @Test
  void lease_shorterThanTheShortest_isRefused() {
    assertThatThrownBy(
            () ->
                store.lease(
                    space + "a",
                    bytes("1"),
                    Duration.ofMillis(999),
                    Claim.OVERWRITE,
                    new LeaseRecorder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0.999S");
  }

  @Test
  void store_onceClosed_failsEveryRequestAtOnce() {
    store.close();
    store.close();

    CompletableFuture<Snapshot> listed = store.list(space);

    assertThatThrownBy(() -> listed.get(1, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(ClusterStoreException.class);
  }

  private LeasedKey lease(String key, String value, Claim claim, LeaseRecorder fate) {
    return store.lease(space + key, bytes(value), TTL, claim, fate);
  }

  private long put(String key, long revision, String value) throws Exception {
    return get(store.compareAndPut(space + key, revision, bytes(value))).orElseThrow();
  }

  private String valueOf(String key) throws Exception {
    return get(store.read(space + key)).orElseThrow().value().toStringUtf8();
  }

  private Map<String, String> texts(String key, String value) {
    return Map.of(space + key, value);
  }

  private Map<String, String> texts(String key1, String value1, String key2, String value2) {
    return Map.of(space + key1, value1, space + key2, value2);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
