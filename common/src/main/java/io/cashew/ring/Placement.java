package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import java.util.Optional;

/**
 * Where a partition is, and where it was before.
 *
 * @param ownership who owns it
 * @param previous who owned it before, since when; empty if nobody did
 */
public record Placement(Ownership ownership, Optional<Ownership> previous) {
  public Placement {
    checkNotNull(ownership, "ownership");
    previous.ifPresent(before -> checkSuccession(before, ownership));
  }

  private static void checkSuccession(Ownership before, Ownership now) {
    checkArgument(
        !before.owner().equals(now.owner()), "previous owner: %s, as the present one", now.owner());
    checkArgument(
        before.since() < now.since(),
        "previous since: %s (expected: < %s, the present one)",
        Epoch.toText(before.since()),
        Epoch.toText(now.since()));
  }
}
