package io.cashew.node.source.grpc;

import static io.cashew.node.source.SourceTester.failure;
import static io.cashew.node.source.SourceTester.load;
import static io.cashew.node.source.SourceTester.present;
import static io.cashew.node.source.SourceTester.request;
import static io.cashew.node.source.SourceTester.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.config.GrpcSection;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.SourceTester;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.cashew.v1.LoadManyReply;
import io.cashew.v1.LoadManyRequest;
import io.cashew.v1.LoadReply;
import io.cashew.v1.SourceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a real service that does what the key says. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class GrpcSourceTest {
  private static final long MAX_VALUE = 1_000;
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration SLACK = Duration.ofMillis(100);

  private final SourceTester tester = new SourceTester();
  private final Service service = new Service();
  private final Server server;
  private final GrpcConnection connection;
  private final DataSource source;

  GrpcSourceTest() throws IOException {
    server = start(0, service);
    connection = connect(List.of(address(server)), 10);
    source = connection.source(settings("", ""), MAX_VALUE);
    assertThat(load(source, "echo")).isEqualTo(present("echo")); // connected
    service.asked.clear();
  }

  @AfterEach
  void close() {
    connection.close();
    server.shutdownNow();
    tester.close();
  }

  /** Does what the key says. */
  private static final class Service extends SourceGrpc.SourceImplBase {
    final BlockingQueue<ByteString> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
    final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    volatile Status manyStatus = Status.OK;
    volatile int repliesMissing;

    @Override
    public void load(io.cashew.v1.LoadRequest request, StreamObserver<LoadReply> replies) {
      asked.add(request.getKey());
      String mood = request.getKey().toStringUtf8();
      if (mood.equals("never")) {
        onCancel(mood, replies);
      } else if (mood.startsWith("status ")) {
        replies.onError(
            Status.fromCode(Status.Code.valueOf(mood.substring(7)))
                .withDescription("password=hunter2")
                .asException());
      } else if (mood.equals("nothing")) {
        replies.onCompleted();
      } else {
        replies.onNext(reply(mood, request.getGroup()));
        replies.onCompleted();
      }
    }

    @Override
    public void loadMany(LoadManyRequest request, StreamObserver<LoadManyReply> replies) {
      batches.add(request.getKeysCount());
      if (!manyStatus.isOk()) {
        replies.onError(manyStatus.asException());
        return;
      }
      if (request.getKeys(0).toStringUtf8().equals("never")) {
        onCancel("many", replies);
        return;
      }
      LoadManyReply.Builder reply = LoadManyReply.newBuilder();
      request.getKeysList().stream()
          .skip(repliesMissing)
          .forEach(key -> reply.addReplies(reply(key.toStringUtf8(), request.getGroup())));
      replies.onNext(reply.build());
      replies.onCompleted();
    }

    private void onCancel(String what, StreamObserver<?> replies) {
      ((ServerCallStreamObserver<?>) replies).setOnCancelHandler(() -> cancelled.add(what));
      asked.add(ByteString.copyFromUtf8("held"));
    }

    private static LoadReply reply(String mood, String group) {
      LoadReply.Builder reply = LoadReply.newBuilder();
      switch (mood) {
        case "echo" -> reply.setValue(ByteString.copyFromUtf8("echo"));
        case "group" -> reply.setValue(ByteString.copyFromUtf8(group));
        case "empty" -> reply.setValue(ByteString.EMPTY);
        case "kept" -> reply.setValue(ByteString.EMPTY).setTtlMs(7_000).setVersion(3);
        case "kept for ever" -> reply.setTtlMs(-1);
        case "bad version" -> reply.setValue(ByteString.EMPTY).setVersion(-1);
        case "fits" -> reply.setValue(ByteString.copyFrom(new byte[1_000]));
        case "large" -> reply.setValue(ByteString.copyFrom(new byte[1_001]));
        case "huge" -> reply.setValue(ByteString.copyFrom(new byte[3 << 20]));
        default -> {}
      }
      return reply.build();
    }
  }

  // Answers

  @Test
  void load_ofValue_answersIt() {
    assertThat(load(source, "echo")).isEqualTo(present("echo"));
    assertThat(load(source, "empty")).isEqualTo(present(""));
    assertThat(load(source, "group")).isEqualTo(present("users"));
  }

  @ParameterizedTest
  @MethodSource("io.cashew.node.source.HostileKeys#all")
  void load_ofAbsentKey_reachesTheServiceAndIsAbsent(ByteString key) throws Exception {
    assertThat(load(source, key)).isEqualTo(Loaded.Absent.ABSENT);
    assertThat(service.asked.take()).isEqualTo(key);
  }

  @Test
  void load_ofValueWithTtlAndVersion_hasThem() {
    assertThat(load(source, "kept"))
        .isEqualTo(
            new Loaded.Present(
                ByteString.EMPTY, Optional.of(Duration.ofSeconds(7)), OptionalLong.of(3)));
    assertThat(load(source, "kept for ever").ttl()).contains(Duration.ofDays(365));
  }

  // Failures

  @ParameterizedTest
  @CsvSource({
    "status UNAVAILABLE, SOURCE_DOWN",
    "status INTERNAL, SOURCE_DOWN",
    "status UNKNOWN, SOURCE_DOWN",
    "status UNIMPLEMENTED, SOURCE_DOWN",
    "status CANCELLED, SOURCE_DOWN",
    "status RESOURCE_EXHAUSTED, SOURCE_DOWN",
    "status PERMISSION_DENIED, SOURCE_DOWN",
    "status DEADLINE_EXCEEDED, SOURCE_SLOW",
    "bad version, SOURCE_DOWN",
    "nothing, SOURCE_DOWN",
    "large, VALUE_TOO_LARGE",
    "huge, VALUE_TOO_LARGE",
  })
  void load_thatFails_saysWhyWithoutTheServicesWords(String key, Reason reason) {
    CashewException failure = failure(source, key, SourceTester.LONG);

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessageStartingWith("source \"here\": ");
    assertThat(failure).message().doesNotContain("hunter2");
    assertThat(load(source, "echo")).isEqualTo(present("echo"));
  }

  @Test
  void load_ofNotFound_answersAbsence() {
    assertThat(load(source, "status NOT_FOUND")).isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void load_ofTheLargestValue_answersIt() {
    assertThat(((Loaded.Present) load(source, "fits")).value().size()).isEqualTo(1_000);
  }

  @Test
  void load_thatIsNeverAnswered_endsInTimeAndTheServiceKnows() throws Exception {
    Stopwatch watch = Stopwatch.createStarted();

    assertThat(failure(source, "never", SHORT).reason()).isEqualTo(Reason.SOURCE_SLOW);

    assertThat(watch.elapsed()).isLessThan(SHORT.plus(SLACK));
    assertThat(service.cancelled.poll(10, TimeUnit.SECONDS)).isEqualTo("never");
  }

  @Test
  void cancel_ofTheLoad_cancelsTheCall() throws Exception {
    CompletableFuture<Loaded> load = source.load(request("never"));
    awaitHeld();

    load.cancel(false);

    assertThat(service.cancelled.poll(10, TimeUnit.SECONDS)).isEqualTo("never");
  }

  @Test
  void close_whileLoadsRun_failsThemAsDraining() throws Exception {
    CompletableFuture<Loaded> load = source.load(request("never"));
    awaitHeld();

    connection.close();

    assertThat(failure(load).reason()).isEqualTo(Reason.DRAINING);
  }

  // Several keys

  @Test
  void loadMany_asksOnce() throws Exception {
    assertThat(source.batchSize()).isEqualTo(10);

    List<CompletableFuture<Loaded>> loads = many("echo", "absent", "large", "kept");

    assertThat(loads.get(0).get()).isEqualTo(present("echo"));
    assertThat(loads.get(1).get()).isEqualTo(Loaded.Absent.ABSENT);
    assertThat(failure(loads.get(2)).reason()).isEqualTo(Reason.VALUE_TOO_LARGE);
    assertThat(loads.get(3).get().ttl()).contains(Duration.ofSeconds(7));
    assertThat(service.batches).containsExactly(4);
    assertThat(service.asked).isEmpty();
  }

  @Test
  void loadMany_whereItIsNotImplemented_asksOneByOneFromThenOn() throws Exception {
    service.manyStatus = Status.UNIMPLEMENTED;

    assertThat(many("echo", "empty").get(0).get()).isEqualTo(present("echo"));

    assertThat(source.batchSize()).isEqualTo(1);
    assertThat(service.batches).hasSize(1);
  }

  @Test
  void loadMany_whoseReplyIsTooLarge_asksOneByOne() throws Exception {
    List<CompletableFuture<Loaded>> loads = many("echo", "huge");

    assertThat(loads.get(0).get()).isEqualTo(present("echo"));
    assertThat(failure(loads.get(1)).reason()).isEqualTo(Reason.VALUE_TOO_LARGE);
    assertThat(source.batchSize()).isEqualTo(10);
  }

  @Test
  void loadMany_thatFails_failsThemAll() {
    service.manyStatus = Status.INTERNAL;

    assertThat(many("echo", "empty"))
        .allMatch(load -> failure(load).reason() == Reason.SOURCE_DOWN);
  }

  @Test
  void loadMany_withTooFewReplies_failsThemAll() {
    service.repliesMissing = 1;

    assertThat(many("echo", "empty"))
        .allMatch(load -> failure(load).reason() == Reason.SOURCE_DOWN);
  }

  @Test
  void loadMany_isCancelledWithTheLastOfItsKeys() throws Exception {
    List<CompletableFuture<Loaded>> loads = many("never", "echo");
    awaitHeld();

    loads.get(0).cancel(false);
    assertThat(service.cancelled.poll(200, TimeUnit.MILLISECONDS)).isNull();
    loads.get(1).cancel(false);

    assertThat(service.cancelled.poll(10, TimeUnit.SECONDS)).isEqualTo("many");
  }

  // Addresses

  @Test
  void load_whereNobodyListens_failsAtOnceAndWorksSoonAfterSomebodyDoes() throws Exception {
    int port = freePort();
    try (GrpcConnection lost = connect(List.of(HostAndPort.fromParts("127.0.0.1", port)), 1)) {
      DataSource lonely = lost.source(settings("", ""), MAX_VALUE);
      for (int i = 0; i < 20; i++) {
        assertThat(failure(lonely, "echo", SourceTester.LONG).reason())
            .isEqualTo(Reason.SOURCE_DOWN);
      }
      Server late = start(port, service);
      try {
        Stopwatch watch = Stopwatch.createStarted();
        while (lonely.load(request("echo")).handle((loaded, failure) -> failure != null).join()) {
          assertThat(watch.elapsed()).isLessThan(Duration.ofSeconds(5));
        }
      } finally {
        late.shutdownNow();
      }
    }
  }

  @Test
  void load_whereOneAddressIsLost_asksTheOther() throws Exception {
    HostAndPort lost = HostAndPort.fromParts("127.0.0.1", freePort());
    try (GrpcConnection two = connect(List.of(lost, address(server)), 1)) {
      DataSource source = two.source(settings("", ""), MAX_VALUE);
      source.load(request("echo")).handle((loaded, failure) -> failure != null).join();
      source.load(request("echo")).handle((loaded, failure) -> failure != null).join();

      int failed = 0;
      for (int i = 0; i < 100; i++) {
        boolean fails =
            source.load(request("echo")).handle((loaded, failure) -> failure != null).join();
        failed += fails ? 1 : 0;
      }

      assertThat(failed).isLessThanOrEqualTo(5); // while it tries to connect to the lost one
    }
  }

  @Test
  void source_withAQueryOrPath_isRefused() {
    assertThatThrownBy(() -> connection.source(settings("SELECT", ""), MAX_VALUE))
        .hasMessageStartingWith("query: means nothing to a source of this type");
    assertThatThrownBy(() -> connection.source(settings("", "/x"), MAX_VALUE))
        .hasMessageStartingWith("path: means nothing to a source of this type");
  }

  private List<CompletableFuture<Loaded>> many(String... keys) {
    List<LoadRequest> requests = new ArrayList<>();
    Stream.of(keys).forEach(key -> requests.add(request(key)));
    return source.loadMany(requests);
  }

  private void awaitHeld() throws InterruptedException {
    ByteString asked;
    do {
      asked = service.asked.poll(10, TimeUnit.SECONDS);
      assertThat(asked).isNotNull();
    } while (!asked.toStringUtf8().equals("held"));
  }

  private GrpcConnection connect(List<HostAndPort> targets, int batchSize) {
    return GrpcConnection.open(
        new GrpcSection("here", ImmutableList.copyOf(targets), Optional.empty(), batchSize),
        tester.timers,
        Ticker.system());
  }

  private static Server start(int port, SourceGrpc.SourceImplBase service) throws IOException {
    return Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
        .addService(service)
        .build()
        .start();
  }

  private static HostAndPort address(Server server) {
    return HostAndPort.fromParts("127.0.0.1", server.getPort());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
