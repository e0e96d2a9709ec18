package io.cashew.proxy.tally;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import java.time.Duration;

/**
 * A request that took long.
 *
 * @param outcome an outcome, or the reason why it failed
 * @param inProxy until it was last sent to a node
 * @param atNode from then until it was answered, the way there and back included
 * @param endedAt nanoseconds of the ticker
 */
public record SlowRequest(
    String group,
    ByteString key,
    String method,
    String outcome,
    Duration inProxy,
    Duration atNode,
    long endedAt) {
  public SlowRequest {
    checkNotNull(group, "group");
    checkNotNull(key, "key");
    checkNotNull(method, "method");
    checkNotNull(outcome, "outcome");
    checkNotNull(inProxy, "inProxy");
    checkNotNull(atNode, "atNode");
  }
}
