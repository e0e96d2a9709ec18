package io.cashew.proxy.groups;

import com.google.common.net.HostAndPort;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a proxy asks nodes about groups. Futures end within about a second, and fail if the node
 * does not answer. Thread-safe; returns at once.
 */
public interface NodeCalls {
  /** Why the node could not have a group; empty: it could. */
  CompletableFuture<Optional<String>> refusal(HostAndPort node, GroupSpec group);

  /** The settings under which the node has a group; empty: it has none of this name. */
  CompletableFuture<Optional<GroupSettings>> settings(HostAndPort node, String group);

  /** Has the node carry out a group's flushes. {@code epoch}: the ring's that this proxy knows. */
  CompletableFuture<Progress> flush(HostAndPort node, String group, Flushes flushes, long epoch);

  /**
   * How far a node is.
   *
   * @param generation the last of the group's flushes that it has carried out
   * @param settledEpoch the epoch it has applied if it has fenced all it must under it, else 0
   */
  record Progress(long generation, long settledEpoch) {}
}
