package io.cashew.node.source.grpc;

import static io.cashew.node.source.SourceTester.request;
import static io.cashew.node.source.SourceTester.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.config.GrpcSection;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.SourceTester;
import io.cashew.telemetry.TraceContext;
import io.cashew.time.Ticker;
import io.cashew.v1.LoadManyReply;
import io.cashew.v1.LoadManyRequest;
import io.cashew.v1.LoadReply;
import io.cashew.v1.SourceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service is told of the trace that a load belongs to. */
final class GrpcTraceTest {
  private static final TraceContext TRACE = new TraceContext(1, 2, 3, 1, "vendor=a");

  private final SourceTester tester = new SourceTester();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Server server;
  private final GrpcConnection connection;
  private final DataSource source;

  GrpcTraceTest() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Service())
            .intercept(new Listening())
            .build()
            .start();
    connection =
        GrpcConnection.open(
            new GrpcSection(
                "here",
                ImmutableList.of(HostAndPort.fromParts("127.0.0.1", server.getPort())),
                Optional.empty(),
                10),
            tester.timers,
            Ticker.system());
    source = connection.source(settings("", ""), 1_000);
  }

  @AfterEach
  void close() {
    connection.close();
    server.shutdownNow();
    tester.close();
  }

  @Test
  void call_forATracedLoad_bringsItsContext() {
    source.load(traced("key")).join();
    source.load(request("key")).join();

    assertThat(told).containsExactly(TRACE.traceparent() + " vendor=a", "none none");
  }

  @Test
  void callForSeveralKeys_isOfTheTraceOfTheFirstThatHasOne() {
    List<CompletableFuture<Loaded>> answers =
        source.loadMany(List.of(request("one"), traced("two")));

    answers.forEach(CompletableFuture::join);
    assertThat(told).containsExactly(TRACE.traceparent() + " vendor=a");
  }

  private static LoadRequest traced(String key) {
    return new LoadRequest(
        "users",
        ByteString.copyFromUtf8(key),
        SourceTester.LONG,
        Optional.empty(),
        Optional.of(TRACE));
  }

  private final class Listening implements ServerInterceptor {
    @Override
    public <Q, M> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, M> call, Metadata headers, ServerCallHandler<Q, M> next) {
      told.add(header(headers, "traceparent") + " " + header(headers, "tracestate"));
      return next.startCall(call, headers);
    }

    private static String header(Metadata headers, String name) {
      String value = headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
      return value == null ? "none" : value;
    }
  }

  private static final class Service extends SourceGrpc.SourceImplBase {
    @Override
    public void load(io.cashew.v1.LoadRequest request, StreamObserver<LoadReply> replies) {
      replies.onNext(LoadReply.newBuilder().setValue(request.getKey()).build());
      replies.onCompleted();
    }

    @Override
    public void loadMany(LoadManyRequest request, StreamObserver<LoadManyReply> replies) {
      LoadManyReply.Builder reply = LoadManyReply.newBuilder();
      request.getKeysList().forEach(key -> reply.addReplies(LoadReply.newBuilder().setValue(key)));
      replies.onNext(reply.build());
      replies.onCompleted();
    }
  }
}
