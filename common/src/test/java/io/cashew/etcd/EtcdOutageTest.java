package io.cashew.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.LeaseRecorder;
import io.cashew.cluster.SnapshotRecorder;
import io.cashew.time.Await;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A real etcd that goes away and comes back. */
@Execution(ExecutionMode.CONCURRENT)
final class EtcdOutageTest {
  private static final Duration TTL = Duration.ofSeconds(1);

  private final EtcdProcess etcd = EtcdProcess.start();
  private final ClusterStore store = EtcdClusterStore.open(settings());
  private final SnapshotRecorder recorder = new SnapshotRecorder();
  private final LeaseRecorder fate = new LeaseRecorder();

  private EtcdSettings settings() {
    return EtcdSettings.of(List.of(etcd.endpoint()));
  }

  @AfterEach
  void close() {
    store.close();
    etcd.close();
  }

  @Test
  void etcd_backAfterAStop_isFoundAgainSoonerThanGrpcWouldTry() throws Exception {
    LeasedKey leased = holdAndWatch();

    etcd.stop();
    await(Duration.ofSeconds(6)); // by now, gRPC would wait for seconds between its attempts
    fate.await("held", "lost");
    etcd.restart();
    long back = System.nanoTime();
    fate.await("held", "lost", "held");

    assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofMillis(2_500));
    assertThat(leased.held()).isTrue();
    assertNextChangeIsHeard();
  }

  @Test
  void etcd_killedAndBack_isFoundAgain() throws Exception {
    holdAndWatch();

    etcd.kill();
    etcd.restart();

    Await.until("the key is there", () -> valueOf("/m/a").equals("mine"));
    assertNextChangeIsHeard();
  }

  @Test
  void etcd_compactedBeforeWeAreBack_tellsTheNewestState() throws Exception {
    holdAndWatch();

    etcd.stop();
    etcd.restart();
    long revision = 0;
    for (int change = 0; change < 20; change++) {
      revision = put("/m/b", revision, "change " + change);
    }
    try (Client other = Client.builder().endpoints("http://" + etcd.endpoint()).build()) {
      other.getKVClient().compact(revision).get(5, TimeUnit.SECONDS);
    }

    recorder.awaitNewest(Map.of("/m/a", "mine", "/m/b", "change 19"));
    assertNextChangeIsHeard();
  }

  @Test
  void etcd_frozenLongerThanALease_hasTheKeyAgainOnceItThaws() throws Exception {
    LeasedKey leased = holdAndWatch();

    etcd.pause();
    await(Duration.ofSeconds(3)); // etcd grants two seconds at least
    fate.await("held", "lost");
    assertThat(leased.held()).isFalse();
    etcd.resume();

    fate.await("held", "lost", "held");
    Await.until("the key is there", () -> valueOf("/m/a").equals("mine"));
    assertNextChangeIsHeard();
  }

  @Test
  void close_whileEtcdIsFrozen_takesTwoSecondsAtMost() {
    holdAndWatch();
    etcd.pause();
    long start = System.nanoTime();

    store.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2_500));
    etcd.resume();
  }

  @Test
  void close_endsTheStoresThread_andLeavesNoThreadThatKeepsAProcessAlive() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    store.watch("/m/", snapshot -> thread.set(Thread.currentThread()));
    Await.until("the watch was told", () -> thread.get() != null);

    store.close();

    Await.until("the thread has ended", () -> !thread.get().isAlive());
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(running -> !running.isDaemon())
        .extracting(Thread::getName)
        .noneMatch(name -> name.matches("(cluster-store|etcd|jetcd|grpc|vert\\.x|failsafe).*"));
  }

  @Test
  void requests_whileEtcdIsFrozen_failWithinTheirTimeout() {
    etcd.pause();

    var read = store.read("/m/a");

    assertThat(read)
        .failsWithin(Duration.ofMillis(2_500))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(ClusterStoreException.class)
        .withMessageContaining(etcd.endpoint());
    etcd.resume();
  }

  @Test
  void open_whereNoEtcdIs_saysSoAndWhatToDo() {
    etcd.stop();

    assertThatThrownBy(() -> EtcdClusterStore.open(settings().withStartTimeout(TTL)))
        .isInstanceOf(ClusterStoreException.class)
        .hasMessage(
            "no etcd answered at %s within 1.0 s: is it running? Give other endpoints with --etcd",
            etcd.endpoint());
  }

  private LeasedKey holdAndWatch() {
    store.watch("/m/", recorder);
    LeasedKey leased =
        store.lease("/m/a", ByteString.copyFromUtf8("mine"), TTL, Claim.OVERWRITE, fate);
    fate.await("held");
    recorder.awaitNewest(Map.of("/m/a", "mine"));
    return leased;
  }

  private void assertNextChangeIsHeard() throws Exception {
    long revision =
        store.read("/m/b").get(5, TimeUnit.SECONDS).map(held -> held.revision()).orElse(0L);
    put("/m/b", revision, "next");
    recorder.awaitNewest(Map.of("/m/a", "mine", "/m/b", "next"));
  }

  private long put(String key, long revision, String value) throws Exception {
    OptionalLong[] put = new OptionalLong[1];
    Await.until(
        "etcd takes a put",
        () -> {
          put[0] =
              store
                  .compareAndPut(key, revision, ByteString.copyFromUtf8(value))
                  .get(5, TimeUnit.SECONDS);
          return true;
        });
    return put[0].orElseThrow();
  }

  private String valueOf(String key) throws Exception {
    return store.read(key).get(5, TimeUnit.SECONDS).orElseThrow().value().toStringUtf8();
  }

  private static void await(Duration duration) {
    long start = System.nanoTime();
    Await.until(duration + " have passed", () -> System.nanoTime() - start > duration.toNanos());
  }
}
