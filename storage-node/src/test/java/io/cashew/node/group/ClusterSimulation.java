package io.cashew.node.group;

import static java.util.stream.Collectors.toMap;

import com.google.protobuf.ByteString;
import io.cashew.group.GroupSpec;
import io.cashew.hash.HashSpec;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.FunctionSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.term.Fences;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ownership;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.ring.RingPlan;
import io.cashew.ring.Rings;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Three storage nodes, made of the real terms, fences, gates, groups, loads and memory; around them
 * scripted routers, clients, a database, a cluster store and a network, on a clock that stands
 * still. The same seed gives the same run.
 *
 * <p>Nodes join, leave, crash and restart; rings, fences, requests and replies are late, out of
 * order or lost. Checked is what Cashew promises: a get that starts after a delete (or set) was
 * acknowledged never finds a value older than what that followed.
 */
final class ClusterSimulation {
  /** What is broken on purpose, to show that the check notices. */
  enum Defect {
    NONE,
    /** Predecessors are taken to be fenced without being asked (rule R2). */
    NO_FENCE,
    /** Rings follow each other without acknowledgements (rule R3). */
    NO_ACKNOWLEDGEMENT,
    /** Nodes that have left are not waited for, although they still serve (rule R3). */
    NO_ACKNOWLEDGEMENT_OF_LEAVERS,
    /** A node that restarts begins with the ring it had when it crashed (rule R11). */
    NO_LEARNING
  }

  private static final int PARTITIONS = 4; // and one key in each
  private static final int ROUTERS = 3;
  private static final Duration LENGTH = Duration.ofSeconds(2);

  /** A node that is alive has heard of a ring before anybody can take it to be gone. */
  private static final int LONGEST_NODE_LAG = 250;

  private static final int LONGEST_ROUTER_LAG = 600;
  private static final Duration FENCE_TIMEOUT = Duration.ofMillis(150);
  private static final Duration MARGIN = Duration.ofMillis(120);
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final SplittableRandom random;
  private final Defect defect;
  private final FakeTime time = new FakeTime();
  private final Map<NodeId, Node> nodes = new TreeMap<>();
  private final List<Router> routers = new ArrayList<>();
  private final TreeSet<NodeId> registered = new TreeSet<>();
  private final long[] database = new long[PARTITIONS];
  private final long[] acknowledged = new long[PARTITIONS];
  private final List<String> violations = new ArrayList<>();
  private Ring ring;

  int ringChanges;
  int crashes;
  int hits;
  int changesAcknowledged;

  ClusterSimulation(long seed, Defect defect) {
    this.random = new SplittableRandom(seed);
    this.defect = defect;
    for (String name : List.of("a", "b", "c")) {
      NodeId id = new NodeId(name);
      registered.add(id);
      nodes.put(id, new Node(id));
    }
    ring = RingPlan.first(HashSpec.of(PARTITIONS, 0), members().values(), "test", "first", 0).at(1);
    nodes.values().forEach(node -> node.start(ring));
    for (int i = 0; i < ROUTERS; i++) {
      routers.add(new Router());
    }
  }

  /** Runs to the end and says what was found that should not have been. */
  List<String> run() {
    for (int key = 0; key < PARTITIONS; key++) {
      write(key);
    }
    read();
    changeMembers();
    plan();
    time.advance(LENGTH);
    return violations;
  }

  /** Tells two runs apart. */
  String trace() {
    return "%d rings, %d crashes, %d hits, %d changes, ring %s"
        .formatted(ringChanges, crashes, hits, changesAcknowledged, ring);
  }

  // Clients

  private void write(int key) {
    long written = ++database[key];
    if (random.nextInt(4) == 0) {
      set(key, written);
    } else {
      delete(key, written);
    }
  }

  private void delete(int key, long written) {
    anyRouter()
        .send(
            new Operation.Delete(TestNode.GROUP, name(key)),
            key,
            reply -> {
              if (reply instanceof Reply.Deleted) {
                acknowledge(key, written);
                later(0, 40, () -> write(key));
              } else {
                later(0, 20, () -> delete(key, written));
              }
            });
  }

  private void set(int key, long written) {
    anyRouter()
        .send(
            new Operation.Set(TestNode.GROUP, name(key), value(written), Operation.GROUP_TTL),
            key,
            reply -> {
              if (reply instanceof Reply.Stored) {
                acknowledge(key, written);
                later(0, 40, () -> write(key));
              } else { // it may be done yet: only after that is there a before and an after
                time.after(QUIET, () -> write(key));
              }
            });
  }

  private void acknowledge(int key, long written) {
    changesAcknowledged++;
    acknowledged[key] = Math.max(acknowledged[key], written);
  }

