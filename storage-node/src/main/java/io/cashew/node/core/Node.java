package io.cashew.node.core;

import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Part;
import io.cashew.node.group.Gatekeeper;
import io.cashew.node.group.GroupOpener;
import io.cashew.node.group.Groups;
import io.cashew.node.store.Stores;
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
import io.cashew.time.Timers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * All that a storage node decides. Whoever runs one brings it rings, members and groups as the
 * cluster store tells them, operations and the calls of other nodes, and a clock.
 *
 * <p>Threads: {@link #handle}, {@link #observe}, {@link #fence} and what only tells from any;
 * everything else on the control thread of the {@link Surroundings}.
 */
public final class Node implements Part {
  private final NodeTraits traits;
  private final Stores stores;
  private final Timers control;
  private final ClusterView cluster;
  private final TermTable terms;
  private final Fences fences;
  private final PauseGuard guard;
  private final Groups groups;
  private final Gatekeeper gatekeeper;
  private final AtomicBoolean readingRing = new AtomicBoolean();

  /**
   * A node that knows nothing yet: it serves from memory once it has {@linkplain #learn learned}.
   */
  public Node(NodeTraits traits, Surroundings around) {
    this.traits = traits;
    this.stores = around.stores();
    this.control = around.control();
    this.cluster = around.cluster();
    this.terms = new TermTable(traits.id());
    WaitingRoom waitingRoom = new WaitingRoom(around.timers(), around.ticker());
    terms.onChange(changed -> waitingRoom.callAll());
    this.fences = new Fences(terms, around.peers(), control, around.ticker(), traits.margin());
    this.guard =
        new PauseGuard(terms, traits.longestGap(), cluster::readRing, control, around.ticker());
    this.groups =
        new Groups(
            new GroupOpener(
                traits.id().value(),
                stores,
                around.sources(),
                terms,
                around.timers(),
                around.ticker()),
            stores.reservableBytes());
    this.gatekeeper = new Gatekeeper(terms, groups, waitingRoom, around.ticker(), this::wantRing);
  }

  public NodeId id() {
    return traits.id();
  }

  /** Begins to watch for sleeps of the process. Once, before it learns. */
  public void watchTheClock() {
    guard.beat();
  }

  /**
   * This is the ring that stands in the cluster store, read since this node was made; empty if
   * there is none (rule R11). Once.
   */
  public void learn(Optional<Ring> ring) {
    ring.ifPresent(terms::apply);
    guard.begin();
  }

  /** Applies a ring that the cluster store told of; nothing if it is not newer than the last. */
  public void apply(Ring ring) {
    terms.apply(ring);
  }

  /** These are the members now. */
  public void applyMembers(Map<NodeId, Member> members) {
    fences.onMembers(members);
  }

  /** These are the cluster's groups now. */
  public void applyGroups(Map<String, GroupSpec> specs) {
    groups.apply(specs);
  }

  /** Tells a listener of every change of the terms, after it was made, on the control thread. */
  public void onTerms(Consumer<Terms> listener) {
    terms.onChange(listener);
  }

  /** What the node owns at this moment. */
  public Terms terms() {
    return terms.current();
  }

  /** Groups and what they hold, for people who ask. */
  public Groups groups() {
    return groups;
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
