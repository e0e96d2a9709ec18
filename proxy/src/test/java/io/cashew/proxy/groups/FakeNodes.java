package io.cashew.proxy.groups;

import com.google.common.net.HostAndPort;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Nodes by the host they listen on, which do at once what they are told, unless they are silent.
 */
final class FakeNodes implements NodeCalls {
  final Map<String, Flushes> flushed = new HashMap<>();
  final Map<String, Long> settled = new HashMap<>();
  final Map<String, String> refusals = new HashMap<>();
  final Set<String> silent = new HashSet<>();
  final Map<String, GroupSettings> groups = new HashMap<>(); // by host
  final Map<String, Long> ahead = new HashMap<>();
  Runnable whenTold = () -> {};

  @Override
  public CompletableFuture<Optional<String>> refusal(HostAndPort node, GroupSpec group) {
    return answer(node, Optional.ofNullable(refusals.get(node.getHost())));
  }

  @Override
  public CompletableFuture<Optional<GroupSettings>> settings(HostAndPort node, String group) {
    return answer(node, Optional.ofNullable(groups.get(node.getHost())));
  }

  @Override
  public CompletableFuture<Progress> flush(
      HostAndPort node, String group, Flushes flushes, long epoch) {
    String host = node.getHost();
    whenTold.run();
    if (silent.contains(host)) {
      return answer(node, new Progress(0, 0));
    }
    long known = ahead.getOrDefault(host, 0L);
    if (known <= flushes.generation()) {
      flushed.put(host, flushes);
      known = flushes.generation();
    }
    return answer(node, new Progress(known, settled.getOrDefault(host, epoch)));
  }

  private <T> CompletableFuture<T> answer(HostAndPort node, T answer) {
    return silent.contains(node.getHost())
        ? CompletableFuture.failedFuture(new IllegalStateException("silent"))
        : CompletableFuture.completedFuture(answer);
  }
}
