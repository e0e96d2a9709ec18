package io.cashew.node.handover;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import io.cashew.node.group.Groups;
import io.cashew.node.load.Heritage;
import io.cashew.node.term.Standing;
import io.cashew.node.term.Terms;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The side that gets: opens a window for each partition that comes with a previous owner, has the
 * entries streamed, and closes the window when that is done, when it has been open for long, when
 * the previous owner is gone, or when the partition moves on.
 *
 * <p>A window begins when the ring is applied, while nothing can be changed yet, and opens when the
 * previous owner has been fenced by its own word. Threads: all on the control thread, except {@link
 * #heritage} and the counts.
 */
public final class Takeovers {
  private static final long NOT_LEARNED = Long.MAX_VALUE;

  private final Ticker ticker;
  private final Fetches fetches;
  private final Windows windows;
  private final Streams streams;
  private long learned = NOT_LEARNED;
  private long flushesKnown; // all that were acknowledged before the ring of this epoch
  private long[] known = new long[0]; // by partition; since when it is ours, as of the last terms
  private Map<NodeId, Member> members = Map.of();

  /**
   * No windows yet.
   *
   * @param bytesPerSecond what streams may bring, all together
   */
  public Takeovers(Peers peers, Timers control, Timers timers, Ticker ticker, long bytesPerSecond) {
    this.ticker = ticker;
    this.fetches =
        new Fetches(peers, timers, ticker, donor -> control.soon(() -> refusedBy(donor)));
    this.windows = new Windows(fetches, ticker);
    this.streams = new Streams(peers, windows, this::refusedBy, control, ticker, bytesPerSecond);
  }

  /** What loads ask. */
  public Heritage heritage() {
    return windows;
  }

  /** Where what is streamed goes. Once, before there are terms. */
  public void into(Groups groups) {
    streams.into(groups);
  }

  /** The process began with the ring of this epoch (rule R12). */
  public void learned(long epoch) {
    learned = epoch;
  }

  /** These are the members now. */
  public void onMembers(Map<NodeId, Member> registered) {
    members = registered;
  }

  /** All flushes are known here that were acknowledged before the ring of this epoch. */
  public void onFlushesRead(long epoch, Terms terms) {
    flushesKnown = Math.max(flushesKnown, epoch);
    terms.ring().ifPresent(ring -> openFenced(terms, ring));
  }

  /** These are the terms now. */
  public void onTerms(Terms terms) {
    Ring ring = terms.ring().orElse(null);
    if (ring == null) {
      return;
    }
    closeLost(terms);
    beginNew(terms, ring);
    openFenced(terms, ring);
  }

  private void closeLost(Terms terms) {
    for (Window window : windows.all()) {
      if (terms.since(window.term().partition()) != window.term().since()) {
        windows.close(window);
      }
    }
  }

  private void beginNew(Terms terms, Ring ring) {
    long[] before = known;
    known = new long[ring.partitions()];
    for (int p = 0; p < known.length; p++) {
      known[p] = terms.since(p);
      boolean isNew = known[p] != 0 && (p >= before.length || before[p] != known[p]);
      if (isNew) {
        windows.took(p, known.length);
      }
      if (isNew && isOfThisLife(known[p]) && ring.placement(p).previous().isPresent()) {
        windows.begin(new Term(p, known[p]), known.length);
      }
    }
  }

  /** Rule R12: of terms that began before this process, nobody knows what was changed in them. */
  private boolean isOfThisLife(long since) {
    return since > learned;
  }

  private void openFenced(Terms terms, Ring ring) {
    ListMultimap<RingNode, Window> opened =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    for (Window window : windows.all()) {
      Term term = window.term();
      boolean fenced = terms.standing(term.partition(), term.since()) != Standing.UNFENCED;
      if (fenced && knowsFlushesBefore(term) && window.donor() == null) {
        Optional<RingNode> donor = terms.fencedPredecessor(term.partition()).flatMap(ring::node);
        if (donor.isPresent()) {
          window.open(donor.get());
          opened.put(donor.get(), window);
        } else {
          windows.close(window); // it is gone
        }
      }
    }
    opened.asMap().forEach(streams::begin);
  }

  /** Before that, something might be inherited that was flushed without this node being told. */
  private boolean knowsFlushesBefore(Term term) {
    return term.since() <= flushesKnown;
  }

  /** Nobody listens where a previous owner was: if it has left, it will not be back. */
  private void refusedBy(RingNode donor) {
    @Nullable Member member = members.get(donor.id());
    if (member == null || !member.address().equals(donor.address())) {
      for (Window window : windows.all()) {
        if (donor.equals(window.donor())) {
          windows.close(window);
        }
      }
    }
  }

  /** To be called every now and then: closes what has been open for long. */
  public void tick() {
    long now = ticker.nanos();
    for (Window window : windows.all()) {
      if (window.isOver(now)) {
        windows.close(window);
      }
    }
  }

  /** Partitions got whose entries may still come from the previous owner. Any thread. */
  public int taking() {
    return windows.count();
  }

  /** Entries that streams brought and that were kept. Any thread. */
  public long taken() {
    return streams.taken();
  }

  /** Misses that a previous owner could answer. Any thread. */
  public long fetchHits() {
    return fetches.hits();
  }

  /** Misses that it could not, or not in time. Any thread. */
  public long fetchMisses() {
    return fetches.misses();
  }
}
