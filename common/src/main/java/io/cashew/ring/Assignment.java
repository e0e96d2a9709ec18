package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import java.util.Optional;

/**
 * A partition as it is written: a {@link Placement} that may not know its epoch yet.
 *
 * @param owner who is to own it
 * @param since an epoch, or {@link #CARRIED} if it moves with this very record
 * @param previous who owned it before; empty if nobody did
 */
public record Assignment(NodeId owner, long since, Optional<Ownership> previous) {
  /** Since the revision that carries the record, which nobody knows before it is written. */
  public static final long CARRIED = 0;

  public Assignment {
    checkNotNull(owner, "owner");
    checkArgument(since >= 0, "since: %s (expected: >= 0)", since);
    checkNotNull(previous, "previous");
  }

  /** A partition that stays where it is. */
  static Assignment kept(Placement placement) {
    Ownership ownership = placement.ownership();
    return new Assignment(ownership.owner(), ownership.since(), placement.previous());
  }

  /** A partition that gets another owner. */
  static Assignment moved(NodeId owner, Optional<Ownership> previous) {
    return new Assignment(owner, CARRIED, previous);
  }

  Placement at(long epoch) {
    checkArgument(
        since <= epoch,
        "since: %s (expected: at most %s, the record's epoch)",
        Epoch.toText(since),
        Epoch.toText(epoch));
    return new Placement(new Ownership(owner, since == CARRIED ? epoch : since), previous);
  }
}
