package io.cashew.node.source;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import io.cashew.telemetry.TraceContext;
import java.time.Duration;
import java.util.Optional;

/**
 * One key that a source is asked for.
 *
 * @param group the key's
 * @param key the bytes the client sent
 * @param timeout how long the load may take, queueing included
 * @param known the value that was loaded before and whose time is over, if it is still in memory: a
 *     source that can ask whether it has changed answers with this very value if it has not
 * @param trace what a service that is asked may be told that this belongs to; empty: nothing
 */
public record LoadRequest(
    String group,
    ByteString key,
    Duration timeout,
    Optional<ByteString> known,
    Optional<TraceContext> trace) {
  public LoadRequest {
    checkNotNull(group, "group");
    checkNotNull(key, "key");
    checkNotNull(known, "known");
    checkNotNull(trace, "trace");
    checkArgument(timeout.compareTo(Duration.ZERO) > 0, "timeout: %s (expected: > 0)", timeout);
  }

  /** For a key of which nothing is known. */
  public LoadRequest(String group, ByteString key, Duration timeout) {
    this(group, key, timeout, Optional.empty());
  }

  /** One that is not traced. */
  public LoadRequest(String group, ByteString key, Duration timeout, Optional<ByteString> known) {
    this(group, key, timeout, known, Optional.empty());
  }

  /** The same, with less time. */
  public LoadRequest within(Duration left) {
    return new LoadRequest(group, key, left, known, trace);
  }
}
