package io.cashew.node.core;

import com.google.common.collect.ImmutableMap;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.group.Flushes;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.SourceSettings;
import io.cashew.node.handover.HandedBatch;
import io.cashew.node.handover.Handout;
import io.cashew.node.handover.Peers;
import io.cashew.node.handover.Term;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.SlowLog;
import io.cashew.node.load.Wanted;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.ScriptedSource;
import io.cashew.node.source.SourceConnection;
import io.cashew.node.source.Sources;
import io.cashew.node.store.Inspection;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Stores;
import io.cashew.node.term.NobodyListens;
import io.cashew.node.term.RingHistory;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.operation.RoutedOperation.Role;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes a, b and c on one clock that stands still, with one source. Their calls reach each other at
 * once, unless the test holds them up. At first, a owns partition 0.
 */
final class TestCluster {
  static final String GROUP = "users";
  static final Duration LEASE = Duration.ofSeconds(5);
  static final long RATE = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  final FakeTime time = new FakeTime();
  final ScriptedSource source = new ScriptedSource();
  final RingHistory history = RingHistory.beginning("a", "b");
  final Map<String, Node> nodes = new HashMap<>();
  final List<Fetch> fetches = new ArrayList<>();
  final List<Stream> streams = new ArrayList<>();
  private final List<CompletableFuture<Void>> fences = new ArrayList<>();
  Delivery fetching = Delivery.AT_ONCE;
  Delivery streaming = Delivery.AT_ONCE;
  Delivery fencing = Delivery.AT_ONCE;
  boolean leaseConfirmed = true;
  boolean storeIsOutOfReach;

  /** What the store says was flushed; nodes hear of it when they are told. */
  Map<String, Flushes> flushes = Map.of();

  /** What the nodes' clocks have gone on while all timers stood still. */
  long slept;

  GroupSettings settings = GroupSettings.defaults().from(new SourceSettings("db", ""));
  private Ring ring = history.current();

  /** What becomes of calls between nodes. */
  enum Delivery {
    AT_ONCE,
    WHEN_TOLD,
    REFUSED
  }

  TestCluster() {
    start("a");
    start("b");
    start("c");
  }

  long nanos() {
    return time.nanos() + slept;
  }

  /** Starts a node, or starts it anew: it learns the ring that stands. */
  Node start(String id) {
    Stores stores = new Stores(MemoryPlan.of(16 << 20, 1), this::nanos, 1);
    Sources sources = new Sources(ImmutableMap.of("db", new OneSource(source)));
    Node node =
        new Node(
            new NodeTraits(new NodeId(id), LEASE, RATE),
            new Surroundings(
                time,
                time,
                this::nanos,
                stores,
                sources,
                new Network(id),
                new View(),
                () -> 0,
                new SlowLog(Duration.ZERO, this::nanos)));
    nodes.put(id, node);
    node.beat();
    node.applyGroups(Map.of(GROUP, new GroupSpec(GROUP, settings)));
    node.learn(Optional.of(ring));
    node.applyMembers(members("a", "b", "c"));
    return node;
  }

  void changeGroup(UnaryOperator<GroupSettings> change) {
    settings = change.apply(settings);
    nodes.values().forEach(node -> node.applyGroups(Map.of(GROUP, new GroupSpec(GROUP, settings))));
  }

  /** A node hears of the group as it is. */
  void changeGroupAt(String id) {
    node(id).applyGroups(Map.of(GROUP, new GroupSpec(GROUP, settings)));
  }

  static GroupSettings with(GroupSettings s, Duration ttl, Consistency consistency) {
    return new GroupSettings(
        s.memoryBytes(),
        s.reservedBytes(),
        s.policy(),
        s.maxValueBytes(),
        Freshness.exactly(ttl, s.freshness().negativeTtl()),
        s.loads(),
        consistency,
        s.source());
  }

  static Map<NodeId, Member> members(String... ids) {
    return Arrays.stream(ids)
        .map(
            id ->
                new Member(
                    new NodeId(id), HostAndPort.fromParts(id, 7400), "", 1, 1, Member.Intent.STAY))
        .collect(Collectors.toMap(Member::id, member -> member));
  }

