package io.cashew.operation;

import static com.google.common.base.Preconditions.checkNotNull;

/**
 * An operation with what the proxy knows about its key.
 *
 * @param partition the key's
 * @param since the term: the epoch at which, by the proxy's ring, the node asked got the partition
 * @param hash 64 bits over group and key
 */
public record RoutedOperation(Operation operation, int partition, long since, long hash) {
  public RoutedOperation {
    checkNotNull(operation, "operation");
  }
}
