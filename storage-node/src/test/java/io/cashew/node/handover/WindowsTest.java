package io.cashew.node.handover;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What windows remember, and that it is bounded. How they are used: {@code HandoverTest}. */
final class WindowsTest {
  private static final Duration TTL = Duration.ofMinutes(1);
  private static final RingNode DONOR =
      new RingNode(new NodeId("a"), HostAndPort.fromParts("a", 7400), "", 1, RingNode.State.ACTIVE);

  private final FakeTime time = new FakeTime();
  private final Silent peers = new Silent();
  private final Windows windows = new Windows(new Fetches(peers, time, time, donor -> {}), time);

  @Test
  void aWindowThatIsNotOpenYet_remembersAndAdmitsNothing() {
    Window window = windows.begin(new Term(0, 2), 4);
    windows.touched(key(0, 2, 1));

    assertThat(isOpen(0, 2, 2)).isFalse();
    window.open(DONOR);

    assertThat(isOpen(0, 2, 1)).isFalse();
    assertThat(isOpen(0, 2, 2)).isTrue();
  }

  @Test
  void aWindow_isOfOneTermOnly() {
    windows.begin(new Term(0, 2), 4).open(DONOR);

    assertThat(isOpen(0, 2, 1)).isTrue();
    assertThat(isOpen(0, 3, 1)).isFalse();
    assertThat(isOpen(1, 2, 1)).isFalse();
    assertThat(isOpen(-1, 2, 1)).isFalse();
    assertThat(isOpen(4, 2, 1)).isFalse();
  }

  @Test
  void aWindowThatHasClosed_doesNotOpenAgain() {
    Window window = windows.begin(new Term(0, 2), 4);
    windows.close(window);

    window.open(DONOR);

    assertThat(isOpen(0, 2, 1)).isFalse();
    assertThat(windows.count()).isZero();
  }

  @Test
  void tooManyKeysTouched_closeTheWindowTheyAreOf() {
    windows.begin(new Term(0, 2), 4).open(DONOR);
    windows.begin(new Term(1, 2), 4).open(DONOR);
    windows.touched(key(1, 2, 7));

    for (int hash = 0; hash < Windows.MAX_TOUCHED; hash++) {
      windows.touched(key(0, 2, hash));
    }

    assertThat(isOpen(0, 2, -1)).isFalse();
    assertThat(windows.count()).isEqualTo(1);
    assertThat(isOpen(1, 2, -1)).isTrue();
    assertThat(isOpen(1, 2, 7)).isFalse();
    for (int hash = 0; hash < 100; hash++) { // there is room again
      windows.touched(key(1, 2, hash));
    }
    assertThat(isOpen(1, 2, -1)).isTrue();
  }

  @Test
  void tooManyFetches_goToTheSourceAtOnce() {
    windows.begin(new Term(0, 2), 4).open(DONOR);
    for (int i = 0; i < Fetches.MAX_UNDER_WAY; i++) {
      assertThat(windows.fetch("users", key(0, 2, i))).isNotDone();
    }

    assertThat(windows.fetch("users", key(0, 2, -1))).isCompletedWithValue(Optional.empty());

    assertThat(peers.asked).isEqualTo(Fetches.MAX_UNDER_WAY);
    time.advance(Peers.FETCH_DEADLINE.plus(FetchBrake.PAUSE));
    assertThat(windows.fetch("users", key(0, 2, -1))).isNotDone();
    assertThat(time.pending()).isEqualTo(1);
  }

  private boolean isOpen(int partition, long since, long hash) {
    return windows.isOpen("users", key(partition, since, hash), TTL);
  }

  private static Wanted key(int partition, long since, long hash) {
    return new Wanted(ByteString.copyFromUtf8("k"), hash, partition, since, since);
  }

  /** Peers that never answer. */
  private static final class Silent implements Peers {
    private int asked;

    @Override
    public CompletableFuture<Optional<Inherited>> fetch(
        RingNode donor, String group, Wanted wanted) {
      asked++;
      return new CompletableFuture<>();
    }

    @Override
    public Transfer handOver(RingNode donor, List<Term> terms, Receiver receiver) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void keepOnly(Set<HostAndPort> addresses) {}

    @Override
    public CompletableFuture<Long> fence(RingNode predecessor, Ring ring) {
      return new CompletableFuture<>();
    }
  }
}
