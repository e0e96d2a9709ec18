package io.cashew.node.group;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import io.cashew.node.load.Wanted;
import io.cashew.node.term.Standing;
import io.cashew.node.term.TermTable;
import io.cashew.node.term.Terms;
import io.cashew.ring.Ring;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;

/**
 * Tells whether entries are what the source says: which keys there are, by chance, and for each
 * what a comparison shows. Only of what this node would answer from memory now. Changes nothing.
 * Thread-safe.
 */
public final class Audits {
  private final TermTable table;
  private final Groups groups;
  private final Ticker ticker;
  private final DoubleSupplier random;

  /** {@code random}: 0 to below 1, any thread. */
  public Audits(TermTable table, Groups groups, Ticker ticker, DoubleSupplier random) {
    this.table = table;
    this.groups = groups;
    this.ticker = ticker;
    this.random = random;
  }

  /**
   * Keys of a group's entries, chosen by chance; fewer than asked for if there are not so many, or
   * if the group has but a small part of a large memory. Takes some milliseconds at the most.
   *
   * @throws CashewException if there is no such group
   */
  public ImmutableSet<ByteString> sample(String group, int count) {
    Terms terms = table.current();
    return groups.known(group).sample(count, random).stream()
        .filter(key -> held(group, key, terms).isPresent())
        .collect(toImmutableSet());
  }

  /**
   * Asks the group's source for a key, in its turn among the group's loads, and compares. Keeps
   * nothing of what it says.
   *
   * @param patience how long the source may take
   * @return fails with {@link CashewException}: there is no such group, or it has no source
   */
  public CompletableFuture<Finding> compare(String group, ByteString key, Duration patience) {
    try {
      Group found = groups.known(group);
      if (found.spec().settings().source().isEmpty()) {
        throw new CashewException(
            Reason.GROUP_SETTINGS,
            "group %s has no source: there is nothing to compare with".formatted(group));
      }
      return held(group, key, table.current())
          .map(wanted -> found.compare(wanted, ticker.nanos() + patience.toNanos()))
          .orElse(CompletableFuture.completedFuture(Finding.NOTHING));
    } catch (CashewException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The key under the term by which this node would answer from memory; empty: it would not. */
  private static Optional<Wanted> held(String group, ByteString key, Terms terms) {
    Ring ring = terms.ring().orElse(null);
    if (ring == null) {
      return Optional.empty();
    }
    long hash = ring.keyHash().hash(group, key);
    int partition = ring.keyHash().partition(group, key, hash);
    long since = terms.since(partition);
    return terms.standing(partition, since) == Standing.HELD
        ? Optional.of(new Wanted(key, hash, partition, since, terms.epoch()))
        : Optional.empty();
  }
}
