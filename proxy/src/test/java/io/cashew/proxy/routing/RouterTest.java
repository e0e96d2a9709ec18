package io.cashew.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.fake.FaultyStore;
import io.cashew.proxy.fake.RingWriter;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.ring.Ring;
import io.cashew.rpc.EventLoops;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.time.ThreadTimers;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
final class RouterTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final EventLoops loops = EventLoops.start("test-proxy", 2);
  private final ThreadTimers control = new ThreadTimers("test-control");
  private final FaultyStore store = new FaultyStore(InMemoryClusterStore.start());
  private final RingWriter rings = new RingWriter(store, KEYS);
  private final FakeNode a = FakeNode.start("a");
  private final FakeNode b = FakeNode.start("b");
  private final RingFollower follower =
      new RingFollower(
          store,
          KEYS,
          NodeLinks.streams(loops, Ticker.system()),
          control,
          Optional.empty(),
          (ring, origin) -> {});
  private final RequestCounts counts =
      new RequestCounts("test", loops.count(), Ticker.system(), group -> true);
  private final Router router =
      new Router(
          follower,
          loops,
          Ticker.system(),
          SleepWatch.start(control, Ticker.system()),
          new AccessLog(AccessLog.OFF, Ticker.system()),
          counts);

  @AfterEach
  void close() {
    follower.close();
    a.close();
    b.close();
    loops.close();
    control.close();
    store.close();
  }

  @Test
  void send_noRing_failsAtOnce() {
    assertThat(reason(send(get("k")))).isEqualTo(Reason.NO_RING);
  }

  @Test
  void send_manyKeys_reachTheOwnersOfTheRingWithItsTerms() {
    Ring ring = follow(rings.write(a.member(), b.member()));
    a.behave(routed -> owned(ring, "a", routed.partition(), routed.since()));
    b.behave(routed -> owned(ring, "b", routed.partition(), routed.since()));

    List<CompletableFuture<Reply>> replies = sendAll(200);

    assertThat(replies)
        .allSatisfy(reply -> assertThat(reply.join()).isInstanceOf(Reply.Deleted.class));
    assertThat(a.received().size() + b.received().size()).isEqualTo(200);
    assertThat(a.received()).isNotEmpty();
    assertThat(b.received()).isNotEmpty();
  }

  @Test
  void staleRing_newerRingInTheStore_isReadOnceAndTheClientNeverSeesIt() {
    follow(rings.write(a.member()));
    store.goMute(); // the watch is late
    Ring newer = rings.write(a.member(), b.member());
    a.behave(
        routed ->
            newer.ownerOf(routed.partition()).since() == routed.since()
                    && newer.ownerOf(routed.partition()).owner().value().equals("a")
                ? FakeNode.serve(routed)
                : Optional.of(new Reply.StaleRing(newer.epoch())));
    int readsBefore = store.reads();

    List<CompletableFuture<Reply>> replies = sendAll(200);

    assertThat(replies)
        .allSatisfy(reply -> assertThat(reply.join()).isInstanceOf(Reply.Deleted.class));
    assertThat(b.received()).isNotEmpty();
    assertThat(store.reads() - readsBefore).isBetween(1, 2);
    assertThat(follower.ring()).map(Ring::epoch).contains(newer.epoch());
  }

  @Test
  void staleRing_ofASet_isSentAgainBecauseItWasNotExecuted() {
    follow(rings.write(a.member()));
    store.goMute();
    Ring newer = rings.write(b.member());
    a.behave(routed -> Optional.of(new Reply.StaleRing(newer.epoch())));

    Reply reply = send(set("k")).join();

    assertThat(reply).isEqualTo(new Reply.Stored(1));
    assertThat(b.received()).hasSize(1);
  }

  @Test
  void staleRing_nodeThatIsBehind_isAskedAgainUntilItIsNot() {
    follow(rings.write(a.member()));
    a.behave(
        routed ->
            a.received().size() < 4 ? Optional.of(new Reply.StaleRing(0)) : FakeNode.serve(routed));

    Reply reply = send(get("k")).join();

    assertThat(reply).isInstanceOf(Reply.Found.class);
  }

  @Test
  void staleRing_withoutEnd_endsWithinTheDeadline() {
    follow(rings.write(a.member()));
    a.behave(routed -> Optional.of(new Reply.StaleRing(1)));
    store.goDown();

    long start = System.nanoTime();
    Reply reply = send(get("k"), Duration.ofMillis(200)).join();

    assertThat(reason(reply)).isEqualTo(Reason.OWNER_SLOW);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  static List<Operation> repeatable() {
    return List.of(
        get("k"),
        new Operation.Delete("group", key("k")),
        new Operation.Touch("group", key("k"), 1));
  }

  @ParameterizedTest
  @MethodSource("repeatable")
  void brokenStream_ofAllButASet_isTriedAgain(Operation operation) {
    follow(rings.write(a.member()));
    a.behave(FakeNode::silence);
    CompletableFuture<Reply> reply = send(operation);
    Await.until("it arrives", () -> a.received().size() == 1);

    a.behave(FakeNode::serve);
    a.breakStreams();

    assertThat(reply.join()).isNotInstanceOf(Reply.Failed.class);
    assertThat(a.received()).hasSize(2);
  }

  static List<Operation> unrepeatable() {
    return List.of(
        set("k"),
        new Operation.Set(
            "group", key("k"), key("v"), Ttl.GROUP, Condition.IF_ABSENT, Bring.NOTHING),
        new Operation.Delete("group", key("k"), Bring.VALUE));
  }

  @ParameterizedTest
  @MethodSource("unrepeatable")
  void brokenStream_ofWhatMustNotBeDoneTwice_isNotTriedAgain(Operation operation) {
    follow(rings.write(a.member()));
    a.behave(FakeNode::silence);
    CompletableFuture<Reply> reply = send(operation);
    Await.until("it arrives", () -> a.received().size() == 1);

    a.behave(FakeNode::serve);
    a.breakStreams();

    assertThat(reason(reply)).isEqualTo(Reason.OWNER_UNREACHABLE);
    assertThat(send(get("k")).join()).isInstanceOf(Reply.Found.class);
    assertThat(a.received()).hasSize(2);
    assertThat(a.received().get(1).request().hasGet()).isTrue();
  }

  @Test
  void setThatNeverLeft_isSentAsSoonAsTheRingHasMoved() {
    follow(rings.write(a.member()));
    a.close();
    CompletableFuture<Reply> reply = send(set("k"));

    follow(rings.write(b.member()));

    assertThat(reply.join()).isEqualTo(new Reply.Stored(1));
    assertThat(b.received()).hasSize(1);
  }

  @Test
  void ownerGone_changes_areNeverSentToAnotherNode() {
    Ring ring = follow(rings.write(a.member(), b.member()));
    b.close();

    List<Reply> replies =
        sendAll(50, Duration.ofMillis(300)).stream().map(CompletableFuture::join).toList();

    assertThat(replies)
        .filteredOn(Reply.Failed.class::isInstance)
        .isNotEmpty()
        .allSatisfy(reply -> assertThat(reason(reply)).isEqualTo(Reason.OWNER_UNREACHABLE));
    assertThat(a.received())
        .allSatisfy(
            asked ->
                assertThat(ring.ownerOf(asked.request().getPartition()).owner())
                    .isEqualTo(a.member().id()));
  }

  @Test
  void ownerGone_get_isAnsweredByTheStandInWithTheOwnersTerm() {
    Ring ring = follow(rings.write(a.member(), b.member()));
    b.close();

    Reply reply = send(get(keyOf(ring, "b"))).join();

    assertThat(reply).isInstanceOf(Reply.Found.class);
    LinkRequest asked = a.received().get(0).request();
    assertThat(asked.getStandIn()).isTrue();
    assertThat(asked.getSince()).isEqualTo(ring.ownerOf(asked.getPartition()).since());
  }

  @Test
  void ownerSuspect_get_doesNotWaitForIt() {
    Ring ring = follow(rings.write(a.member(), b.member()));
    b.behave(FakeNode::silence);
    follower.onSuspects(Set.of(b.member().id()));

    Reply reply = send(get(keyOf(ring, "b"))).join();

    assertThat(reply).isInstanceOf(Reply.Found.class);
    assertThat(b.received()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reach.class,
      names = {"MEMORY", "PEEK"})
  void ownerSuspect_getFromItsMemory_goesToItAllTheSame(Reach reach) {
    Ring ring = follow(rings.write(a.member(), b.member()));
    follower.onSuspects(Set.of(b.member().id()));

    Reply reply = send(new Operation.Get("group", key(keyOf(ring, "b")), Want.VALUE, reach)).join();

    assertThat(reply).isInstanceOf(Reply.Found.class);
    assertThat(b.received()).hasSize(1);
    assertThat(a.received()).isEmpty();
  }

  @Test
  void ownerGone_getFromItsMemory_isNeverSentToAnotherNode() {
    Ring ring = follow(rings.write(a.member(), b.member()));
    b.close();

    CompletableFuture<Reply> reply =
        send(new Operation.Get("group", key(keyOf(ring, "b")), Want.VALUE, Reach.PEEK));

    assertThat(reason(reply)).isEqualTo(Reason.OWNER_UNREACHABLE);
    assertThat(a.received()).isEmpty();
  }

  @Test
  void ownerSuspect_changes_goToItAllTheSame() {
    Ring ring = follow(rings.write(a.member(), b.member()));
    follower.onSuspects(Set.of(b.member().id()));

    Reply reply = send(set(keyOf(ring, "b"))).join();

    assertThat(reply).isEqualTo(new Reply.Stored(1));
    assertThat(b.received()).hasSize(1);
  }

  @Test
  void ownerAndStandInGone_get_failsAsTheOwnerDoes() {
    follow(rings.write(a.member(), b.member()));
    a.close();
    b.close();

    assertThat(reason(send(get("k"), Duration.ofMillis(300)))).isEqualTo(Reason.OWNER_UNREACHABLE);
  }

  @Test
  void ownerGone_ringMovesMeanwhile_followsIt() {
    follow(rings.write(a.member()));
    a.behave(FakeNode::silence);
    CompletableFuture<Reply> reply = send(get("k"));
    Await.until("it arrives", () -> a.received().size() == 1);
    follow(rings.write(b.member()));

    a.close();

    assertThat(reply.join()).isInstanceOf(Reply.Found.class);
    assertThat(b.received()).hasSize(1);
  }

  @Test
  void ownerGone_forGood_failsWellBeforeTheDeadline() {
    follow(rings.write(a.member()));
    a.close();

    long start = System.nanoTime();
    Reply reply = send(get("k")).join();

    assertThat(reason(reply)).isEqualTo(Reason.OWNER_UNREACHABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));
  }

  @Test
  void send_fromALoop_isAnsweredOnThatLoop() throws Exception {
    follow(rings.write(a.member()));
    CompletableFuture<Boolean> sameLoop = new CompletableFuture<>();

    loops
        .loop(1)
        .submit(
            () ->
                router.send(
                    get("k"),
                    System.nanoTime() + DEADLINE.toNanos(),
                    reply -> sameLoop.complete(loops.loop(1).inEventLoop())))
        .get(10, TimeUnit.SECONDS);

    assertThat(sameLoop.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void streams_thatBreakWhileCallsAreMade_answerEachCallOnce() {
    follow(rings.write(a.member()));
    ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
    int calls = 2_000;

    for (int i = 0; i < calls; i++) {
      router.send(
          i % 2 == 0 ? get("k" + i) : set("k" + i),
          System.nanoTime() + DEADLINE.toNanos(),
          replies::add);
      if (i % 200 == 0) {
        a.breakStreams();
      }
    }
    Await.until("all are answered", () -> replies.size() >= calls);
    send(get("last")).join();

    assertThat(replies).hasSize(calls);
  }

  private static Optional<Reply> owned(Ring ring, String node, int partition, long since) {
    boolean held =
        ring.ownerOf(partition).owner().value().equals(node)
            && ring.ownerOf(partition).since() == since;
    return Optional.of(held ? new Reply.Deleted(true) : new Reply.Stored(-1));
  }

  private Ring follow(Ring ring) {
    Await.until(
        "the ring is followed",
        () -> follower.ring().filter(known -> known.epoch() == ring.epoch()).isPresent());
    return ring;
  }

  private List<CompletableFuture<Reply>> sendAll(int count) {
    return sendAll(count, DEADLINE);
  }

  private List<CompletableFuture<Reply>> sendAll(int count, Duration deadline) {
    return IntStream.range(0, count)
        .mapToObj(i -> send(new Operation.Delete("group", key("key-" + i)), deadline))
        .toList();
  }

  /** A key that a node owns. */
  private static String keyOf(Ring ring, String node) {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> "key-" + i)
        .filter(
            key -> {
              long hash = ring.keyHash().hash("group", key(key));
              int partition = ring.keyHash().partition("group", key(key), hash);
              return ring.ownerOf(partition).owner().value().equals(node);
            })
        .findFirst()
        .orElseThrow();
  }

  private CompletableFuture<Reply> send(Operation operation) {
    return send(operation, DEADLINE);
  }

  private CompletableFuture<Reply> send(Operation operation, Duration deadline) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    router.send(
        operation,
        System.nanoTime() + deadline.toNanos(),
        reply -> assertThat(answer.complete(reply)).isTrue());
    return answer;
  }

  private static Reason reason(CompletableFuture<Reply> reply) {
    return reason(reply.join());
  }

  private static Reason reason(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).reason();
  }

  private static Operation get(String key) {
    return new Operation.Get("group", key(key), Want.VALUE);
  }

  private static Operation set(String key) {
    return new Operation.Set("group", key(key), key("value"), 1);
  }

  private static ByteString key(String key) {
    return ByteString.copyFromUtf8(key);
  }
}
