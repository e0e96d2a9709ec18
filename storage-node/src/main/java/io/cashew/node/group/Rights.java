package io.cashew.node.group;

import io.cashew.group.Consistency;
import io.cashew.group.GroupSettings;
import io.cashew.node.load.Tenure;
import io.cashew.node.term.Standing;
import io.cashew.node.term.TermTable;
import java.util.function.BooleanSupplier;

/**
 * What a group may do at this moment, by the node's terms and, if it is strict, by what is assured.
 */
final class Rights implements Tenure {
  private final TermTable terms;
  private final BooleanSupplier assurance;
  private final Consistency consistency;

  /** {@code assurance}: whether it is certain at this moment that no other node has its terms. */
  Rights(TermTable terms, BooleanSupplier assurance, GroupSettings settings) {
    this.terms = terms;
    this.assurance = assurance;
    this.consistency = settings.consistency();
  }

  /** Whether the group may keep and acknowledge something under a term. */
  @Override
  public boolean holds(int partition, long since) {
    return terms.holds(partition, since) && mayUseMemory();
  }

  /** Whether the node may keep something as the stand-in for a term that another holds. */
  boolean standsIn(int partition, long since) {
    return terms.current().standingIn(partition, since) == Standing.HELD;
  }

  /** A strict group gives no answer from memory that might be stale. */
  boolean mayUseMemory() {
    return consistency == Consistency.AVAILABLE || assurance.getAsBoolean();
  }

  /** Whether the group's stand-ins keep anything (rule R15). */
  boolean mayStandIn() {
    return consistency == Consistency.AVAILABLE;
  }

  long epoch() {
    return terms.current().epoch();
  }
}