  /** Partition 0 moves, and all nodes hear of it, who gets it last. */
  void move(String to) {
    ring = history.move(0, to);
    nodes.forEach(
        (id, node) -> {
          if (!id.equals(to)) {
            node.apply(ring);
          }
        });
    node(to).apply(ring);
    time.advance(Duration.ZERO);
  }

  /** Fences that were held up arrive. */
  void deliverFences() {
    fences.forEach(told -> told.complete(null));
    time.advance(Duration.ZERO);
  }

  Ring ring() {
    return ring;
  }

  Node node(String id) {
    return nodes.get(id);
  }

  /** Keys of partition 0. */
  List<ByteString> keys(int count) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> ByteString.copyFromUtf8("key-" + i))
        .filter(key -> partition(key) == 0)
        .limit(count)
        .toList();
  }

  long hash(ByteString key) {
    return ring.keyHash().hash(GROUP, key);
  }

  private int partition(ByteString key) {
    return ring.keyHash().partition(GROUP, key, hash(key));
  }

  Asked get(String node, ByteString key) {
    return ask(node, new Operation.Get(GROUP, key, Want.VALUE));
  }

  Asked set(String node, ByteString key, String value) {
    return set(node, key, value, Operation.GROUP_TTL);
  }

  Asked set(String node, ByteString key, String value, long ttlMillis) {
    return ask(node, new Operation.Set(GROUP, key, ByteString.copyFromUtf8(value), ttlMillis));
  }

  Asked delete(String node, ByteString key) {
    return ask(node, new Operation.Delete(GROUP, key));
  }

  /** Asks a node to stand in, as a proxy with the newest ring does. */
  Asked standIn(String node, ByteString key) {
    return standIn(node, key, ring.ownerOf(partition(key)).since());
  }

  Asked standIn(String node, ByteString key, long since) {
    return ask(node, new Operation.Get(GROUP, key, Want.VALUE), since, Role.STAND_IN);
  }

  /** Asks as a proxy with the newest ring does. */
  Asked ask(String node, Operation operation) {
    long since = ring.ownerOf(partition(operation.key())).since();
    return ask(node, operation, since, Role.OWNER);
  }

  private Asked ask(String node, Operation operation, long since, Role role) {
    Asked asked = new Asked();
    node(node)
        .handle(
            new RoutedOperation(
                operation, partition(operation.key()), since, hash(operation.key()), role),
            nanos() + PATIENCE.toNanos(),
            asked.replies::add);
    return asked;
  }

  Optional<Inspection> inspect(String node, ByteString key) {
    return node(node).groups().inspect(GROUP, hash(key), key);
  }

  /** What was answered to one operation. */
  static final class Asked {
    private final List<Reply> replies = new ArrayList<>();

    boolean isAnswered() {
      return !replies.isEmpty();
    }

    /** The value found and how, or the reply in short. */
    String text() {
      if (replies.size() != 1) {
        return replies.size() + " replies";
      }
      Reply reply = replies.get(0);
      if (reply instanceof Reply.Found found) {
        return found.value().toStringUtf8() + " " + found.outcome();
      }
      if (reply instanceof Reply.Absent absent) {
        return "absent " + absent.outcome();
      }
      if (reply instanceof Reply.Deleted deleted && deleted.previous() != null) {
        return "Deleted " + deleted.previous().toStringUtf8();
      }
      if (reply instanceof Reply.Touched touched && touched.value() != null) {
        return "Touched " + touched.value().toStringUtf8();
      }
      return reply instanceof Reply.Failed failed
          ? failed.reason().name()
          : reply.getClass().getSimpleName();
    }
  }

  /** A fetch that one node sent another. */
  final class Fetch {
    private final String asker;
    private final String donor;
    private final String group;
    private final Wanted wanted;
    private final CompletableFuture<Optional<Inherited>> answer = new CompletableFuture<>();

    Fetch(String asker, String donor, String group, Wanted wanted) {
      this.asker = asker;
      this.donor = donor;
      this.group = group;
      this.wanted = wanted;
    }

    /** Has the other node look, now. */
    Optional<Inherited> look() {
      return node(donor).fetch(new NodeId(asker), group, wanted);
    }

    void answer(Optional<Inherited> found) {
      answer.complete(found);
    }

    void deliver() {
      answer(look());
    }
  }

  /** A handover's stream. */
  final class Stream implements Peers.Transfer {
    final List<Term> terms;
    private final String asker;
    private final String donor;
    private final Peers.Receiver receiver;
    private Handout handout;
    final List<HandedBatch> sent = new ArrayList<>();
    int requested;
    boolean cancelled;

    Stream(String asker, String donor, List<Term> terms, Peers.Receiver receiver) {
      this.asker = asker;
      this.donor = donor;
      this.terms = terms;
      this.receiver = receiver;
    }

    @Override
    public void request() {
      requested++;
      if (streaming == Delivery.AT_ONCE) {
        send();
      }
    }

    /** Sends the next batch that is not empty, or ends. */
    void send() {
      put(pull());
    }

    Optional<HandedBatch> pull() {
      if (handout == null) {
        handout = node(donor).handOver(new NodeId(asker), terms);
      }
      Optional<HandedBatch> next = handout.next();
      while (next.isPresent() && next.get().entries().isEmpty()) {
        next = handout.next();
      }
      return next;
    }

    void put(Optional<HandedBatch> next) {
      if (next.isPresent()) {
        sent.add(next.get());
        receiver.received(next.get());
      } else {
        receiver.completed();
      }
    }

    void fail(RuntimeException failure) {
      receiver.failed(failure);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final class Network implements Peers {
    private final String self;

    Network(String self) {
      this.self = self;
    }

    @Override
    public CompletableFuture<Long> fence(RingNode predecessor, Ring news) {
      return switch (fencing) {
        case AT_ONCE -> node(predecessor.id().value()).fence(news);
        case WHEN_TOLD -> {
          CompletableFuture<Void> told = new CompletableFuture<>();
          fences.add(told);
          yield told.thenCompose(go -> node(predecessor.id().value()).fence(news));
        }
        case REFUSED -> CompletableFuture.failedFuture(refusal());
      };
    }

    @Override
    public CompletableFuture<Optional<Inherited>> fetch(
        RingNode donor, String group, Wanted wanted) {
      Fetch fetch = new Fetch(self, donor.id().value(), group, wanted);
      fetches.add(fetch);
      switch (fetching) {
        case AT_ONCE -> fetch.deliver();
        case WHEN_TOLD -> {}
        case REFUSED -> fetch.answer.completeExceptionally(refusal());
      }
      return fetch.answer;
    }

    @Override
    public Transfer handOver(RingNode donor, List<Term> terms, Receiver receiver) {
      Stream stream = new Stream(self, donor.id().value(), terms, receiver);
      streams.add(stream);
      if (streaming == Delivery.REFUSED) {
        receiver.failed(refusal());
      }
      return stream;
    }

    private NobodyListens refusal() {
      return new NobodyListens("refused", new IllegalStateException("refused"));
    }

    @Override
    public void keepOnly(Set<HostAndPort> addresses) {}
  }

  private final class View implements ClusterView {
    @Override
    public CompletableFuture<Optional<Ring>> readRing() {
      return storeIsOutOfReach
          ? CompletableFuture.failedFuture(new IllegalStateException("out of reach"))
          : CompletableFuture.completedFuture(Optional.of(ring));
    }

    @Override
    public CompletableFuture<? extends Map<String, Flushes>> readFlushes() {
      return storeIsOutOfReach
          ? CompletableFuture.failedFuture(new IllegalStateException("out of reach"))
          : CompletableFuture.completedFuture(flushes);
    }

    @Override
    public CompletableFuture<Boolean> isRegistered(RingNode node) {
      return CompletableFuture.completedFuture(false);
    }

    @Override
    public boolean isLeaseConfirmed() {
      return leaseConfirmed;
    }
  }

  private record OneSource(DataSource source) implements SourceConnection {
    @Override
    public DataSource source(SourceSettings settings, long maxValueBytes) {
      return source;
    }

    @Override
    public void close() {}
  }
}
