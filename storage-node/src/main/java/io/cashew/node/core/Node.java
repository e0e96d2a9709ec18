package io.cashew.node.core;

import com.google.common.net.HostAndPort;
import io.cashew.group.Consistency;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Part;
import io.cashew.node.group.Audits;
import io.cashew.node.group.Gatekeeper;
import io.cashew.node.group.GroupOpener;
import io.cashew.node.group.Groups;
import io.cashew.node.handover.Donor;
import io.cashew.node.handover.Handout;
import io.cashew.node.handover.HandoverStatistics;
import io.cashew.node.handover.Peers;
import io.cashew.node.handover.Takeovers;
import io.cashew.node.handover.Term;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Instruments;
import io.cashew.node.load.SlowLog;
import io.cashew.node.load.Wanted;
import io.cashew.node.store.Stores;
import io.cashew.node.term.Assurance;
import io.cashew.node.term.Fences;
import io.cashew.node.term.PauseGuard;
import io.cashew.node.term.TermTable;
import io.cashew.node.term.Terms;
import io.cashew.node.term.WaitingRoom;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a storage node decides. Whoever runs one brings it rings, members and groups as the
 * cluster store tells them, operations and the calls of other nodes, and a clock.
 *
 * <p>Threads: {@link #handle}, {@link #observe}, the calls of other nodes and what only tells from
 * any; everything else on the control thread of the {@link Surroundings}.
 */
public final class Node implements Part {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final NodeTraits traits;
  private final Stores stores;
  private final SlowLog slowLog;
  private final Timers control;
  private final Peers peers;
  private final ClusterView cluster;
  private final TermTable terms;
  private final WaitingRoom waitingRoom;
  private final Fences fences;
  private final PauseGuard guard;
  private final Assurance assurance;
  private final Takeovers takeovers;
  private final Groups groups;
  private final Donor donor;
  private final Gatekeeper gatekeeper;
  private final Audits audits;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean readingRing = new AtomicBoolean();
  private Map<NodeId, Member> members = Map.of(); // control thread
  private boolean strict; // whether a group is; control thread
  private boolean assured; // control thread

  /**
   * A node that knows nothing yet: it serves from memory once it has {@linkplain #learn learned}.
   */
  public Node(NodeTraits traits, Surroundings around) {
    Timers timers = around.timers();
    Ticker ticker = around.ticker();
    this.traits = traits;
    this.stores = around.stores();
    this.slowLog = around.slowLog();
    this.control = around.control();
    this.peers = around.peers();
    this.cluster = around.cluster();
    this.terms = new TermTable(traits.id());
    this.assurance =
        new Assurance(
            terms, cluster::isLeaseConfirmed, cluster::readRing, control, ticker, traits.margin());
    this.takeovers = new Takeovers(peers, control, timers, ticker, traits.handoverBytesPerSecond());
    GroupOpener opener =
        new GroupOpener(
            traits.id().value(),
            stores,
            around.sources(),
            terms,
            assurance::isGiven,
            takeovers.heritage(),
            new Instruments(timers, ticker, around.random(), around.slowLog()));
    this.groups = new Groups(opener, stores.reservableBytes());
    this.donor = new Donor(traits.id(), terms, groups, ticker, this::tell);
    this.waitingRoom = new WaitingRoom(timers, ticker);
    takeovers.into(groups);
    terms.onChange(takeovers::onTerms); // first: windows begin before anything can be changed
    terms.onChange(donor::onTerms);
    terms.onChange(changed -> waitingRoom.callAll());
    terms.onChange(changed -> forgetConnections());
    terms.onChange(new FlushReading(cluster::readFlushes, this::onFlushesRead, control)::onTerms);
    this.fences = new Fences(terms, peers, cluster::isRegistered, control, ticker, traits.margin());
    this.guard = new PauseGuard(terms, traits.longestGap(), cluster::readRing, control, ticker);
    this.gatekeeper = new Gatekeeper(terms, groups, waitingRoom, ticker, this::wantRing, slowLog);
    this.audits = new Audits(terms, groups, ticker, around.random());
  }

  public NodeId id() {
    return traits.id();
  }

  /**
   * Looks at the clock, at the ring if it must and at what has been going on for long: now and
   * every {@link PauseGuard#BEAT} from now on. To be begun once, before the node learns.
   */
  public void beat() {
    control.after(PauseGuard.BEAT, this::beat); // first: should this beat fail, there is another
    guard.beat();
    takeovers.tick();
    donor.tick();
    if (strict) {
      assure();
    }
  }

  /** Changes of strict groups wait for it. */
  private void assure() {
    assurance.renew();
    boolean before = assured;
    assured = assurance.isGiven();
    if (assured && !before) {
      waitingRoom.callAll();
    }
  }

  /**
   * This is the ring that stands in the cluster store, read since this node was made; empty if
   * there is none (rules R11 and R12). Once.
   */
  public void learn(Optional<Ring> ring) {
    ring.ifPresent(terms::apply);
    takeovers.learned(terms.current().epoch());
    guard.begin();
  }

  /** Applies a ring that the cluster store told of; nothing if it is not newer than the last. */
  public void apply(Ring ring) {
    terms.apply(ring);
  }

  /** These are the members now. */
  public void applyMembers(Map<NodeId, Member> registered) {
    members = registered;
    takeovers.onMembers(registered);
    fences.onMembers(registered);
    forgetConnections();
  }

  private void forgetConnections() {
    Set<HostAndPort> addresses = new HashSet<>();
    members.values().forEach(member -> addresses.add(member.address()));
    terms
        .current()
        .ring()
        .ifPresent(ring -> ring.nodes().forEach(node -> addresses.add(node.address())));
    peers.keepOnly(addresses);
  }

  /** These are the cluster's groups now. */
  public void applyGroups(Map<String, GroupSpec> specs) {
    groups.apply(specs);
    strict =
        specs.values().stream()
            .anyMatch(spec -> spec.settings().consistency() == Consistency.STRICT);
    if (strict) {
      assure();
    }
  }

  /** These are the groups' flushes now, of dropped groups too. */
  public void applyFlushes(Map<String, Flushes> flushes) {
    flushes.forEach(groups::flush);
  }

  private void onFlushesRead(Map<String, Flushes> flushes, long epoch) {
    applyFlushes(flushes);
    takeovers.onFlushesRead(epoch, terms.current());
  }

  /**
   * A proxy tells of a group's flushes, and of the epoch it knows. Any thread; answered when what
   * this node had missed of them is carried out.
   */
  public CompletableFuture<Flushed> flush(String group, Flushes flushes, long epoch) {
    CompletableFuture<Flushed> answer = new CompletableFuture<>();
    control.soon(
        () -> {
          long generation = groups.flush(group, flushes);
          Terms now = terms.current();
          if (now.epoch() < epoch) {
            wantRing();
          }
          answer.complete(new Flushed(generation, now.settledEpoch()));
        });
    return answer;
  }

  /**
   * How far a node is.
   *
   * @param generation the last of the group's flushes that it has carried out
   * @param settledEpoch the epoch it has applied if it has fenced all it must under it, else 0
   */
  public record Flushed(long generation, long settledEpoch) {}

  /** Tells a listener of every change of the terms, after it was made, on the control thread. */
  public void onTerms(Consumer<Terms> listener) {
    terms.onChange(listener);
  }

  /** Tells a listener, on any thread, whenever there may be less to give to others. */
  public void onGiven(Runnable listener) {
    listeners.add(listener);
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        log.error("node {}: who listens to what it gives failed", id(), e);
      }
    }
  }

  /** What the node owns at this moment. */
  public Terms terms() {
    return terms.current();
  }

  /** Groups and what they hold, for people who ask. */
  public Groups groups() {
    return groups;
  }

  /** What was slow lately. */
  public SlowLog slowLog() {
    return slowLog;
  }

  /** Compares memory with the sources, for people who ask. */
  public Audits audits() {
    return audits;
  }

  /** The memory that the groups share. */
  public Stores stores() {
    return stores;
  }

  /** Something arrived at this time: what comes of it happens after any sleep before it. */
  public void observe(long nanos) {
    guard.observe(nanos);
  }

  /**
   * Brings near what gets of a group will read of memory: see {@link
   * io.cashew.node.store.Store#approach}. Any thread.
   */
  public int approach(String group, long[] hashes, int count) {
    return groups.approach(group, hashes, count);
  }

  /**
   * Does what a proxy asks; the reply comes once, by the deadline. Does not throw, unless taking
   * the reply does.
   *
   * @param deadline nanoseconds of the node's ticker
   */
  public void handle(RoutedOperation routed, long deadline, Consumer<? super Reply> replies) {
    gatekeeper.handle(routed, deadline, replies);
  }

  /**
   * A new owner's fence: applies the ring it brings unless a newer one is in force.
   *
   * @return the epoch applied then (rule R2)
   */
  public CompletableFuture<Long> fence(Ring ring) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    control.soon(
        () -> {
          terms.apply(ring);
          answer.complete(terms.current().epoch());
        });
    return answer;
  }

  /** What this node has in memory of a key whose partition the one that asks got from it. */
  public Optional<Inherited> fetch(NodeId asker, String group, Wanted wanted) {
    return donor.fetch(asker, group, wanted);
  }

  /**
   * All that this node has in memory of partitions that the one that asks got from it.
   *
   * @throws IllegalStateException if the node has no ring yet
   */
  public Handout handOver(NodeId asker, List<Term> lost) {
    return donor.handOver(asker, lost);
  }

  /** Handovers, of this process. */
  public HandoverStatistics handovers() {
    return new HandoverStatistics(
        donor.giving(),
        takeovers.taking(),
        donor.given(),
        takeovers.taken(),
        takeovers.fetchHits(),
        takeovers.fetchMisses());
  }

  /** How often this process slept, and had to read the ring again (rule R11). */
  public long sleeps() {
    return guard.sleeps();
  }

  /** Asks the store for the ring, once for all who want it at the same time. Returns at once. */
  @SuppressWarnings("FutureReturnValueIgnored") // the task on the control thread is the end
  private void wantRing() {
    if (readingRing.compareAndSet(false, true)) {
      cluster
          .readRing()
          .whenComplete(
              (ring, failure) -> {
                readingRing.set(false);
                if (failure == null) {
                  ring.ifPresent(read -> control.soon(() -> terms.apply(read)));
                }
              });
    }
  }

  /** Lets go of the sources; the entries go with the node. */
  @Override
  public void close() {
    groups.close();
  }
}
