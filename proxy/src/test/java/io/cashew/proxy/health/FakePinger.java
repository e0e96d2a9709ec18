package io.cashew.proxy.health;

import com.google.common.net.HostAndPort;
import io.cashew.ring.NodeId;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Reaches nodes as the test says: they answer at once, never, or refuse. */
final class FakePinger implements Pinger {
  final List<Duration> asked = new ArrayList<>();
  final List<NodeId> reconnected = new ArrayList<>();
  final List<NodeId> forgotten = new ArrayList<>();
  private final FakeTime time;
  private final Set<NodeId> silent = new HashSet<>();
  private final Set<NodeId> refusing = new HashSet<>();
  private final Map<NodeId, Pong> pongs = new HashMap<>();

  FakePinger(FakeTime time) {
    this.time = time;
  }

  void silence(String id) {
    silent.add(new NodeId(id));
  }

  void refuse(String id) {
    refusing.add(new NodeId(id));
  }

  void restore(String id) {
    silent.remove(new NodeId(id));
    refusing.remove(new NodeId(id));
  }

  void answer(String id, Pong pong) {
    pongs.put(new NodeId(id), pong);
  }

  @Override
  public CompletableFuture<Pong> ping(NodeId node, HostAndPort address) {
    asked.add(Duration.ofNanos(time.nanos()));
    if (refusing.contains(node)) {
      return CompletableFuture.failedFuture(
          new RefusedException("refused", new IllegalStateException()));
    }
    return silent.contains(node)
        ? new CompletableFuture<>()
        : CompletableFuture.completedFuture(pongs.getOrDefault(node, Pong.BARE));
  }

  @Override
  public void reconnect(NodeId node) {
    reconnected.add(node);
  }

  @Override
  public void forget(NodeId node) {
    forgotten.add(node);
  }
}
