package io.cashew.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeaseListener;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.cluster.LeaseRecorder;
import io.cashew.cluster.SnapshotRecorder;
import io.cashew.time.Await;
import io.cashew.time.Ticker;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loops make of each fault that stops jetcd's own. */
@Execution(ExecutionMode.CONCURRENT)
final class FaultyEtcdTest {
  private static final Duration TTL = Duration.ofSeconds(3);
  private static final Duration FOR_EVER = Duration.ofHours(1);
  private static final ByteString VALUE = ByteString.copyFromUtf8("mine");

  private final FakeEtcd etcd = FakeEtcd.start();
  private final SnapshotRecorder recorder = new SnapshotRecorder();
  private final LeaseRecorder fate = new LeaseRecorder();
  private EtcdClusterStore store = open(FOR_EVER);

  private EtcdClusterStore open(Duration watchRound) {
    EtcdSettings settings = EtcdSettings.of(List.of(etcd.endpoint()));
    return EtcdClusterStore.over(
        new EtcdConnection(settings, Ticker.system()), settings, Ticker.system(), watchRound);
  }

  @AfterEach
  void close() {
    store.close();
    etcd.close();
  }

  static List<Named<Consumer<FakeEtcd>>> watchFaults() {
    Status noLeader = Status.UNAVAILABLE.withDescription("etcdserver: no leader");
    return List.of(
        Named.of("closed without an error", FakeEtcd::closeWatches),
        Named.of("compacted", FakeEtcd::compactWatches),
        Named.of("no leader", etcd -> etcd.breakWatches(noLeader)),
        Named.of("unavailable without a word", etcd -> etcd.breakWatches(Status.UNAVAILABLE)),
        Named.of("internal error", etcd -> etcd.breakWatches(Status.INTERNAL)),
        Named.of("disconnected", FakeEtcd::disconnect),
        Named.of("disconnected twice", FaultyEtcdTest::disconnectTwice));
  }

  private static void disconnectTwice(FakeEtcd etcd) {
    etcd.disconnect();
    Await.until("the watch is there again", () -> etcd.watchesOpen() == 1);
    etcd.disconnect();
  }

  @ParameterizedTest
  @MethodSource("watchFaults")
  void watch_afterAFault_hearsWhatChangedMeanwhileAndWhatChangesLater(Consumer<FakeEtcd> fault) {
    etcd.put("/m/a", "1");
    store.watch("/m/", recorder);
    recorder.awaitNewest(Map.of("/m/a", "1"));
    Await.until("the watch stands", () -> etcd.watchesOpen() == 1);

    fault.accept(etcd);
    etcd.put("/m/a", "2");
    recorder.awaitNewest(Map.of("/m/a", "2"));
    Await.until("the watch stands again", () -> etcd.watchesOpen() == 1);
    etcd.put("/m/b", "3");

    recorder.awaitNewest(Map.of("/m/a", "2", "/m/b", "3"));
  }

  @Test
  void watch_thatNeverSaysAnything_isReplacedAfterItsRound() {
    store.close();
    store = open(Duration.ofMillis(300));
    etcd.fallMute();
    store.watch("/m/", recorder);
    recorder.awaitNewest(Map.of());
    Await.until("the watch stands", () -> etcd.watchesOpen() == 1);

    etcd.put("/m/a", "1");

    recorder.awaitNewest(Map.of("/m/a", "1"));
    Await.until("there is another watch", () -> etcd.watchesOpened() > 1);
    Await.until("the old one is gone", () -> etcd.watchesOpen() <= 1);
  }

  @Test
  void watch_whileNothingChanges_deliversOnce() {
    store.close();
    store = open(Duration.ofMillis(50));
    etcd.put("/m/a", "1");

    store.watch("/m/", recorder);
    Await.until("many rounds have passed", () -> etcd.watchesOpened() > 5);

    assertThat(recorder.heard()).hasSize(1);
  }

  @Test
  void watch_ofAnEtcdRestoredFromABackup_goesOnWithWhatItHoldsNow() {
    store.close();
    store = open(Duration.ofMillis(50));
    etcd.restore(100);
    etcd.put("/m/a", "new");
    store.watch("/m/", recorder);
    recorder.awaitNewest(Map.of("/m/a", "new"));

    etcd.restore(50);
    etcd.put("/m/a", "old");

    recorder.awaitNewest(Map.of("/m/a", "old"));
    etcd.put("/m/a", "newest");
    recorder.awaitNewest(Map.of("/m/a", "newest"));
  }

