package io.cashew.simulation;

import com.google.protobuf.ByteString;
import io.cashew.operation.Reply;
import io.cashew.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must hold when all has been well for a while: every process has the same ring, every node
 * its share of it, every request is answered, and a key that nobody has is loaded once however many
 * ask.
 */
final class Aftermath {
  private static final int KEYS = 5;
  private static final int ASKING = 8;

  private final ClusterSimulation cluster;

  Aftermath(ClusterSimulation cluster) {
    this.cluster = cluster;
  }

  void check() {
    Optional<Ring> ring = cluster.proxies().get(0).ring();
    if (ring.isEmpty()) {
      cluster.story().violated("there is no ring");
      return;
    }
    checkAgreement(ring.get());
    checkBalance(ring.get());
    checkLoads();
  }

  private void checkAgreement(Ring ring) {
    for (ProxyProcess proxy : cluster.proxies()) {
      if (proxy.ring().filter(known -> known.epoch() == ring.epoch()).isEmpty()) {
        cluster
            .story()
            .violated("proxy %s has %s, not %s".formatted(proxy.name(), proxy.ring(), ring));
      }
    }
    for (NodeProcess node : cluster.nodes()) {
      if (node.node().terms().epoch() != ring.epoch() || !node.node().terms().isSettled()) {
        cluster.story().violated("node %s has not settled on %s".formatted(node.id(), ring));
      }
    }
  }

  private void checkBalance(Ring ring) {
    int least = cluster.expectedLeast();
    if (ring.shares().size() != cluster.nodes().size()
        || ring.shares().values().stream().anyMatch(share -> share < least)) {
      cluster.story().violated("the ring is not in balance: " + ring.shares());
    }
  }

  private void checkLoads() {
    List<Reply> replies = new ArrayList<>();
    List<ByteString> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      ByteString key = ByteString.copyFromUtf8("fresh" + i);
      keys.add(key);
      for (int each = 0; each < ASKING; each++) {
        cluster.clients().get(key, replies::add);
      }
    }
    cluster.time().advance(Duration.ofSeconds(1));
    for (ByteString key : keys) {
      int loads = cluster.database().loadsOf(key);
      if (loads < 1 || loads > mostLoads()) {
        cluster.story().violated(key, "was loaded %d times".formatted(loads));
      }
    }
    if (replies.stream().filter(Clients::isFresh).count() != (long) KEYS * ASKING) {
      cluster
          .story()
          .violated(
              "not all is answered in peace: "
                  + replies.stream().filter(reply -> !Clients.isFresh(reply)).toList());
    }
  }

  /** An entry that is soon stale may be so before the last has asked. */
  private int mostLoads() {
    return cluster.freshness().equals(Clients.LASTING) ? 1 : 3;
  }
}
