package io.cashew.proxy.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import io.cashew.internal.v1.PingReply;
import io.cashew.internal.v1.PingRequest;
import io.cashew.internal.v1.ProbeGrpc;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.health.Pong;
import io.cashew.proxy.health.RefusedException;
import io.cashew.ring.NodeId;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.RpcServer;
import io.cashew.time.Await;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class GrpcPingerTest {
  private static final NodeId NODE = new NodeId("n1");
  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);

  private final EventLoops loops = EventLoops.start("test", 1);
  private final GrpcPinger pinger = new GrpcPinger(loops);
  private volatile boolean silent;

  @AfterEach
  void close() {
    pinger.close();
    loops.close();
  }

  @Test
  void ping_nodeThere_isAnsweredWithWhatItSays() {
    try (RpcServer server = start(ANY_PORT)) {
      awaitAnswer(server.address());
      assertThat(ping(server.address()).join()).isEqualTo(new Pong("n1", 7, 9, 2, 3));
    }
  }

  @Test
  void ping_nodeThatKnowsNoProbes_isThere() {
    try (FakeNode node = FakeNode.start("n1")) {
      awaitAnswer(node.address());
      assertThat(ping(node.address()).join()).isEqualTo(Pong.BARE);
    }
  }

  @Test
  void ping_nothingListens_isRefused() {
    RpcServer server = start(ANY_PORT);
    server.close();

    awaitRefusal(server.address());
    awaitRefusal(server.address());
  }

  @Test
  void ping_processDiesAfterAnswering_isRefused() {
    RpcServer server = start(ANY_PORT);
    awaitAnswer(server.address());

    server.close();

    awaitRefusal(server.address());
  }

  @Test
  void ping_nodeSilent_failsAndIsNoRefusal_andTheNextIsAnsweredWhenItSpeaks() {
    try (RpcServer server = start(ANY_PORT)) {
      silent = true;
      assertThatThrownBy(ping(server.address())::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isNotInstanceOf(RefusedException.class);

      silent = false;

      awaitAnswer(server.address());
    }
  }

  @Test
  void ping_nodeBackAtItsPort_isAnsweredSoon() {
    RpcServer server = start(ANY_PORT);
    server.close();
    awaitRefusal(server.address());

    try (RpcServer back = start(server.address())) {
      awaitAnswer(back.address());
    }
  }

  /** The first probes of a cold process may run out of time. */
  private void awaitAnswer(HostAndPort address) {
    Await.until(
        "it answers", () -> ping(address).handle((pong, failure) -> failure == null).join());
  }

  private void awaitRefusal(HostAndPort address) {
    Await.until(
        "it refuses",
        () -> ping(address).handle((pong, failure) -> failure instanceof RefusedException).join());
  }

  private CompletableFuture<Pong> ping(HostAndPort address) {
    return pinger.ping(NODE, address).orTimeout(5, TimeUnit.SECONDS);
  }

  private RpcServer start(HostAndPort listen) {
    return RpcServer.start(
        loops,
        listen,
        List.of(
            new ProbeGrpc.ProbeImplBase() {
              @Override
              public void ping(PingRequest request, StreamObserver<PingReply> replies) {
                if (!silent) {
                  replies.onNext(
                      PingReply.newBuilder()
                          .setNode("n1")
                          .setInstance(7)
                          .setEpoch(9)
                          .setGiving(2)
                          .setTaking(3)
                          .build());
                  replies.onCompleted();
                }
              }
            }));
  }
}