  @Test
  void watch_thatFailsEveryTime_isNotOpenedMoreThanTenTimesASecond() {
    store.watch("/m/", recorder);
    recorder.awaitNewest(Map.of());
    long start = System.nanoTime();

    Await.until(
        "a second and a half has passed",
        () -> {
          etcd.closeWatches();
          return System.nanoTime() - start > 1_500_000_000L;
        });

    assertThat(etcd.watchesOpened()).isBetween(2, 15);
  }

  @Test
  void lease_whoseRenewalIsEndedWithoutAnAnswer_isRenewedInTime() {
    hold();
    int before = etcd.renewals();

    etcd.endKeepAlives(1);

    Await.until("it was renewed twice", () -> etcd.renewals() >= before + 2);
    assertThat(fate.heard()).containsExactly("held");
  }

  @Test
  void lease_thatEtcdHasForgotten_isReplacedAndItsKeyPutAgain() {
    LeasedKey leased = hold();

    etcd.expireLeases();

    fate.await("held", "lost", "held");
    assertThat(leased.held()).isTrue();
    assertThat(etcd.entry("/m/a")).isPresent();
  }

  @Test
  void lease_thatCannotBeRenewed_isLostAfterItsTimeToLive_andHeldOnceItCan() {
    LeasedKey leased = hold();

    etcd.fallDeaf();
    fate.await("held", "lost");
    assertThat(leased.held()).isFalse();
    etcd.hear();

    fate.await("held", "lost", "held");
  }

  @Test
  void lease_afterTwoDisconnects_isStillTheSame() {
    hold();
    long revision = etcd.entry("/m/a").orElseThrow().getModRevision();
    int before = etcd.renewals();

    etcd.disconnect();
    etcd.disconnect();

    Await.until("it was renewed", () -> etcd.renewals() > before);
    assertThat(fate.heard()).containsExactly("held");
    assertThat(etcd.entry("/m/a").orElseThrow().getModRevision()).isEqualTo(revision);
  }

  @Test
  void lease_whosePutWasDoneButNeverAnswered_isRecognized() {
    etcd.loseNextPutAnswer();

    hold();

    assertThat(etcd.entry("/m/a").orElseThrow().getVersion()).isEqualTo(1);
  }

  @Test
  void lease_whoseKeySomeoneDeleted_putsItAgain() {
    hold();

    etcd.delete("/m/a");

    Await.until("the key is back", () -> etcd.entry("/m/a").isPresent());
    assertThat(fate.heard()).containsExactly("held");
  }

  @Test
  void lease_whoseKeySomeoneTook_isLost_andItsCloseLeavesTheKey() {
    LeasedKey leased = hold();

    etcd.put("/m/a", "theirs");
    fate.await("held", "lost");
    leased.close();

    assertThat(etcd.entry("/m/a").orElseThrow().getValue().toStringUtf8()).isEqualTo("theirs");
    assertThat(etcd.leases()).isZero();
  }

  @Test
  void lease_whoseListenerClosesIt_endsWithoutATrace() {
    CompletableFuture<LeasedKey> leased = new CompletableFuture<>();
    CompletableFuture<Duration> closed = new CompletableFuture<>();
    LeaseListener closing =
        new LeaseListener() {
          @Override
          public void onHeld() {
            LeasedKey ours = leased.join();
            long start = System.nanoTime();
            ours.close();
            closed.complete(Duration.ofNanos(System.nanoTime() - start));
          }

          @Override
          public void onLost() {}
        };

    leased.complete(store.lease("/m/a", VALUE, TTL, Claim.OVERWRITE, closing));

    assertThat(closed)
        .succeedsWithin(Duration.ofSeconds(15))
        .satisfies(taken -> assertThat(taken).isLessThan(Duration.ofMillis(1_900)));
    assertThat(etcd.entry("/m/a")).isEmpty();
    assertThat(etcd.leases()).isZero();
  }

  @Test
  void store_whenItCloses_releasesAllItsLeases() {
    hold();
    LeaseRecorder second = new LeaseRecorder();
    store.lease("/m/b", VALUE, TTL, Claim.OVERWRITE, second);
    second.await("held");

    store.close();

    assertThat(etcd.leases()).isZero();
    assertThat(etcd.entry("/m/a")).isEmpty();
  }

  private LeasedKey hold() {
    LeasedKey leased = store.lease("/m/a", VALUE, TTL, Claim.OVERWRITE, fate);
    fate.await("held");
    return leased;
  }
}
