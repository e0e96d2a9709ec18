package io.cashew.node.source;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import java.time.Duration;

/**
 * One key that a source is asked for.
 *
 * @param group the key's
 * @param key the bytes the client sent
 * @param timeout how long the load may take, queueing included
 */
public record LoadRequest(String group, ByteString key, Duration timeout) {
  public LoadRequest {
    checkNotNull(group, "group");
    checkNotNull(key, "key");
    checkArgument(timeout.compareTo(Duration.ZERO) > 0, "timeout: %s (expected: > 0)", timeout);
  }
}
