package io.cashew.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeaseListener;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.GroupCodec;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.MemberCodec;
import io.cashew.cluster.RingCodec;
import io.cashew.config.ConnectionSettings;
import io.cashew.config.JdbcSection;
import io.cashew.config.NodeSettings;
import io.cashew.group.Consistency;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.SourceSettings;
import io.cashew.internal.v1.FenceReply;
import io.cashew.internal.v1.FenceRequest;
import io.cashew.internal.v1.FetchKey;
import io.cashew.internal.v1.FetchReply;
import io.cashew.internal.v1.FetchRequest;
import io.cashew.internal.v1.FetchedEntry;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.internal.v1.PeerGrpc;
import io.cashew.internal.v1.PingReply;
import io.cashew.internal.v1.PingRequest;
import io.cashew.internal.v1.ProbeGrpc;
import io.cashew.internal.v1.ReportGrpc;
import io.cashew.internal.v1.StatisticsRequest;
import io.cashew.internal.v1.Term;
import io.cashew.lifecycle.StartException;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingDraft;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.v1.HandoverStatistics;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nodes on real sockets; the cluster store is in memory. */
@Execution(ExecutionMode.CONCURRENT)
final class StorageNodeTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("k");
  private static final ByteString VALUE = ByteString.copyFromUtf8("v");
  private static final Operation GET = new Operation.Get("users", KEY, Want.VALUE);
  private static final Operation SET = new Operation.Set("users", KEY, VALUE, 0);
  private static final Operation DELETE = new Operation.Delete("users", KEY);
  private static final LeaseListener NOBODY =
      new LeaseListener() {
        @Override
        public void onHeld() {}

        @Override
        public void onLost() {}
      };

  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void start_registersTheNodeAsItIs() {
    StorageNode node = cluster.start("a");

    Member member = cluster.member("a");
    assertThat(member.address()).isEqualTo(node.address());
    assertThat(member.zone()).isEqualTo("zone-1");
    assertThat(member.weight()).isEqualTo(2);
    assertThat(cluster.acknowledged("a")).isZero();
  }

  @Test
  void aRing_isAppliedAcknowledgedAndServed() throws Exception {
    StorageNode node = cluster.start("a");
    TestLink link = cluster.link(node);

    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");

    assertThat(node.terms().epoch()).isEqualTo(ring.epoch());
    assertThat(link.ask(SET, 0, ring.epoch())).isInstanceOf(Reply.Stored.class);
    assertThat(link.ask(GET, 0, ring.epoch())).isEqualTo(new Reply.Found(VALUE, Outcome.HIT, null));
    assertThat(link.ask(DELETE, 0, ring.epoch())).isEqualTo(new Reply.Deleted(true));
    assertThat(link.ask(GET, 0, ring.epoch()))
        .isEqualTo(new Reply.Absent(Outcome.MISS_LOADED, null));
  }

  @Test
  void aRingThatStandsAlready_isInForceWhenTheNodeHasStarted() throws Exception {
    cluster.start("a").close();
    Ring ring = cluster.put(cluster.plan(List.of(member("a", "127.0.0.1:1"))));

    StorageNode node = cluster.start("a");

    assertThat(node.terms().epoch()).isEqualTo(ring.epoch());
    assertThat(cluster.acknowledged("a")).isEqualTo(ring.epoch());
  }

  @Test
  void start_listensOnlyWhenItHasLearnedTheRing() throws Exception {
    HostAndPort address = HostAndPort.fromParts("127.0.0.1", freePort());
    NodeConfig config = TestCluster.config("a", address, Duration.ZERO);
    HeldRead slow = new HeldRead(cluster.store, cluster.keys.ring());
    CompletableFuture<Void> started =
        onAThread(() -> cluster.add(StorageNode.start(config, slow, cluster.keys)));
    slow.asked().get(10, TimeUnit.SECONDS);

    assertThatThrownBy(() -> new Socket(address.getHost(), address.getPort()))
        .isInstanceOf(ConnectException.class);

    slow.released().complete(null);
    started.get(10, TimeUnit.SECONDS);
    new Socket(address.getHost(), address.getPort()).close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void anOperationOfAnotherTerm_isStale() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");

    assertThat(link.ask(GET, 0, ring.epoch() - 1)).isEqualTo(new Reply.StaleRing(ring.epoch()));
    assertThat(link.ask(GET, 4, ring.epoch())).isEqualTo(new Reply.StaleRing(ring.epoch()));
    assertThat(link.ask(GET, -1, ring.epoch())).isEqualTo(new Reply.StaleRing(ring.epoch()));
  }

  @Test
  void anOperationAheadOfTheNode_isServedOnceTheRingIsThere() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));
    long next = cluster.store.list("/").get(10, TimeUnit.SECONDS).revision() + 1;
    CompletableFuture<Reply> reply = link.send(SET, 0, next, TestLink.PATIENCE);
    assertThat(link.ask(SET, 0, 0)).isEqualTo(new Reply.StaleRing(0)); // what came first, waits
    assertThat(reply).isNotDone();

    assertThat(cluster.putRing("a").epoch()).isEqualTo(next);

    assertThat(reply.get(10, TimeUnit.SECONDS)).isInstanceOf(Reply.Stored.class);
  }

  @Test
  void aMessageThatIsTakenIn_isToldOf_answeredOrNot() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");

    CompletableFuture<Reply> waiting = link.send(GET, 0, ring.epoch() + 1, TestLink.PATIENCE);

    assertThat(link.taken().get(5, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(waiting).isNotDone();
  }

  @Test
  void anOperationAheadOfTheNodeForTooLong_failsAtItsDeadline() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));

    CompletableFuture<Reply> reply = link.send(DELETE, 0, 1_000, Duration.ofMillis(50));

    assertThat(reply.get(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.OWNER_SLOW));
  }

  @Test
  void aStream_isToldTheNodesClockBeforeAnythingIsAsked() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));

    long clock = link.clock().get(10, TimeUnit.SECONDS);

    assertThat(System.nanoTime() - clock).isBetween(0L, TimeUnit.SECONDS.toNanos(10));
  }

  @Test
  void aChangeThatLayInASocketForLong_isDropped() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");
    long clock = link.clock().get(10, TimeUnit.SECONDS);
    long minuteAgo = clock - TimeUnit.MINUTES.toNanos(1);

    assertThat(reason(link.sendAt(minuteAgo, SET, 0, ring.epoch()))).isEqualTo(Reason.OWNER_SLOW);
    assertThat(reason(link.sendAt(clock - Long.MAX_VALUE / 2, SET, 0, ring.epoch())))
        .isEqualTo(Reason.OWNER_SLOW);
    assertThat(link.ask(GET, 0, ring.epoch()))
        .isEqualTo(new Reply.Absent(Outcome.MISS_LOADED, null));
  }

  @Test
  void aGetThatLayInASocketForLong_isNotLookedUp() throws Exception {
    StorageNode node = cluster.start("a");
    TestLink link = cluster.link(node);
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");
    link.ask(SET, 0, ring.epoch());
    long now = link.clock().get(10, TimeUnit.SECONDS);

    Reply late =
        link.sendAt(now - TimeUnit.SECONDS.toNanos(5), GET, 0, ring.epoch())
            .get(10, TimeUnit.SECONDS);

    assertThat(late)
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.OWNER_SLOW));
    assertThat(link.ask(GET, 0, ring.epoch())).isInstanceOf(Reply.Found.class);
  }

  @Test
  void aProxyThatDoesNotReadValues_isNotKeptThemWithoutEnd() throws Exception {
    StorageNode node = cluster.start("a");
    TestLink link = cluster.link(node);
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");
    ByteString mebibyte = ByteString.copyFrom(new byte[1 << 20]);
    link.ask(new Operation.Set("users", KEY, mebibyte, 0), 0, ring.epoch());

    List<Reply> replies = link.askAtOnce(GET, 100, 0, ring.epoch());

    assertThat(replies).filteredOn(Reply.Found.class::isInstance).hasSizeBetween(32, 80);
    assertThat(replies)
        .filteredOn(Reply.Failed.class::isInstance)
        .isNotEmpty()
        .allSatisfy(
            reply -> assertThat(((Reply.Failed) reply).reason()).isEqualTo(Reason.IN_FLIGHT));
  }

  @Test
  void aChangeThatSeemsToComeFromTheFuture_hasNoMoreTimeThanItSays() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));
    long clock = link.clock().get(10, TimeUnit.SECONDS);
    long inAnHour = clock + TimeUnit.HOURS.toNanos(1);

    CompletableFuture<Reply> waits = link.sendAt(inAnHour, DELETE, 0, 1_000);

    assertThat(reason(waits)).isEqualTo(Reason.OWNER_SLOW); // well before the hour
  }

  @Test
  void aFenceOfAnotherCluster_isRefusedAndNamesBoth() throws Exception {
    Ring ring = putRingOf("a");
    TestLink link = cluster.link(cluster.start("a"));

    assertThatThrownBy(
            () ->
                PeerGrpc.newBlockingStub(link.channel())
                    .fence(
                        FenceRequest.newBuilder()
                            .setCluster("production")
                            .setRecord(RingCodec.encode(ring.draft()))
                            .setRevision(ring.revision() + 1)
                            .build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
              assertThat(e).hasMessageContaining("\"test\"").hasMessageContaining("\"production\"");
            });
    assertThat(link.ask(GET, 0, ring.epoch())).isInstanceOf(Reply.Absent.class);
  }

  private Ring putRingOf(String id) throws Exception {
    return cluster.put(cluster.plan(List.of(member(id, "127.0.0.1:1"))));
  }

  @Test
  void operationsThatBreakALimit_areRefusedAndHarmNoOther() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");
    LinkRequest.Builder broken =
        LinkRequest.newBuilder().setSince(ring.epoch()).setDeadlineMs(1_000).setGroup("users");

    CompletableFuture<Reply> unknown = link.send(broken.setId(1_001).setKey(KEY).build());
    CompletableFuture<Reply> keyless =
        link.send(
            broken.setId(1_002).clearKey().setGet(LinkRequest.Get.getDefaultInstance()).build());

    assertThat(reason(unknown)).isEqualTo(Reason.OPERATION_UNKNOWN);
    assertThat(reason(keyless)).isEqualTo(Reason.KEY_EMPTY);
    assertThat(link.ask(SET, 0, ring.epoch())).isInstanceOf(Reply.Stored.class);
  }

  @Test
  void manyOperationsOnOneStream_areEachAnsweredOnce() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");

    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      replies.add(link.send(i % 2 == 0 ? SET : GET, i % 4, ring.epoch(), TestLink.PATIENCE));
    }

    for (CompletableFuture<Reply> reply : replies) {
      assertThat(reply.get(10, TimeUnit.SECONDS))
          .isInstanceOfAny(Reply.Stored.class, Reply.Found.class, Reply.Absent.class);
    }
    assertThat(link.ended()).isNotDone();
  }

  @Test
  void aPartitionThatMoves_bringsItsEntriesAlong() throws Exception {
    StorageNode a = cluster.start("a");
    Ring alone = cluster.putRing("a");
    cluster.awaitAcknowledged(alone, "a");
    StorageNode b = cluster.start("b");
    RingDraft plan = cluster.plan(List.of(cluster.member("a"), cluster.member("b")));
    Keys keys = new Keys(plan.at(alone.revision() + 1_000), "b", 3_000);
    TestLink before = cluster.link(a);
    for (Keys.Key key : keys) {
      assertThat(before.ask(setOf(key, "v".repeat(1_000)), key, alone))
          .isInstanceOf(Reply.Stored.class);
    }

    Ring both = cluster.putRing("a", "b");
    cluster.awaitAcknowledged(both, "a", "b");

    TestLink link = cluster.link(b);
    Await.until("b has all", () -> ping(link).getTaking() == 0);
    assertThat(ping(before).getGiving()).isZero();
    for (Keys.Key key : keys) {
      assertThat(link.get(key, both))
          .isEqualTo(
              new Reply.Found(ByteString.copyFromUtf8("v".repeat(1_000)), Outcome.HIT, null));
    }
    HandoverStatistics handover =
        ReportGrpc.newBlockingStub(link.channel())
            .statistics(StatisticsRequest.getDefaultInstance())
            .getHandover();
    assertThat(handover.getTaken() + handover.getFetchHits()).isEqualTo(3_000);
  }

  private static Operation setOf(Keys.Key key, String value) {
    return new Operation.Set(Keys.GROUP, key.bytes(), ByteString.copyFromUtf8(value), 60_000);
  }

  private static PingReply ping(TestLink link) {
    return ProbeGrpc.newBlockingStub(link.channel()).ping(PingRequest.getDefaultInstance());
  }

  @Test
  void aPing_saysWhoItIsAndWhatItHasApplied() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");

    PingReply reply = ping(link);

    assertThat(reply.getNode()).isEqualTo("a");
    assertThat(reply.getInstance()).isEqualTo(cluster.member("a").instance());
    assertThat(reply.getEpoch()).isEqualTo(ring.epoch());
    assertThat(reply.getGiving()).isZero();
    assertThat(reply.getTaking()).isZero();
  }

  @Test
  void aFetch_isAnsweredFromMemoryForTheNewOwnerAlone() throws Exception {
    StorageNode a = cluster.start("a");
    Ring alone = cluster.putRing("a");
    cluster.awaitAcknowledged(alone, "a");
    TestLink link = cluster.link(a);
    Keys.Key key = new Keys(alone, "a", 1).first();
    assertThat(link.set(key, "v")).isInstanceOf(Reply.Stored.class);
    Ring moved = cluster.put(cluster.plan(List.of(member("b", "127.0.0.1:1"))));
    Await.until("a knows", () -> a.terms().epoch() == moved.epoch());

    FetchReply toOwner = fetch(link, "b", key, moved);
    FetchReply toAnother = fetch(link, "c", key, moved);

    assertThat(toOwner.getEntries(0).getValue().toStringUtf8()).isEqualTo("v");
    assertThat(toOwner.getEntries(0).getTtlLeftMs()).isBetween(1L, 600_000L);
    assertThat(toAnother.getEntries(0).getContentCase())
        .isEqualTo(FetchedEntry.ContentCase.CONTENT_NOT_SET);
  }

  private static FetchReply fetch(TestLink link, String from, Keys.Key key, Ring ring) {
    return PeerGrpc.newBlockingStub(link.channel())
        .fetch(
            FetchRequest.newBuilder()
                .setFrom(from)
                .setCluster("test")
                .setGroup(Keys.GROUP)
                .addKeys(
                    FetchKey.newBuilder()
                        .setTerm(
                            Term.newBuilder()
                                .setPartition(key.partition())
                                .setSince(ring.ownerOf(key.partition()).since()))
                        .setHash(key.hash())
                        .setKey(key.bytes()))
                .build());
  }

  @Test
  void aPartitionThatMoves_isTakenOverOnceThePredecessorIsFenced() throws Exception {
    StorageNode a = cluster.start("a");
    Ring alone = cluster.putRing("a");
    cluster.awaitAcknowledged(alone, "a");
    StorageNode b = cluster.start("b");

    Ring both = cluster.putRing("a", "b");
    cluster.awaitAcknowledged(both, "a", "b");

    int moved = partitionOf("b", both);
    assertThat(cluster.link(b).ask(DELETE, moved, both.epoch()))
        .isEqualTo(new Reply.Deleted(false));
    assertThat(cluster.link(a).ask(DELETE, moved, alone.epoch()))
        .isEqualTo(new Reply.StaleRing(both.epoch()));
    assertThat(cluster.link(a).ask(DELETE, partitionOf("a", both), alone.epoch()))
        .isEqualTo(new Reply.Deleted(false));
  }

  @Test
  void aFence_makesTheNodeApplyTheRingItCarries() throws Exception {
    StorageNode a = cluster.start("a");
    Ring alone = cluster.putRing("a");
    cluster.awaitAcknowledged(alone, "a");
    TestLink link = cluster.link(a);
    RingDraft unseen = cluster.plan(List.of(member("b", "127.0.0.1:1")));

    FenceReply reply =
        PeerGrpc.newBlockingStub(link.channel())
            .fence(
                FenceRequest.newBuilder()
                    .setCluster("test")
                    .setFrom("b")
                    .setRecord(RingCodec.encode(unseen))
                    .setRevision(alone.revision() + 5)
                    .build());

    assertThat(reply.getEpoch()).isEqualTo(alone.revision() + 5);
    assertThat(link.ask(DELETE, 0, alone.epoch()))
        .isEqualTo(new Reply.StaleRing(alone.revision() + 5));
  }

  @Test
  void aFenceWithAnOlderRing_isAnsweredWithTheEpochInForce() throws Exception {
    StorageNode a = cluster.start("a");
    Ring alone = cluster.putRing("a");
    cluster.awaitAcknowledged(alone, "a");
    TestLink link = cluster.link(a);

    FenceReply reply =
        PeerGrpc.newBlockingStub(link.channel())
            .fence(
                FenceRequest.newBuilder()
                    .setCluster("test")
                    .setRecord(RingCodec.encode(alone.draft()))
                    .setRevision(1)
                    .build());

    assertThat(reply.getEpoch()).isEqualTo(alone.epoch());
  }

  @Test
  void aFenceWithoutARing_isRefused() {
    TestLink link = cluster.link(cluster.start("a"));

    assertThatThrownBy(
            () ->
                PeerGrpc.newBlockingStub(link.channel())
                    .fence(
                        FenceRequest.newBuilder()
                            .setCluster("test")
                            .setRecord(ByteString.copyFromUtf8("no ring"))
                            .setRevision(1)
                            .build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
  }

  @Test
  void aPredecessorThatDied_isWaitedForAndThenDoneWithout() throws Exception {
    StorageNode a = cluster.start("a");
    cluster.awaitAcknowledged(cluster.putRing("a"), "a");
    TestLink link = cluster.link(cluster.start("b"));
    a.close();

    Ring without = cluster.putRing("b");

    assertThat(link.ask(DELETE, 0, without.epoch())).isEqualTo(new Reply.Deleted(false));
    cluster.awaitAcknowledged(without, "b");
  }

  @Test
  void aPredecessorThatIsRegisteredAndDoesNotAnswer_letsGetsPassAndNothingElse() throws Exception {
    LeasedKey hung = register(member("a", "127.0.0.1:1"));
    StorageNode b = cluster.start("b");
    cluster.awaitAcknowledged(cluster.putRing("a"), "b");
    TestLink link = cluster.link(b);

    Ring without = cluster.putRing("b");

    assertThat(link.ask(GET, 0, without.epoch()))
        .isEqualTo(new Reply.Absent(Outcome.MISS_LOADED, null));
    CompletableFuture<Reply> delete = link.send(DELETE, 0, without.epoch(), Duration.ofMillis(300));
    assertThat(reason(delete)).isEqualTo(Reason.OWNER_SLOW);
    assertThat(cluster.acknowledged("b")).isLessThan(without.epoch());

    hung.close();
    cluster.awaitAcknowledged(without, "b");
    assertThat(link.ask(DELETE, 0, without.epoch())).isEqualTo(new Reply.Deleted(false));
  }

  @Test
  void aGroupOfTheConfiguration_isPutIntoTheClusterIfItHasNoneOfThatName() {
    cluster.start("a");

    assertThat(cluster.read(cluster.keys.group("users")))
        .hasValueSatisfying(
            held ->
                assertThat(GroupCodec.decode("users", held.value())).isEqualTo(TestCluster.USERS));
  }

  @Test
  void aGroupThatTheClusterHas_winsOverTheConfiguration() throws Exception {
    GroupSpec narrow = users(3);
    cluster.putGroup(narrow);
    TestLink link = cluster.link(cluster.start("a"));
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");

    Reply reply = link.ask(set("users", "four"), 0, ring.epoch());

    assertThat(reason(CompletableFuture.completedFuture(reply))).isEqualTo(Reason.VALUE_TOO_LARGE);
  }

  @Test
  void groups_comeChangeAndGoWhileTheNodeRuns() throws Exception {
    TestLink link = cluster.link(cluster.start("a"));
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");
    Reply unknown = link.ask(set("orders", "tri"), 0, ring.epoch());
    assertThat(unknown)
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(Reason.GROUP_UNKNOWN);
              assertThat(failed.message()).contains("\"orders\"");
            });

    cluster.putGroup(new GroupSpec("orders", GroupSettings.defaults()));
    Await.until(
        "the group is there",
        () -> link.ask(set("orders", "four"), 0, ring.epoch()) instanceof Reply.Stored);

    cluster.putGroup(new GroupSpec("orders", users(3).settings()));
    Await.until(
        "the group is narrow",
        () -> link.ask(set("orders", "four"), 0, ring.epoch()) instanceof Reply.Failed);
    assertThat(link.ask(set("orders", "tri"), 0, ring.epoch())).isInstanceOf(Reply.Stored.class);
    assertThat(link.ask(SET, 0, ring.epoch())).isInstanceOf(Reply.Stored.class);
  }

  @Test
  void aGroupWithASource_readsThrough() throws Exception {
    String url = "jdbc:h2:mem:" + getClass().getName() + ";DB_CLOSE_DELAY=-1";
    try (Connection database = DriverManager.getConnection(url);
        Statement statement = database.createStatement()) {
      statement.execute("create table users (id varchar primary key, name varchar)");
      statement.execute("insert into users values ('k', 'v')");
    }
    GroupSpec spec = usersFrom("db", "select name from users where id = :key");
    NodeConfig config = withSource(new JdbcSection("db", url, "", "", 1), spec);
    TestLink link = cluster.link(cluster.start(config));
    Ring ring = cluster.putRing("a");
    cluster.awaitAcknowledged(ring, "a");

    assertThat(link.ask(GET, 0, ring.epoch()))
        .isEqualTo(new Reply.Found(VALUE, Outcome.MISS_LOADED, null));
    assertThat(link.ask(GET, 0, ring.epoch())).isEqualTo(new Reply.Found(VALUE, Outcome.HIT, null));
  }

  @Test
  void start_onABusyPort_failsAndLeavesNothingBehind() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostAndPort address = HostAndPort.fromParts("127.0.0.1", busy.getLocalPort());
      NodeConfig config = TestCluster.config("busy-port", address, Duration.ZERO);

      assertThatThrownBy(() -> cluster.start(config))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(address.toString());
    }

    assertThat(cluster.registered("busy-port")).isEmpty();
    assertNoThreadsOf("busy-port");
  }

  @Test
  void start_withASourceThatCannotBe_failsAndLeavesNothingBehind() {
    NodeConfig good = TestCluster.config("no-driver");
    ConnectionSettings impossible = new JdbcSection("db", "jdbc:nobody:", "", "", 1);
    NodeConfig config =
        new NodeConfig(good.node(), List.of(impossible), List.of(), TestCluster.LEASE);

    assertThatThrownBy(() -> cluster.start(config))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("\"db\"");

    assertNoThreadsOf("no-driver");
  }

  @Test
  void start_withoutACluster_failsAndLeavesNothingBehind() {
    InMemoryClusterStore closed = InMemoryClusterStore.start();
    closed.close();

    assertThatThrownBy(
            () -> StorageNode.start(TestCluster.config("no-store"), closed, cluster.keys))
        .isInstanceOf(ClusterStoreException.class);

    assertNoThreadsOf("no-store");
  }

  @Test
  void start_underAnIdThatRunsElsewhere_failsAfterTheLease() {
    LeasedKey other = register(member("twin", "127.0.0.1:1"));

    assertThatThrownBy(() -> cluster.start("twin"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("127.0.0.1:1");

    assertThat(other.held()).isTrue();
    assertNoThreadsOf("twin");
  }

  @Test
  void start_underAnIdThatRanElsewhereAMomentAgo_waitsForTheLease() throws Exception {
    LeasedKey other = register(member("a", "127.0.0.1:1"));
    CompletableFuture<Void> started = onAThread(() -> cluster.start("a"));
    Await.until(
        "the groups are seeded", () -> cluster.read(cluster.keys.group("users")).isPresent());

    other.close();

    started.get(10, TimeUnit.SECONDS);
    assertThat(cluster.member("a").address()).isNotEqualTo(HostAndPort.fromString("127.0.0.1:1"));
  }

  @Test
  void close_announcesItAndServesUntilTheRingHasMovedOnAndItsEntriesAreFetched() throws Exception {
    HostAndPort any = HostAndPort.fromParts("127.0.0.1", 0);
    StorageNode a = cluster.start(TestCluster.config("a", any, Duration.ofSeconds(10)));
    StorageNode b = cluster.start("b");
    Ring both = cluster.putRing("a", "b");
    cluster.awaitAcknowledged(both, "a", "b");
    TestLink link = cluster.link(a);
    Keys keys = new Keys(both, "a", 100);
    for (Keys.Key key : keys) {
      assertThat(link.set(key, "v")).isInstanceOf(Reply.Stored.class);
    }

    CompletableFuture<Void> closed = onAThread(a::close);
    Await.until("a says so", () -> cluster.member("a").intent() == Member.Intent.LEAVE);
    assertThat(link.get(keys.first(), both)).isInstanceOf(Reply.Found.class);
    assertThat(closed).isNotDone();
    Ring without = cluster.putRing("b");
    cluster.awaitAcknowledged(without, "b");

    closed.get(10, TimeUnit.SECONDS);
    assertThat(cluster.registered("a")).isEmpty();
    assertThat(link.ended().get(10, TimeUnit.SECONDS)).isEqualTo("completed");
    TestLink successor = cluster.link(b);
    for (Keys.Key key : keys) { // there is no source: who has it got it from a
      assertThat(successor.get(key, without))
          .isEqualTo(new Reply.Found(ByteString.copyFromUtf8("v"), Outcome.HIT, null));
    }
  }

  @Test
  void close_whenNobodyPlansAnotherRing_endsWithTheDrainTime() throws Exception {
    HostAndPort any = HostAndPort.fromParts("127.0.0.1", 0);
    StorageNode a = cluster.start(TestCluster.config("a", any, Duration.ofMillis(300)));
    cluster.start("b");
    cluster.awaitAcknowledged(cluster.putRing("a", "b"), "a", "b");

    onAThread(a::close).get(10, TimeUnit.SECONDS);

    assertThat(cluster.registered("a")).isEmpty();
  }

  @Test
  void close_ofTheLastNode_doesNotWaitForAnotherRing() throws Exception {
    HostAndPort any = HostAndPort.fromParts("127.0.0.1", 0);
    StorageNode only = cluster.start(TestCluster.config("a", any, Duration.ofMinutes(10)));
    cluster.awaitAcknowledged(cluster.putRing("a"), "a");

    onAThread(only::close).get(10, TimeUnit.SECONDS);

    assertThat(cluster.registered("a")).isEmpty();
  }

  @Test
  void close_twice_waitsForTheFirstAndLeavesNothingBehind() throws Exception {
    HostAndPort any = HostAndPort.fromParts("127.0.0.1", 0);
    StorageNode a = cluster.start(TestCluster.config("closes-twice", any, Duration.ofSeconds(10)));
    cluster.start("b");
    Ring both = cluster.putRing("closes-twice", "b");
    cluster.awaitAcknowledged(both, "closes-twice", "b");
    TestLink link = cluster.link(a);
    CompletableFuture<Void> first = onAThread(a::close);
    Await.until("it says so", () -> cluster.member("closes-twice").intent() == Member.Intent.LEAVE);

    CompletableFuture<Void> second = onAThread(a::close);
    assertThat(link.ask(GET, partitionOf("closes-twice", both), both.epoch()))
        .isInstanceOf(Reply.Absent.class);
    cluster.putRing("b");
    first.get(10, TimeUnit.SECONDS);
    second.get(10, TimeUnit.SECONDS);
    a.close();

    assertNoThreadsOf("closes-twice");
  }

  private static int partitionOf(String node, Ring ring) {
    for (int p = 0; p < ring.partitions(); p++) {
      if (ring.ownerOf(p).owner().equals(new NodeId(node))) {
        return p;
      }
    }
    throw new AssertionError(node + " owns nothing by " + ring);
  }

  private LeasedKey register(Member member) {
    return cluster.store.lease(
        cluster.keys.member(member.id().value()),
        MemberCodec.encode(member),
        TestCluster.LEASE,
        Claim.OVERWRITE,
        NOBODY);
  }

  private static Member member(String id, String address) {
    return new Member(
        new NodeId(id), HostAndPort.fromString(address), "", 1, 1, Member.Intent.STAY);
  }

  private static Operation set(String group, String value) {
    return new Operation.Set(group, KEY, ByteString.copyFromUtf8(value), 0);
  }

  private static GroupSpec users(long maxValueBytes) {
    GroupSettings d = GroupSettings.defaults();
    return new GroupSpec(
        "users",
        new GroupSettings(
            d.memoryBytes(),
            d.reservedBytes(),
            d.policy(),
            maxValueBytes,
            d.freshness(),
            d.loads(),
            Consistency.AVAILABLE,
            Optional.empty()));
  }

  private static GroupSpec usersFrom(String connection, String query) {
    return new GroupSpec(
        "users", GroupSettings.defaults().from(new SourceSettings(connection, query)));
  }

  private static NodeConfig withSource(ConnectionSettings source, GroupSpec spec) {
    NodeSettings node = TestCluster.config("a").node();
    return new NodeConfig(node, ImmutableList.of(source), List.of(spec), TestCluster.LEASE);
  }

  private static Reason reason(CompletableFuture<Reply> reply) throws Exception {
    return ((Reply.Failed) reply.get(10, TimeUnit.SECONDS)).reason();
  }

  private static CompletableFuture<Void> onAThread(Runnable task) {
    return CompletableFuture.runAsync(task, run -> new Thread(run).start());
  }

  /** A node's threads bear its id. */
  private static void assertNoThreadsOf(String id) {
    Await.until(
        "no thread of " + id + " is left",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith(id)));
  }
}