  private void read() {
    int key = random.nextInt(PARTITIONS);
    long floor = acknowledged[key];
    anyRouter()
        .send(
            new Operation.Get(TestNode.GROUP, name(key), Want.VALUE),
            key,
            reply -> {
              if (reply instanceof Reply.Found found) {
                hits++;
                long version = Long.parseLong(found.value().toStringUtf8());
                if (version < floor) {
                  violations.add(
                      "at %d ms key %d: %s %d, although %d was acknowledged before the get"
                          .formatted(
                              time.nanos() / 1_000_000, key, found.outcome(), version, floor));
                }
              }
            });
    later(0, 4, this::read);
  }

  private Router anyRouter() {
    return routers.get(random.nextInt(ROUTERS));
  }

  // The cluster store and whoever plans rings

  private void changeMembers() {
    Node node = List.copyOf(nodes.values()).get(random.nextInt(nodes.size()));
    boolean mayGo = registered.size() > 1 && registered.contains(node.id);
    switch (random.nextInt(4)) {
      case 0 -> {
        if (mayGo && node.life.isAlive) {
          crash(node);
        }
      }
      case 1, 2 -> {
        if (mayGo) {
          registered.remove(node.id);
        }
      }
      default -> {
        if (node.life.isAlive) {
          registered.add(node.id);
        }
      }
    }
    tellMembers();
    later(1, random.nextInt(3) == 0 ? 120 : 20, this::changeMembers); // often in quick succession
  }

  private void crash(Node node) {
    crashes++;
    node.life.isAlive = false;
    Ring lastRing = node.life.parts.table.current().ring().orElseThrow();
    later(
        20,
        200,
        () -> {
          if (!node.life.isAlive) {
            registered.remove(node.id); // the lease has ended
            tellMembers();
          }
        });
    later(
        20,
        400,
        () -> {
          node.start(defect == Defect.NO_LEARNING ? lastRing : ring);
          registered.add(node.id);
          tellMembers();
        });
  }

  private void tellMembers() {
    for (Node node : nodes.values()) {
      Life life = node.life;
      later(0, 30, () -> life.control.soon(() -> life.fences.onMembers(members())));
    }
  }

  private void plan() {
    boolean settled = nodes.values().stream().allMatch(this::mayBePassed);
    if (settled || defect == Defect.NO_ACKNOWLEDGEMENT) {
      RingPlan.next(ring, members().values(), "test", "members", 0)
          .ifPresent(draft -> publish(draft.at(ring.revision() + 1)));
    }
    later(1, 20, this::plan);
  }

  /** Whether rule R3 lets a further ring be written as far as this node is concerned. */
  private boolean mayBePassed(Node node) {
    if (node.acknowledged >= ring.epoch()) {
      return true;
    }
    boolean isRemovedNow = ring.shares().containsKey(node.id) && !registered.contains(node.id);
    boolean counts =
        defect == Defect.NO_ACKNOWLEDGEMENT_OF_LEAVERS
            ? registered.contains(node.id)
            : registered.contains(node.id) || node.life.isAlive;
    return isRemovedNow || !counts;
  }

  private void publish(Ring next) {
    ringChanges++;
    ring = next;
    for (Node node : nodes.values()) {
      Life life = node.life;
      lag(30, LONGEST_NODE_LAG, () -> life.apply(next));
    }
    for (Router router : routers) {
      lag(30, LONGEST_ROUTER_LAG, () -> router.learn(next));
    }
  }

  private Map<NodeId, Member> members() {
    return registered.stream().collect(toMap(id -> id, id -> Rings.member(id.value())));
  }

  // The network, the database, chance

  private void send(Runnable message) {
    if (random.nextInt(20) == 0) {
      later(20, 100, message);
    } else {
      later(0, 5, message);
    }
  }

  /** Mostly soon, at times as late as can be. */
  private void lag(int usual, int longest, Runnable task) {
    later(0, random.nextInt(4) == 0 ? longest : usual, task);
  }

  private void later(int fromMillis, int toMillis, Runnable task) {
    time.after(
        Duration.ofNanos(random.nextLong(fromMillis * 1_000_000L, toMillis * 1_000_000L)), task);
  }

  private CompletableFuture<Loaded> load(LoadRequest request) {
    int key = Integer.parseInt(request.key().toStringUtf8());
    CompletableFuture<Loaded> answer = new CompletableFuture<>();
    switch (random.nextInt(20)) {
      case 0 -> answer.completeExceptionally(new IllegalStateException("no connection"));
      case 1 -> {} // hangs
      case 2, 3, 4, 5 -> answer.complete(Loaded.Present.of(value(database[key])));
      default ->
          later(
              0,
              20,
              () -> {
                Loaded read = Loaded.Present.of(value(database[key]));
                later(0, random.nextInt(10) == 0 ? 150 : 20, () -> answer.complete(read));
              });
    }
    return answer;
  }

  private static ByteString name(int key) {
    return TestNode.bytes(Integer.toString(key));
  }

