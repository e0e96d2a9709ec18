package io.cashew.proxy.admin;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.FormerRings;
import io.cashew.cluster.IntentFeed;
import io.cashew.cluster.StoredIntent;
import io.cashew.proxy.coordinator.Incarnation;
import io.cashew.ring.Epoch;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingGoal;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingNode;
import io.cashew.ring.RingPlan;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What operators want of the ring: put into the cluster store, where the coordinator finds it.
 * Futures fail with {@link CashewException}. Thread-safe.
 */
public final class RingWishes {
  /** How often somebody else may be faster. */
  private static final int ATTEMPTS = 5;

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final ClusterView view;
  private final FormerRings history;
  private final Incarnation incarnation;

  public RingWishes(
      ClusterStore store, ClusterKeys keys, ClusterView view, Incarnation incarnation) {
    this.store = store;
    this.keys = keys;
    this.view = view;
    this.history = new FormerRings(store, keys);
    this.incarnation = incarnation;
  }

  /** A plan, and what it was made from. */
  record Planned(Ring ring, RingGoal goal, RingPlan plan) {}

  /** What would have to move if a wish were added to those there are. */
  CompletableFuture<Planned> plan(RingWish wish) {
    return former(wish)
        .thenCombine(
            IntentFeed.read(store, keys),
            (former, stored) -> planned(wish.addTo(stored.intent(), view.members(), former)));
  }

  /** Adds a wish to those there are. */
  CompletableFuture<Planned> apply(RingWish wish) {
    return former(wish).thenCompose(former -> put(wish, former, ATTEMPTS));
  }

  private CompletableFuture<Planned> put(RingWish wish, ImmutableList<Ring> former, int attempts) {
    return IntentFeed.read(store, keys)
        .thenCompose(
            stored -> {
              RingIntent wishes = wish.addTo(stored.intent(), view.members(), former);
              Planned planned = planned(wishes);
              return wishes.equals(stored.intent())
                  ? CompletableFuture.completedFuture(planned)
                  : replace(stored, wishes)
                      .thenCompose(
                          done ->
                              done
                                  ? CompletableFuture.completedFuture(planned)
                                  : again(wish, former, attempts - 1));
            });
  }

  private CompletableFuture<Boolean> replace(StoredIntent stored, RingIntent wishes) {
    return IntentFeed.replace(store, keys, stored, wishes).thenApply(put -> put.isPresent());
  }

  private CompletableFuture<Planned> again(
      RingWish wish, ImmutableList<Ring> former, int attempts) {
    return attempts > 0
        ? put(wish, former, attempts)
        : CompletableFuture.failedFuture(
            new CashewException(
                Reason.STORE_DOWN, "others change the wishes for the ring all the time"));
  }

  private CompletableFuture<ImmutableList<Ring>> former(RingWish wish) {
    return wish.rollbackTo().isPresent()
        ? history.list()
        : CompletableFuture.completedFuture(ImmutableList.of());
  }

  /** What still has to move, as far as this proxy knows. */
  int movesLeft(Ring ring) {
    return planned(ring, view.intent()).plan.movesLeft();
  }

  private Planned planned(RingIntent wishes) {
    return planned(ring(), wishes);
  }

  private Planned planned(Ring ring, RingIntent wishes) {
    ImmutableSortedMap<NodeId, Member> fit =
        ImmutableSortedMap.copyOf(Maps.filterKeys(view.members(), id -> !isExpelled(ring, id)));
    RingGoal goal = new RingGoal(fit, ImmutableSortedSet.of(), wishes);
    return new Planned(ring, goal, RingPlan.of(ring, goal));
  }

  static boolean isExpelled(Ring ring, NodeId id) {
    return ring.node(id).filter(node -> node.state() == RingNode.State.EXPELLED).isPresent();
  }

  /** The ring as it was before each of its last changes, oldest first. */
  CompletableFuture<ImmutableList<Ring>> history() {
    return history.list();
  }

  /**
   * Puts this proxy's ring under the next incarnation.
   *
   * @param applied epochs that nodes have applied
   */
  CompletableFuture<Ring> raiseIncarnation(Map<NodeId, Long> applied) {
    Ring ring;
    try {
      ring = ring();
      applied.forEach((node, epoch) -> checkNotNewer(node, epoch, ring));
    } catch (CashewException e) {
      return CompletableFuture.failedFuture(e);
    }
    return incarnation
        .raise(ring)
        .thenApply(
            raised ->
                raised.orElseThrow(
                    () ->
                        new CashewException(
                            Reason.STORE_DOWN, "somebody put another ring at the same moment")));
  }

  private void checkNotNewer(NodeId node, long epoch, Ring ring) {
    if (epoch > ring.epoch()) {
      throw new CashewException(
          Reason.RING_WISH,
          "node %s has applied ring %s, and proxy %s knows only %s: ask a proxy that knows that one"
              .formatted(node, Epoch.toText(epoch), view.proxy(), Epoch.toText(ring.epoch())));
    }
  }

  private Ring ring() {
    return view.ring()
        .orElseThrow(() -> new CashewException(Reason.NO_RING, "this proxy has no ring yet"));
  }
}
