package io.cashew.node;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.cluster.AckCodec;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeaseListener;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.GroupCodec;
import io.cashew.cluster.MapFeed;
import io.cashew.cluster.MemberCodec;
import io.cashew.cluster.RingFeed;
import io.cashew.cluster.Versioned;
import io.cashew.config.NodeSettings;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSpec;
import io.cashew.health.StoreWatch;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.lifecycle.StartException;
import io.cashew.node.core.ClusterView;
import io.cashew.node.core.Node;
import io.cashew.node.term.Terms;
import io.cashew.ring.Epoch;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's place in the cluster: it learns ring, members and groups from the cluster store,
 * registers itself, and acknowledges the rings it has applied.
 *
 * <p>Threads: {@link #learn}, {@link #join} and {@link #leave} block and belong to whoever starts
 * and stops the node; what the store tells is handed to the control thread.
 */
final class Membership implements ClusterView, Part {
  private static final Logger log = LoggerFactory.getLogger(Membership.class);
  private static final Duration STORE_TIMEOUT = Duration.ofSeconds(10);

  /** How long proxies may take to hear of a ring before the node it took out stops answering. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final NodeConfig config;
  private final NodeId self;
  private final ClusterStore store;
  private final ClusterKeys keys;
  private final Timers control;
  private final StoreWatch contact;
  private final Parts parts = new Parts();
  private final CountDownLatch groupsKnown = new CountDownLatch(1);
  private volatile ImmutableSortedMap<NodeId, Member> members = ImmutableSortedMap.of();
  private volatile @Nullable Member member;
  private volatile @Nullable LeasedKey registration;
  private volatile @Nullable Node node;
  private final RingFeed rings;

  @GuardedBy("this")
  private @Nullable LeasedKey ack;

  /**
   * Follows the ring from now on, for a node that comes with {@link #learn}.
   *
   * @param contact told whether the store confirms the node's registration
   */
  Membership(
      NodeConfig config, ClusterStore store, ClusterKeys keys, Timers control, StoreWatch contact) {
    this.contact = contact;
    this.config = config;
    this.self = new NodeId(config.node().id());
    this.store = store;
    this.keys = keys;
    this.control = control;
    this.rings = new RingFeed(store, keys, ring -> control.soon(() -> onRing(ring)));
    parts.add(rings);
  }

  @Override
  public CompletableFuture<Optional<Ring>> readRing() {
    return rings.read();
  }

  @Override
  public CompletableFuture<? extends Map<String, Flushes>> readFlushes() {
    return MapFeed.readFlushes(store, keys);
  }

  @Override
  public CompletableFuture<Boolean> isRegistered(RingNode other) {
    return store
        .read(keys.member(other.id().value()))
        .thenApply(
            stored ->
                stored
                    .map(found -> MemberCodec.decode(other.id(), found.value()))
                    .filter(found -> found.address().equals(other.address()))
                    .isPresent());
  }

  @Override
  public boolean isLeaseConfirmed() {
    LeasedKey mine = registration;
    return mine != null && mine.held();
  }

  private void onRing(Ring ring) {
    Node told = node;
    if (told != null) { // else it is about to read the ring
      told.apply(ring);
    }
  }

  /**
   * Has the node learn the groups and the ring (rule R11). To be done before anything can be asked
   * of it.
   */
  void learn(Node learner) {
    node = learner; // before the ring is read: whatever comes after that is told
    learner.onTerms(this::onTerms);
    control.soon(learner::beat);
    config.groups().forEach(this::seed);
    parts.add(
        MapFeed.flushes(store, keys, flushes -> control.soon(() -> learner.applyFlushes(flushes))));
    parts.add(
        MapFeed.groups(
            store,
            keys,
            specs ->
                control.soon(
                    () -> {
                      learner.applyGroups(specs);
                      groupsKnown.countDown();
                    })));
    Optional<Ring> ring = await(rings.read());
    runOnControl(() -> learner.learn(ring));
    awaitGroups();
  }

  /** Registers; proxies and other nodes will come to this address. */
  void join(Node joining, HostAndPort address, long instance) {
    parts.add(
        MapFeed.members(
            store,
            keys,
            registered -> {
              members = registered;
              control.soon(() -> joining.applyMembers(registered));
            }));
    refuseIfTaken(address);
    register(joining, address, instance);
  }

  /** Groups in a node's configuration are a first suggestion: what the cluster has wins. */
  private void seed(GroupSpec spec) {
    OptionalLong put =
        await(store.compareAndPut(keys.group(spec.name()), 0, GroupCodec.encode(spec)));
    if (put.isPresent()) {
      log.info("group {} was not in the cluster and is now", spec.name());
      return;
    }
    Optional<Versioned> present = await(store.read(keys.group(spec.name())));
    if (present.isPresent() && GroupCodec.isDropped(present.get().value())) {
      log.warn(
          "group {} was dropped and stays so, although this node's configuration has it: 'cashew groups"
              + " create' brings it back",
          spec.name());
    } else if (present.isPresent()
        && !GroupCodec.decode(spec.name(), present.get().value()).equals(spec)) {
      log.warn(
          "group {} is set differently in the cluster than in this node's configuration: the cluster's"
              + " settings are in force",
          spec.name());
    }
  }

  private void awaitGroups() {
    if (!Uninterruptibles.awaitUninterruptibly(groupsKnown, STORE_TIMEOUT)) {
      throw new ClusterStoreException(
          "the cluster store did not tell the groups within %d s"
              .formatted(STORE_TIMEOUT.toSeconds()));
    }
  }

  /**
   * Two nodes with one id would fight over it. One at the same address is our own past: its port is
   * ours now. One at another address may have died a moment ago: its lease is waited for.
   */
  private void refuseIfTaken(HostAndPort address) {
    long patience = config.lease().plusSeconds(2).toNanos();
    long start = System.nanoTime();
    Optional<Member> other = registered(address);
    while (other.isPresent() && System.nanoTime() - start < patience) {
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(200));
      other = registered(address);
    }
    if (other.isPresent()) {
      throw new StartException(
          "a node named %s is already registered, at %s: give this one another id, or stop that one"
              .formatted(self, other.get().address()));
    }
  }

  private Optional<Member> registered(HostAndPort ownAddress) {
    return await(store.read(keys.member(self.value())))
        .map(stored -> MemberCodec.decode(self, stored.value()))
        .filter(member -> !member.address().equals(ownAddress));
  }

  private synchronized void register(Node joining, HostAndPort address, long instance) {
    NodeSettings node = config.node();
    Member mine =
        new Member(self, address, node.zone(), node.weight(), instance, Member.Intent.STAY);
    member = mine;
    CompletableFuture<Void> held = new CompletableFuture<>();
    ack =
        store.lease(
            keys.ack(self.value()),
            AckCodec.encode(joining.terms().settledEpoch()),
            config.lease(),
            Claim.OVERWRITE,
            new Announced("its acknowledgement", () -> {}, () -> {}));
    registration =
        store.lease(
            keys.member(self.value()),
            MemberCodec.encode(mine),
            config.lease(),
            Claim.OVERWRITE,
            new Announced(
                "its registration",
                () -> {
                  contact.onHeld();
                  held.complete(null);
                },
                contact::onLost));
    await(held);
  }

  private void onTerms(Terms changed) {
    long settled = changed.settledEpoch();
    synchronized (this) {
      if (ack != null && settled > 0) {
        ack.update(AckCodec.encode(settled));
      }
    }
  }

  /**
   * Says that the node is about to leave, waits until the ring gives it nothing and the new owners
   * have fetched what it has, at most for the time given, and a moment more for its proxies to hear
   * of that; then deregisters.
   */
  void leave(Node leaver, Duration patience) {
    boolean others = members.keySet().stream().anyMatch(id -> !id.equals(self));
    boolean handsOver = others && !leaver.terms().isEmpty();
    if (!patience.isZero() && handsOver) {
      announceLeave();
      awaitSuccessors(leaver, patience);
    }
    LeasedKey mine = registration;
    if (mine != null) {
      mine.close(); // without the lock: terms go on changing meanwhile
    }
  }

  private void announceLeave() {
    Member mine = member;
    LeasedKey key = registration;
    if (mine != null && key != null) {
      key.update(MemberCodec.encode(mine.leaving()));
      log.info("node {} leaves when its partitions have found new owners", self);
    }
  }

  private void awaitSuccessors(Node leaver, Duration patience) {
    CountDownLatch relieved = new CountDownLatch(1);
    Runnable look =
        () -> {
          if (leaver.terms().isEmpty() && leaver.handovers().giving() == 0) {
            relieved.countDown();
          }
        };
    leaver.onGiven(look); // before looking: whatever comes from now on is noticed
    look.run();
    if (Uninterruptibles.awaitUninterruptibly(relieved, patience)) {
      Uninterruptibles.sleepUninterruptibly(LINGER.compareTo(patience) < 0 ? LINGER : patience);
    } else {
      log.warn(
          "node {} stops after {} s: the ring {} still counts on it, or not all it has was fetched;"
              + " what is missing is loaded anew",
          self,
          patience.toSeconds(),
          Epoch.toText(leaver.terms().epoch()));
    }
  }

  @Override
  public void close() {
    LeasedKey mine = registration;
    if (mine != null) {
      mine.close();
    }
    synchronized (this) {
      if (ack != null) {
        ack.close();
      }
    }
    parts.close();
  }

  private void runOnControl(Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    control.soon(
        () -> {
          task.run();
          done.complete(null);
        });
    await(done);
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(STORE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ClusterStoreException(
          "the cluster store did not answer within %d s".formatted(STORE_TIMEOUT.toSeconds()), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", e);
    }
  }

  /** Logs when a leased key is there and when it is lost. */
  private final class Announced implements LeaseListener {
    private final String what;
    private final Runnable held;
    private final Runnable lost;

    Announced(String what, Runnable held, Runnable lost) {
      this.what = what;
      this.held = held;
      this.lost = lost;
    }

    @Override
    public void onHeld() {
      log.debug("node {} holds {}", self, what);
      held.run();
    }

    @Override
    public void onLost() {
      lost.run();
      log.warn("node {} lost {}; it will be back as soon as the store is", self, what);
    }
  }
}
