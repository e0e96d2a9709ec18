package io.cashew.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import io.cashew.node.term.NobodyListens;
import io.cashew.node.term.RingHistory;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.rpc.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that find no node. Those that find one: {@code StorageNodeTest}. */
final class PeerCallsTest {
  private final EventLoops loops = EventLoops.start("peer-calls", 1);
  private final PeerCalls calls = new PeerCalls(new NodeId("b"), "test", loops);
  private final Ring ring = RingHistory.beginning("a", "b").current();

  @AfterEach
  void stop() {
    calls.close();
    loops.close();
  }

  @Test
  void aFence_whereNobodyListens_saysSo() throws Exception {
    CompletableFuture<Long> fence = calls.fence(at(freePort()), ring);

    assertThatThrownBy(() -> fence.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(NobodyListens.class);
  }

  @Test
  void aFence_whereSomebodyListensAndSaysNothing_isAnotherFailure() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Long> fence = calls.fence(at(silent.getLocalPort()), ring);

      assertThatThrownBy(() -> fence.get(10, TimeUnit.SECONDS))
          .cause()
          .isNotInstanceOf(NobodyListens.class);
    }
  }

  @Test
  void connections_areKeptOnlyToAddressesThatAreKnown() throws Exception {
    RingNode known = at(freePort());
    RingNode forgotten = at(freePort());
    CompletableFuture<Long> unused = calls.fence(known, ring);
    CompletableFuture<Long> unused2 = calls.fence(forgotten, ring);

    calls.keepOnly(Set.of(known.address()));

    assertThat(calls.connections()).containsExactly(known.address());
  }

  private static RingNode at(int port) {
    return new RingNode(
        new NodeId("a"), HostAndPort.fromParts("127.0.0.1", port), "", 1, RingNode.State.ACTIVE);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
