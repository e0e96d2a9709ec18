package io.cashew.node.group;

import io.cashew.node.group.Finding.Verdict;
import io.cashew.node.load.Waiter;
import io.cashew.node.load.Wanted;
import io.cashew.node.store.Content;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Store;
import io.cashew.status.CashewException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for what the source says of a key and compares it with the entry. If that is another by
 * then, there is nothing to be said: which of the two was asked about is not known.
 */
final class Comparing implements Waiter {
  private final Store store;
  private final Wanted wanted;
  private final Lookup.Hit entry;
  private final CompletableFuture<Finding> finding = new CompletableFuture<>();

  Comparing(Store store, Wanted wanted, Lookup.Hit entry) {
    this.store = store;
    this.wanted = wanted;
    this.entry = entry;
  }

  CompletableFuture<Finding> finding() {
    return finding;
  }

  @Override
  public void loaded(Content content, long version, Duration ttl, Role role) {
    boolean changed =
        !(store.peek(wanted.hash(), wanted.key(), wanted.since()) instanceof Lookup.Hit now)
            || now.version() != entry.version();
    tell(changed ? Verdict.NOT_COMPARED : verdict(content), "");
  }

  private Verdict verdict(Content said) {
    if (!(said instanceof Content.Value value)) {
      return entry.content() instanceof Content.Value ? Verdict.GONE : Verdict.EQUAL;
    }
    return entry.content() instanceof Content.Value kept && kept.bytes().equals(value.bytes())
        ? Verdict.EQUAL
        : Verdict.STALE;
  }

  @Override
  public void failed(CashewException failure) {
    tell(Verdict.SOURCE_FAILED, String.valueOf(failure.getMessage()));
  }

  @Override
  public void found(Lookup.Hit hit) {
    tell(Verdict.NOT_COMPARED, ""); // who passes memory by is never told so
  }

  @Override
  public void stale(Lookup.Stale old) {
    tell(Verdict.NOT_COMPARED, ""); // likewise
  }

  private void tell(Verdict verdict, String failure) {
    finding.complete(new Finding(verdict, entry.ageNanos(), entry.ttlLeftNanos(), failure));
  }
}
