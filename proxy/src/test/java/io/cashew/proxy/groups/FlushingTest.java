package io.cashew.proxy.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.FlushCodec;
import io.cashew.cluster.GroupCodec;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.MemberCodec;
import io.cashew.cluster.RingCodec;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.proxy.fake.FaultyStore;
import io.cashew.ring.Member;
import io.cashew.ring.Ring;
import io.cashew.ring.Rings;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FlushingTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");
  private static final String GROUP = "users";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Member A = Rings.member("a");
  private static final Member B = Rings.member("b");
  private static final Member C = Rings.member("c");

  private final FakeTime time = new FakeTime();
  private final InMemoryClusterStore memory = InMemoryClusterStore.on(time);
  private final FaultyStore store = new FaultyStore(memory);
  private final FakeNodes nodes = new FakeNodes();
  private final Flushing flushing = new Flushing(store, KEYS, nodes, time, time);
  private final Ring ring = Rings.ring(64, "a", "b");

  @BeforeEach
  void fillStore() {
    put(KEYS.ring(), RingCodec.encode(ring.draft()));
    register(A);
    register(B);
    register(C);
    put(KEYS.group(GROUP), GroupCodec.encode(new GroupSpec(GROUP, GroupSettings.defaults())));
  }

  @Test
  void flush_isPutAndToldToAllInTheRingAndAllRegistered() {
    Flushed flushed = ask(flush(""));

    assertThat(flushed.generation()).isEqualTo(1);
    assertThat(nodes.flushed.keySet()).containsExactlyInAnyOrder(host(A), host(B), host(C));
    assertThat(stored()).isEqualTo(Flushes.NONE.plus(ByteString.EMPTY));
  }

  @Test
  void flush_ofAPrefix_comesAfterThoseOfBefore() {
    ask(flush("a"));

    assertThat(ask(flush("b")).generation()).isEqualTo(2);

    assertThat(stored().prefixes())
        .extracting(each -> each.prefix().toStringUtf8())
        .containsExactly("a", "b");
  }

  @Test
  void flush_whileAnotherIsFaster_losesNeither() {
    store.beforeNextWrite(
        () -> put(KEYS.flush(GROUP), FlushCodec.encode(Flushes.NONE.plus(prefix("theirs")))));

    ask(flush("ours"));

    assertThat(stored().prefixes())
        .extracting(each -> each.prefix().toStringUtf8())
        .containsExactly("theirs", "ours");
  }

  @Test
  void flush_ofAGroupThatIsNotThere_isRefusedAndPutsNothing() {
    CompletableFuture<Flushed> flush = flushing.flush("nobody", ByteString.EMPTY, PATIENCE);
    time.advance(Duration.ZERO);

    assertReason(flush, Reason.GROUP_UNKNOWN, "nobody");
    assertThat(store.writes()).isZero();
  }

  @Test
  void flush_whileANodeIsSilent_waitsForIt() {
    nodes.silent.add(host(B));
    CompletableFuture<Flushed> flush = flush("");
    time.advance(Duration.ofSeconds(1));
    assertThat(flush).isNotDone();

    nodes.silent.clear();
    time.advance(Duration.ofMillis(100));

    assertThat(flush).isCompleted();
  }

  @Test
  void flush_whileANodeStaysSilent_saysWhoIsMissingAndThatItStands() {
    nodes.silent.add(host(B));
    CompletableFuture<Flushed> flush = flush("");

    time.advance(PATIENCE.plusMillis(100));

    assertReason(flush, Reason.OWNER_UNREACHABLE, "missing b (no answer)", "stands");
    assertThat(stored().generation()).isEqualTo(1);
  }

  @Test
  void flush_aSilentNodeIsTakenOutOfTheRing_isAcknowledgedWhenItsSuccessorsHaveFencedIt() {
    nodes.silent.add(host(B));
    CompletableFuture<Flushed> flush = flush("");
    time.advance(Duration.ofMillis(200));
    Ring without = Rings.next(ring, List.of(A));
    ask(
        memory.compareAndPut(
            KEYS.ring(), revision(KEYS.ring()), RingCodec.encode(without.draft())));
    nodes.settled.put(host(A), 0L);
    time.advance(Duration.ofMillis(200));
    assertThat(flush).isNotDone(); // it is registered still
    unregister("b");
    time.advance(Duration.ofMillis(200));
    assertThat(flush).isNotDone(); // a still waits for it

    nodes.settled.remove(host(A));
    time.advance(Duration.ofMillis(200));

    assertThat(flush).isCompleted();
    assertThat(flush.join().nodes()).extracting(Object::toString).containsExactly("a", "c");
  }

  @Test
  void flush_nodesKnowOfMoreThanARestoredStore_goesBeyondThem() {
    nodes.ahead.put(host(A), 41L);

    Flushed flushed = ask(flush(""));

    assertThat(flushed.generation()).isEqualTo(42);
    assertThat(nodes.flushed.get(host(A))).isEqualTo(Flushes.after(41));
    assertThat(stored()).isEqualTo(Flushes.after(41));
  }

  @Test
  void flush_storeOutOfReach_failsAndSaysSo() {
    store.goDown();
    CompletableFuture<Flushed> flush = flush("");
    time.advance(Duration.ZERO);

    assertThat(flush).isCompletedExceptionally();
  }

  @Test
  void flush_storeLostOnTheWay_triesAgain() {
    nodes.silent.add(host(A));
    CompletableFuture<Flushed> flush = flush("");
    time.advance(Duration.ofMillis(100));
    store.goDown();
    nodes.silent.clear();
    time.advance(Duration.ofMillis(200));
    assertThat(flush).isNotDone();

    store.comeBack();
    time.advance(Duration.ofMillis(100));

    assertThat(flush).isCompleted();
  }

  private CompletableFuture<Flushed> flush(String prefix) {
    CompletableFuture<Flushed> flush = flushing.flush(GROUP, prefix(prefix), PATIENCE);
    time.advance(Duration.ZERO);
    return flush;
  }

  private void register(Member member) {
    put(KEYS.member(member.id().value()), MemberCodec.encode(member));
  }

  /** As good as: what stands there is no member. */
  private void unregister(String id) {
    ask(
        memory.compareAndPut(
            KEYS.member(id), revision(KEYS.member(id)), ByteString.copyFromUtf8("gone")));
  }

  private void put(String key, ByteString value) {
    CompletableFuture<?> unused = memory.compareAndPut(key, 0, value);
    time.advance(Duration.ZERO);
  }

  private long revision(String key) {
    return ask(memory.read(key)).orElseThrow().revision();
  }

  private Flushes stored() {
    return FlushCodec.decode(GROUP, ask(memory.read(KEYS.flush(GROUP))).orElseThrow().value());
  }

  private static void assertReason(CompletableFuture<?> call, Reason reason, String... words) {
    assertThatThrownBy(call::join)
        .cause()
        .isInstanceOfSatisfying(
            CashewException.class, failure -> assertThat(failure.reason()).isEqualTo(reason))
        .hasMessageContainingAll(words);
  }

  private <T> T ask(CompletableFuture<T> future) {
    time.advance(Duration.ZERO);
    return future.join();
  }

  private static String host(Member member) {
    return member.address().getHost();
  }

  private static ByteString prefix(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
