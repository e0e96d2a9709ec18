package io.cashew.node.handover;

import io.cashew.node.load.Waiter;
import io.cashew.node.store.Content;
import io.cashew.node.store.Lookup;
import io.cashew.status.CashewException;
import java.time.Duration;

/** Who does not care what comes of a load. */
final class Nobody implements Waiter {
  @Override
  public void found(Lookup.Hit hit) {}

  @Override
  public void loaded(Content content, long version, Duration ttl, Role role) {}

  @Override
  public void stale(Lookup.Stale old) {}

  @Override
  public void failed(CashewException failure) {}
}
