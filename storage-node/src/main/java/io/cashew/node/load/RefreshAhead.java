package io.cashew.node.load;

import io.cashew.group.Freshness;
import io.cashew.node.store.Lookup;

/**
 * Which entries are in the last part of their lives. How long a life is in all is its age and what
 * is left of it.
 */
final class RefreshAhead {
  private final int percent;

  RefreshAhead(Freshness freshness) {
    this.percent = freshness.refreshAheadPercent();
  }

  boolean isDue(Lookup.Hit hit) {
    return percent > 0
        && hit.ttlLeftNanos() > 0
        && hit.ttlLeftNanos() < (hit.ageNanos() + hit.ttlLeftNanos()) / 100 * percent;
  }
}
