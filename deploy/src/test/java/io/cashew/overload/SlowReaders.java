package io.cashew.overload;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.overload.Caller.Way;
import io.cashew.overload.Outcomes.Figures;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.GetRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Clients that ask for much and read nothing, beside others. */
@Command(
    name = "slow-readers",
    description =
        "Measures clients beside others that ask for much and read nothing: half of those by gRPC,"
            + " half by RESP.",
    mixinStandardHelpOptions = true)
final class SlowReaders implements Callable<Integer> {
  private static final int KEYS = 1_000;
  private static final int LARGE_BYTES = 64 << 10;
  private static final int ASKED = 200;

  @Option(names = "--readers", defaultValue = "200", description = "Default: 200.")
  private int readers;

  @Option(names = "--rate", defaultValue = "2000", description = "Of the others. Default: 2000.")
  private int rate;

  @Option(names = "--seconds", defaultValue = "5", description = "For each step. Default: 5.")
  private double seconds;

  @Option(names = "--heap", defaultValue = "512m", description = "The server's. Default: 512m.")
  private String heap = "512m";

  @Override
  public Integer call() throws IOException {
    List<ManagedChannel> channels = new ArrayList<>();
    List<Socket> sockets = new ArrayList<>();
    try (ServerProcess server = new ServerProcess(heap, "")) {
      OverloadCommand.fill(server.grpc(), "k", KEYS, 100);
      OverloadCommand.fill(server.grpc(), "large", KEYS, LARGE_BYTES);
      Outcomes outcomes = new Outcomes();
      List<Caller> callers = new ArrayList<>();
      for (Way way : Way.values()) {
        callers.add(Caller.by(way, server.grpc(), "k", KEYS, Caller.DEADLINE_MILLIS, outcomes));
        callers.add(Caller.by(way, server.grpc(), "k", KEYS, Caller.DEADLINE_MILLIS, outcomes));
      }
      OpenLoop.at(rate, 2 * seconds, callers);
      outcomes.reset();
      OpenLoop.at(rate, seconds, callers);
      Figures before = outcomes.take();
      System.out.printf("alone           %s%n", before.describe(seconds));
      outcomes.reset();
      for (int i = 0; i < readers; i++) {
        if (i % 2 == 0) {
          channels.add(ask(server.grpc()));
        } else {
          sockets.add(askRedis(server.resp()));
        }
        OpenLoop.at(rate, seconds / readers, callers); // they do not all come at once
      }
      System.out.printf("as they come    %s%n", outcomes.take().describe(seconds));
      System.out.println(server.describe());
      OpenLoop.at(rate, seconds, callers);
      outcomes.reset();
      OpenLoop.at(rate, seconds, callers);
      Figures beside = outcomes.take();
      System.out.printf("beside          %s%n", beside.describe(seconds));
      System.out.println(server.describe());
      System.out.printf(
          "p99 beside them: %.2f times that without%n",
          beside.answeredMillis(99) / before.answeredMillis(99));
      callers.forEach(Caller::close);
      return 0;
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static ManagedChannel ask(HostAndPort proxy) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(proxy.getHost(), proxy.getPort())
            .usePlaintext()
            .directExecutor()
            .flowControlWindow(64 << 10)
            .build();
    CacheGrpc.newStub(channel).exchange(new Unread());
    return channel;
  }

  private static Socket askRedis(HostAndPort proxy) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(64 << 10);
    socket.connect(new InetSocketAddress(proxy.getHost(), proxy.getPort()));
    StringBuilder commands = new StringBuilder();
    for (int i = 0; i < ASKED; i++) {
      String key = "large" + i;
      commands.append("*2\r\n$3\r\nGET\r\n$%d\r\n%s\r\n".formatted(key.length(), key));
    }
    socket.getOutputStream().write(commands.toString().getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Asks for a lot and reads nothing. */
  private static final class Unread
      implements ClientResponseObserver<ExchangeRequest, ExchangeReply> {
    @Override
    public void beforeStart(ClientCallStreamObserver<ExchangeRequest> stream) {
      stream.disableAutoRequestWithInitial(0);
      stream.setOnReadyHandler(
          new Runnable() {
            private boolean asked;

            @Override
            public void run() {
              if (!asked) {
                asked = true;
                stream.onNext(request());
              }
            }
          });
    }

    private static ExchangeRequest request() {
      ExchangeRequest.Builder request = ExchangeRequest.newBuilder();
      for (int i = 0; i < ASKED; i++) {
        request.addOperations(
            ExchangeOperation.newBuilder()
                .setId(i)
                .setGet(
                    GetRequest.newBuilder()
                        .setGroup(Server.GROUP)
                        .setKey(ByteString.copyFromUtf8("large" + i))));
      }
      return request.build();
    }

    @Override
    public void onNext(ExchangeReply reply) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