  private static ByteString value(long version) {
    return TestNode.bytes(Long.toString(version));
  }

  /** A node through all its lives. */
  private final class Node {
    private final NodeId id;
    private long acknowledged;
    private Life life;

    Node(NodeId id) {
      this.id = id;
    }

    void start(Ring firstRing) {
      life = new Life(this);
      acknowledged = 0;
      life.begin(firstRing);
    }
  }

  /** A process, from start to crash. What it put off is not run when it is dead. */
  private final class Life implements Timers {
    private final Control control = new Control(this);
    private final TestNode parts;
    private final Fences fences;
    private boolean isAlive = true;

    Life(Node owner) {
      DataSource source = new FunctionSource(ClusterSimulation.this::load);
      GroupSpec spec =
          new GroupSpec(
              TestNode.GROUP,
              TestNode.settings(s -> s.loadTimeout(Duration.ofMillis(150)).loadConcurrency(8)));
      parts = new TestNode(owner.id, source, this, time, spec);
      parts.ringWanted = () -> send(() -> apply(ring));
      fences = new Fences(parts.table, this::fence, control, time, MARGIN);
      parts.table.onChange(
          terms -> owner.acknowledged = Math.max(owner.acknowledged, terms.settledEpoch()));
    }

    void begin(Ring firstRing) {
      parts.table.apply(firstRing);
      fences.onMembers(members());
    }

    void apply(Ring news) {
      control.soon(() -> parts.table.apply(news));
    }

    private CompletableFuture<Long> fence(RingNode predecessor, Ring news) {
      if (defect == Defect.NO_FENCE) {
        return CompletableFuture.completedFuture(news.epoch());
      }
      CompletableFuture<Long> answer = new CompletableFuture<>();
      after(
          FENCE_TIMEOUT,
          () -> answer.completeExceptionally(new IllegalStateException("no answer")));
      if (random.nextInt(3) != 0) {
        send(() -> nodes.get(predecessor.id()).life.beFenced(news, answer));
      }
      return answer;
    }

    private void beFenced(Ring news, CompletableFuture<Long> answer) {
      if (!isAlive) {
        send(() -> answer.completeExceptionally(new IllegalStateException("refused")));
        return;
      }
      control.soon(
          () -> {
            parts.table.apply(news);
            long epoch = parts.table.current().epoch();
            send(() -> answer.complete(epoch));
          });
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      return time.after(
          delay,
          () -> {
            if (isAlive) {
              task.run();
            }
          });
    }
  }

  /** A life's control thread: a little late, and in order. */
  private final class Control implements Timers {
    private final Life life;
    private long last;

    Control(Life life) {
      this.life = life;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      long due = time.nanos() + delay.toNanos() + random.nextLong(2_000_000);
      last = Math.max(last, due);
      return life.after(Duration.ofNanos((delay.isZero() ? last : due) - time.nanos()), task);
    }
  }

  /** A proxy: it lags behind the ring, and refreshes it when it is told that it does. */
  private final class Router {
    private Ring known = ring;

    void learn(Ring news) {
      if (news.epoch() > known.epoch()) {
        known = news;
      }
    }

    void send(Operation operation, int key, Consumer<Reply> client) {
      Call call = new Call(operation, key, client);
      time.after(PATIENCE, () -> call.end(new Reply.Failed(Reason.OWNER_SLOW, "too late")));
      attempt(call);
    }

    private void attempt(Call call) {
      Ownership term = known.ownerOf(call.key);
      RoutedOperation routed =
          new RoutedOperation(call.operation, call.key, term.since(), call.key);
      long patience = call.deadline - time.nanos();
      ClusterSimulation.this.send(
          () -> {
            Life life = nodes.get(term.owner()).life;
            if (!life.isAlive) {
              ClusterSimulation.this.send(
                  () -> call.end(new Reply.Failed(Reason.OWNER_UNREACHABLE, "refused")));
              return;
            }
            life.parts.gatekeeper.handle(
                routed,
                time.nanos() + patience,
                reply -> ClusterSimulation.this.send(() -> answered(call, reply)));
          });
    }

    private void answered(Call call, Reply reply) {
      if (reply instanceof Reply.StaleRing && call.deadline > time.nanos()) {
        ClusterSimulation.this.send(
            () -> {
              learn(ring);
              attempt(call);
            });
      } else {
        call.end(reply);
      }
    }
  }

  /** What a client waits for. Ends once. */
  private final class Call {
    private final Operation operation;
    private final int key;
    private final Consumer<Reply> client;
    private final long deadline = time.nanos() + PATIENCE.toNanos();
    private boolean over;

    Call(Operation operation, int key, Consumer<Reply> client) {
      this.operation = operation;
      this.key = key;
      this.client = client;
    }

    void end(Reply reply) {
      if (!over) {
        over = true;
        client.accept(reply);
      }
    }
  }
}
