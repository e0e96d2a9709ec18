package io.cashew.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.StartException;
import io.cashew.time.Await;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RpcServerTest {
  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);

  private final EventLoops loops = EventLoops.start("test-server", 1);

  @AfterEach
  void close() {
    loops.close();
  }

  @Test
  void start_busyPort_saysWhichAndTheWayOut() {
    RpcServer first = RpcServer.start(loops, ANY_PORT, List.of());

    assertThatThrownBy(() -> RpcServer.start(loops, first.address(), List.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(first.address().toString())
        .hasMessageContaining("in use")
        .hasMessageContaining("free the port or choose another");
    first.close();
  }

  @Test
  void start_unknownHost_saysWhichAndTheWayOut() {
    HostAndPort nowhere = HostAndPort.fromParts("no-such-host.invalid", 0);

    assertThatThrownBy(() -> RpcServer.start(loops, nowhere, List.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("no-such-host.invalid")
        .hasMessageContaining("give an address of this machine");
  }

  @Test
  void healthChecks_areToldWhenItIsReadyAndWhenItStops_byServiceToo() {
    RpcServer server = RpcServer.start(loops, ANY_PORT, List.of(new Nothing()));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.address().getPort())
            .usePlaintext()
            .build();
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);

    assertThat(asked(health)).containsOnly(ServingStatus.NOT_SERVING);
    server.announceReady();
    assertThat(asked(health)).containsOnly(ServingStatus.SERVING);
    server.announceStop();
    assertThat(asked(health)).containsOnly(ServingStatus.NOT_SERVING);
    server.announceReady(); // a ring that comes while it stops changes nothing
    assertThat(asked(health)).containsOnly(ServingStatus.NOT_SERVING);

    channel.shutdownNow();
    server.close();
  }

  @Test
  void close_repeated_isSilent() {
    RpcServer server = RpcServer.start(loops, ANY_PORT, List.of());
    try (Complaints complaints = new Complaints()) {
      server.close();
      server.close();

      assertThat(complaints.heard).isZero();
    }
  }

  @Test
  void connections_areThoseThatAreOpen() {
    RpcServer server = RpcServer.start(loops, ANY_PORT, List.of());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.address().getPort())
            .usePlaintext()
            .build();

    ServingStatus unused =
        HealthGrpc.newBlockingStub(channel)
            .check(HealthCheckRequest.getDefaultInstance())
            .getStatus();
    assertThat(server.connections()).isEqualTo(1);
    channel.shutdownNow();
    Await.until("nobody is connected", () -> server.connections() == 0);
    server.close();
  }

  /** Of all services together, and of one. */
  private static List<ServingStatus> asked(HealthGrpc.HealthBlockingStub health) {
    return Stream.of("", "test.Nothing")
        .map(name -> HealthCheckRequest.newBuilder().setService(name).build())
        .map(request -> health.check(request).getStatus())
        .toList();
  }

  private static final class Nothing implements BindableService {
    @Override
    public ServerServiceDefinition bindService() {
      return ServerServiceDefinition.builder("test.Nothing").build();
    }
  }

  /** What gRPC logs while this is open. */
  private static final class Complaints extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("io.grpc");
    private int heard;

    Complaints() {
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      heard++;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
