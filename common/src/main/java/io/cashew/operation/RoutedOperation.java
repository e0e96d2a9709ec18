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
        role == Role.OWNER || operation instanceof Operation.Get,
        "role: a stand-in was asked to change something (expected: only gets)");
  }

  /** For the partition's owner. */
  public RoutedOperation(Operation operation, int partition, long since, long hash) {
    this(operation, partition, since, hash, Role.OWNER);
  }

  /** As what a node is asked. */
  public enum Role {
    OWNER,
    /** For gets only, while the owner is out of reach (rule R15). */
    STAND_IN
  }
}
