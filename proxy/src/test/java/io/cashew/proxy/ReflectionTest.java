package io.cashew.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.lifecycle.Parts;
import io.cashew.proxy.fake.RunningProxy;
import io.cashew.time.Await;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a proxy tells tools such as grpcurl of its services. */
final class ReflectionTest {
  private final Parts parts = new Parts();
  private final ClusterStore store = parts.add(InMemoryClusterStore.start());
  private final Proxy proxy =
      parts.add(
          Proxy.start(RunningProxy.config(RunningProxy.anyPort()), store, new ClusterKeys("test")));

  @AfterEach
  void stop() {
    parts.close();
  }

  @Test
  void bothListeners_listTheirServices() {
    assertThat(services(proxy.address()))
        .contains("cashew.v1.Cache", "grpc.health.v1.Health")
        .doesNotContain("cashew.v1.Admin");
    assertThat(services(proxy.adminAddress()))
        .contains("cashew.v1.Admin", "grpc.health.v1.Health")
        .doesNotContain("cashew.v1.Cache");
  }

  @Test
  void aService_isDescribedByItsFile() {
    ServerReflectionResponse response =
        ask(
            proxy.address(),
            ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("cashew.v1.Cache.Exchange")
                .build());

    assertThat(response.getFileDescriptorResponse().getFileDescriptorProtoCount()).isPositive();
  }

  private static List<String> services(HostAndPort address) {
    return ask(address, ServerReflectionRequest.newBuilder().setListServices("").build())
        .getListServicesResponse()
        .getServiceList()
        .stream()
        .map(ServiceResponse::getName)
        .toList();
  }

  private static ServerReflectionResponse ask(
      HostAndPort address, ServerReflectionRequest request) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(address.getHost(), address.getPort()).usePlaintext().build();
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    try {
      StreamObserver<ServerReflectionRequest> requests =
          ServerReflectionGrpc.newStub(channel)
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                      answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                      answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                      answer.completeExceptionally(new IllegalStateException("no answer"));
                    }
                  });
      requests.onNext(request);
      Await.until("the server has answered", answer::isDone);
      requests.onCompleted();
      return answer.join();
    } finally {
      channel.shutdownNow();
    }
  }
}
