package io.cashew.operation;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

/**
 * An operation with what the proxy knows about its key.
 *
 * @param partition the key's
 * @param since the term: the epoch at which, by the proxy's ring, the owner got the partition
 * @param hash 64 bits over group and key
 * @param role what the node asked is to the partition
 */
public record RoutedOperation(
    Operation operation, int partition, long since, long hash, Role role) {
  public RoutedOperation {
    checkNotNull(operation, "operation");
    checkNotNull(role, "role");
    checkArgument(
        role == Role.OWNER || mayBeStoodInFor(operation),
        "role: a stand-in was asked for what only an owner can do (expected: plain gets)");
  }

  /** Rule R15: a stand-in changes nothing, and has no say about the owner's memory. */
  public static boolean mayBeStoodInFor(Operation operation) {
    return operation instanceof Operation.Get get && get.mayBeStoodInFor();
  }

  /** For the partition's owner. */
  public RoutedOperation(Operation operation, int partition, long since, long hash) {
    this(operation, partition, since, hash, Role.OWNER);
  }

  /** As what a node is asked. */
  public enum Role {
    OWNER,
    /** For plain gets only, while the owner is out of reach (rule R15). */
    STAND_IN
  }
}
