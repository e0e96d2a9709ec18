package io.cashew.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.cluster.AckCodec;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.MemberCodec;
import io.cashew.lifecycle.StartException;
import io.cashew.proxy.fake.ExchangeClient;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.fake.RunningProxy;
import io.cashew.ring.Ring;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.Reason;
import io.cashew.time.Await;
import io.cashew.v1.AdminGrpc;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.GetRequest;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.ListNodesRequest;
import io.cashew.v1.Node;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ProxyTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");
  private static final GetRequest GET =
      GetRequest.newBuilder().setGroup("g").setKey(ByteString.copyFromUtf8("k")).build();

  private final InMemoryClusterStore store = InMemoryClusterStore.start();
  private final FakeNode a = FakeNode.start("a");
  private final FakeNode b = FakeNode.start("b");

  @AfterEach
  void close() {
    a.close();
    b.close();
    store.close();
  }

  @Test
  void start_busyPort_saysTheWayOutAndLeavesNothingRunning() {
    try (Proxy first = Proxy.start(RunningProxy.config(RunningProxy.anyPort()), store, KEYS)) {
      assertThatThrownBy(() -> Proxy.start(RunningProxy.config(first.address()), store, KEYS))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(first.address().toString())
          .hasMessageContaining("free the port or choose another");
    }
    Await.until(
        "every thread has ended",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("proxy-1-")));
  }

  @Test
  void start_noNodes_answersThatThereIsNoRing() {
    try (Proxy proxy = Proxy.start(RunningProxy.config(RunningProxy.anyPort()), store, KEYS);
        Channel channel = new Channel(proxy.address().getPort())) {
      assertThatThrownBy(() -> CacheGrpc.newBlockingStub(channel.open).get(GET))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              status -> assertThat(StatusCodec.carried(status)).contains(Reason.NO_RING));
    }
  }

  @Test
  void nodes_thatRegisterAndAcknowledge_areServedFromAndListed() {
    try (Proxy proxy = Proxy.start(RunningProxy.config(RunningProxy.anyPort()), store, KEYS);
        Channel channel = new Channel(proxy.address().getPort());
        Channel admin = new Channel(proxy.adminAddress().getPort())) {
      register(a);
      Ring first = awaitRing(proxy, 1);
      acknowledge("a", first);
      register(b);
      acknowledge("b", first);
      Ring second = awaitRing(proxy, 2);

      assertThat(CacheGrpc.newBlockingStub(channel.open).get(GET).getValue())
          .isEqualTo(GET.getKey());
      GetRingReply ring =
          AdminGrpc.newBlockingStub(admin.open)
              .getRing(GetRingRequest.newBuilder().setWithPartitions(true).build());
      assertThat(ring.getEpoch()).isEqualTo(second.epoch());
      assertThat(ring.getOwnersCount()).isEqualTo(16);
      assertThat(ring.getCoordinator()).isEqualTo("proxy-1");
      assertThat(ring.getProxy()).isEqualTo("proxy-1");
      List<Node> nodes =
          AdminGrpc.newBlockingStub(admin.open)
              .listNodes(ListNodesRequest.getDefaultInstance())
              .getNodesList();
      assertThat(nodes).extracting(Node::getId).containsExactly("a", "b");
      assertThat(nodes) // the first step, which nobody acknowledges
          .extracting(Node::getPartitions)
          .containsExactly(15, 1);
      assertThat(ring.getMovesLeft()).isEqualTo(7);
      assertThat(nodes)
          .allSatisfy(
              node -> {
                assertThat(node.getRegistered()).isTrue();
                assertThat(node.getAcknowledgedEpoch()).isEqualTo(first.epoch());
              });
    }
  }

  @Test
  void close_callInFlight_letsItFinish() throws Exception {
    a.behave(FakeNode::silence);
    try (RunningProxy running = RunningProxy.over(a)) {
      ExchangeClient client = ExchangeClient.open(running.async());
      client.send(
          ExchangeOperation.newBuilder().setId(1).setDeadlineMs(10_000).setGet(GET).build());
      client.halfClose();
      Await.until("it arrives", () -> a.received().size() == 1);

      CompletableFuture<Void> closed = CompletableFuture.runAsync(running.proxy()::close);
      Await.until("it takes no new calls", () -> refuses(running));
      a.received().get(0).answer(FakeNode.serve(decoded(a)).orElseThrow());
      client.awaitEnd();
      closed.get(10, TimeUnit.SECONDS);

      assertThat(client.results(1))
          .singleElement()
          .satisfies(result -> assertThat(result.hasFound()).isTrue());
    }
  }

  private static boolean refuses(RunningProxy running) {
    try (Channel another = new Channel(running.proxy().address().getPort())) {
      CacheGrpc.newBlockingStub(another.open).withDeadlineAfter(50, TimeUnit.MILLISECONDS).get(GET);
      return false;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == io.grpc.Status.Code.UNAVAILABLE;
    }
  }

  private static io.cashew.operation.RoutedOperation decoded(FakeNode node) {
    return io.cashew.rpc.LinkCodec.decode(node.received().get(0).request());
  }

  private void register(FakeNode node) {
    lease(KEYS.member(node.member().id().value()), MemberCodec.encode(node.member()));
  }

  private void acknowledge(String id, Ring ring) {
    lease(KEYS.ack(id), AckCodec.encode(ring.epoch()));
  }

  private void lease(String key, ByteString value) {
    store.lease(
        key,
        value,
        Duration.ofSeconds(5),
        ClusterStore.Claim.OVERWRITE,
        new ClusterStore.LeaseListener() {
          @Override
          public void onHeld() {}

          @Override
          public void onLost() {}
        });
  }

  private static Ring awaitRing(Proxy proxy, int nodes) {
    Await.until(
        "a ring of " + nodes,
        () -> proxy.view().ring().filter(ring -> ring.shares().size() == nodes).isPresent());
    return proxy.view().ring().orElseThrow();
  }

  /** A client's connection. */
  private static final class Channel implements AutoCloseable {
    private final ManagedChannel open;

    Channel(int port) {
      open = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    @Override
    public void close() {
      open.shutdownNow();
    }
  }
}
