package io.cashew.node.term;

import com.google.common.collect.ImmutableMap;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fences the predecessors of what this node has got (rule R2): asks each, until it answers that it
 * has applied the ring, or until it is confirmed gone.
 *
 * <p>Gone means: for a margin, the members, as the cluster store tells them, have lacked it, or the
 * ring has listed it as expelled. Where nobody listens at its address, a fifth of the margin will
 * do. A watch may have died without a word (rule R17), so the store is asked once more before a
 * node counts as gone; a store that says nothing confirms nothing. Threads: everything on the
 * control thread.
 */
public final class Fences {
  private static final Logger log = LoggerFactory.getLogger(Fences.class);
  private static final Duration RETRY = Duration.ofMillis(50);

  private final TermTable terms;
  private final FenceCalls calls;
  private final Registrations registrations;
  private final Timers control;
  private final Ticker ticker;
  private final Duration margin;
  private final Set<NodeId> asking = new HashSet<>();

  /** Since when we know that a node that we asked in vain is out. */
  private final Map<RingNode, Long> outSince = new HashMap<>();

  /** Null: not known yet. */
  private @Nullable Map<NodeId, Member> members;

  /** How the fence reaches another node. */
  @FunctionalInterface
  public interface FenceCalls {
    /**
     * Tells a predecessor of the ring and asks for the epoch it has applied then. Ends within a
     * second or so; fails if the node cannot be reached, with {@link NobodyListens} if that is why.
     */
    CompletableFuture<Long> fence(RingNode predecessor, Ring ring);
  }

  /** Asks the cluster store itself. */
  @FunctionalInterface
  public interface Registrations {
    /** Whether a node is registered at its address now: a linearizable read. */
    CompletableFuture<Boolean> isRegistered(RingNode node);
  }

  /**
   * Begins with nothing to fence.
   *
   * @param margin how long a node must be missing to count as gone
   */
  public Fences(
      TermTable terms,
      FenceCalls calls,
      Registrations registrations,
      Timers control,
      Ticker ticker,
      Duration margin) {
    this.terms = terms;
    this.calls = calls;
    this.registrations = registrations;
    this.control = control;
    this.ticker = ticker;
    this.margin = margin;
    terms.onChange(
        changed -> {
          forgetReturned();
          askAll();
        });
  }

  /** The members, as the cluster store has them now. */
  public void onMembers(Map<NodeId, Member> registered) {
    members = registered;
    forgetReturned();
    askAll();
  }

  private void askAll() {
    terms.current().predecessorNodes().values().forEach(this::ask);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // answered() is the end of the chain
  private void ask(RingNode predecessor) {
    Ring ring = terms.current().ring().orElse(null);
    if (ring == null || !asking.add(predecessor.id())) {
      return;
    }
    fence(predecessor, ring)
        .whenComplete(
            (epoch, failure) -> control.soon(() -> answered(predecessor, epoch, failure)));
  }

  private CompletableFuture<Long> fence(RingNode predecessor, Ring ring) {
    try {
      return calls.fence(predecessor, ring);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e); // and is asked again as one that did not answer
    }
  }

  private void answered(RingNode predecessor, @Nullable Long epoch, @Nullable Throwable failure) {
    if (failure == null && epoch != null) {
      terms.fenced(predecessor.id(), epoch);
    } else if (isGone(predecessor, failure)) {
      confirm(predecessor, terms.current().epoch());
      return;
    }
    goOn(predecessor);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // confirmed() is the end of the chain
  private void confirm(RingNode predecessor, long epoch) {
    if (isExpelled(predecessor)) {
      confirmed(predecessor, epoch, false);
      return;
    }
    registrations
        .isRegistered(predecessor)
        .whenComplete(
            (registered, failure) ->
                control.soon(() -> confirmed(predecessor, epoch, failure != null || registered)));
  }

  private void confirmed(RingNode predecessor, long epoch, boolean mayBeThere) {
    if (mayBeThere) {
      outSince.remove(predecessor);
    } else if (epoch == terms.current().epoch()) {
      log.info("{} is gone: its partitions are taken over without its word", predecessor.id());
      terms.gone(predecessor.id());
    }
    goOn(predecessor);
  }

  private void goOn(RingNode predecessor) {
    if (terms.current().unfencedPredecessors().contains(predecessor.id())) {
      control.after(RETRY, () -> askAgain(predecessor.id()));
    } else {
      asking.remove(predecessor.id());
    }
  }

  private void askAgain(NodeId predecessor) {
    asking.remove(predecessor);
    ImmutableMap<NodeId, RingNode> unfenced = terms.current().predecessorNodes();
    RingNode node = unfenced.get(predecessor);
    if (node != null) {
      ask(node);
    }
  }

  /** Rule R2: out for the margin; a node whose process is no more can do nothing on its own. */
  private boolean isGone(RingNode asked, @Nullable Throwable failure) {
    RingNode node = terms.current().predecessorNodes().getOrDefault(asked.id(), asked);
    if (!isOut(node)) {
      return false;
    }
    long now = ticker.nanos();
    long since = outSince.computeIfAbsent(node, found -> now);
    Duration wait = failure instanceof NobodyListens ? margin.dividedBy(5) : margin;
    return now - since >= wait.toNanos();
  }

  private void forgetReturned() {
    outSince.keySet().removeIf(node -> !isOut(node));
  }

  private boolean isOut(RingNode node) {
    return isExpelled(node) || (members != null && !isRegistered(node, members));
  }

  private boolean isExpelled(RingNode node) {
    return terms
        .current()
        .ring()
        .flatMap(ring -> ring.node(node.id()))
        .filter(listed -> listed.address().equals(node.address()))
        .filter(listed -> listed.state() == RingNode.State.EXPELLED)
        .isPresent();
  }

  /** One that came back at another address is another process: the one to be fenced is gone. */
  private static boolean isRegistered(RingNode node, Map<NodeId, Member> members) {
    Member member = members.get(node.id());
    return member != null && member.address().equals(node.address());
  }
}
