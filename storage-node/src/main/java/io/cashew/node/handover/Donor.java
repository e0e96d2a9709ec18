package io.cashew.node.handover;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.node.group.Groups;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.node.store.Lookup;
import io.cashew.node.term.TermTable;
import io.cashew.node.term.Terms;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ownership;
import io.cashew.ring.Placement;
import io.cashew.ring.Ring;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The side that gives: looks in memory for the new owners of what this node has lost, by the ring
 * that it has applied itself.
 *
 * <p>What was given stays in memory: nobody can be served it any more (rules R1 and R4), a stream
 * that breaks can begin anew, and the room goes to others as soon as they need it. Thread-safe;
 * {@link #onTerms} and {@link #tick} belong to the control thread.
 */
public final class Donor {
  private static final long NOT_OURS = 0;

  private final NodeId self;
  private final TermTable table;
  private final Groups groups;
  private final Ticker ticker;
  private final Runnable given;
  private final LongAdder entries = new LongAdder();
  private Terms before; // control thread

  /**
   * Partitions lost whose new owners have not fetched everything yet: their terms there, and when.
   */
  @GuardedBy("this")
  private final Map<Term, Long> giving = new HashMap<>();

  /**
   * Gives nothing yet.
   *
   * @param given told, on any thread, that there is less to give than before
   */
  public Donor(NodeId self, TermTable table, Groups groups, Ticker ticker, Runnable given) {
    this.self = self;
    this.table = table;
    this.groups = groups;
    this.ticker = ticker;
    this.given = given;
    this.before = table.current();
  }

  /**
   * What is in memory of a key of a partition that another node has got from this one: a peek (rule
   * R13).
   */
  public Optional<Inherited> fetch(NodeId asker, String group, Wanted wanted) {
    long since = formerSince(asker, wanted.partition(), wanted.since());
    return since == NOT_OURS ? Optional.empty() : peek(group, wanted.hash(), wanted.key(), since);
  }

  /** Rule R4: what is older than the term in which the node had the partition is void. */
  Optional<Inherited> peek(String group, long hash, ByteString key, long formerSince) {
    long generation = groups.generation(group); // first: a flush may come before the look
    Lookup found = groups.peek(group, hash, key, formerSince);
    return found instanceof Lookup.Hit hit
        ? Optional.of(
            new Inherited(hit.content(), Duration.ofNanos(hit.ttlLeftNanos()), generation))
        : Optional.empty();
  }

  /**
   * Begins to give all there is of partitions that another node has got from this one; of others,
   * nothing.
   *
   * @throws IllegalStateException if the node has no ring yet
   */
  public Handout handOver(NodeId asker, List<Term> terms) {
    Ring ring = table.current().ring().orElseThrow(() -> new IllegalStateException("no ring yet"));
    Map<Integer, Long> formerSince = new HashMap<>();
    List<Term> granted = new ArrayList<>();
    for (Term term : terms) {
      long since = formerSince(asker, term.partition(), term.since());
      if (since != NOT_OURS) {
        formerSince.put(term.partition(), since);
        granted.add(term);
      }
    }
    return new Handout(this, groups.walks(), ring.keyHash(), formerSince, granted, ticker);
  }

  /**
   * Since when this node had a partition that it lost to the one that asks, by the ring it has
   * applied; {@link #NOT_OURS} if that says otherwise.
   */
  private long formerSince(NodeId asker, int partition, long since) {
    Ring ring = table.current().ring().orElse(null);
    if (ring == null || partition < 0 || partition >= ring.partitions()) {
      return NOT_OURS;
    }
    Placement placement = ring.placement(partition);
    return placement.ownership().equals(new Ownership(asker, since))
        ? placement.previous().filter(this::isOurs).map(Ownership::since).orElse(NOT_OURS)
        : NOT_OURS;
  }

  private boolean isOurs(Ownership previous) {
    return previous.owner().equals(self);
  }

  /** These are the terms now. */
  public void onTerms(Terms terms) {
    Ring ring = terms.ring().orElse(null);
    if (ring == null) {
      return;
    }
    synchronized (this) {
      giving.keySet().removeIf(term -> ring.ownerOf(term.partition()).since() != term.since());
      for (int p = 0; p < ring.partitions(); p++) {
        Placement placement = ring.placement(p);
        long had = before.since(p);
        boolean lost = had != NOT_OURS && terms.since(p) != had;
        if (lost && placement.previous().equals(Optional.of(new Ownership(self, had)))) {
          giving.put(new Term(p, placement.ownership().since()), ticker.nanos());
        }
      }
    }
    before = terms;
    given.run();
  }

  /** To be called every now and then: gives up on what nobody came to fetch. */
  public void tick() {
    long now = ticker.nanos();
    boolean less;
    synchronized (this) {
      less = giving.values().removeIf(since -> now - since >= Window.LONGEST.toNanos());
    }
    if (less) {
      given.run();
    }
  }

  /** A new owner has got all there is of these. */
  void gaveAll(List<Term> terms) {
    synchronized (this) {
      terms.forEach(giving::remove);
    }
    given.run();
  }

  void gave(int count) {
    entries.add(count);
  }

  /** Partitions lost whose new owners have not fetched everything yet. */
  public synchronized int giving() {
    return giving.size();
  }

  /** Entries streamed to new owners. */
  public long given() {
    return entries.sum();
  }
}
