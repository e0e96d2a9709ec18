package io.cashew.node.source.grpc;

import static com.google.common.util.concurrent.MoreExecutors.directExecutor;
import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Load;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.Unfinished;
import io.cashew.operation.Limits;
import io.cashew.telemetry.TraceContext;
import io.cashew.v1.LoadManyReply;
import io.cashew.v1.LoadManyRequest;
import io.cashew.v1.LoadReply;
import io.cashew.v1.SourceGrpc;
import io.cashew.v1.SourceGrpc.SourceFutureStub;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One group's share of a service. */
final class GrpcSource implements DataSource {
  /** Of a reply, besides its value. */
  private static final int OVERHEAD_BYTES = 256;

  private final Targets targets;
  private final Abilities abilities;
  private final Unfinished unfinished;
  private final Replies replies;
  private final long maxValueBytes;

  GrpcSource(Targets targets, Abilities abilities, Unfinished unfinished, long maxValueBytes) {
    this.targets = targets;
    this.abilities = abilities;
    this.unfinished = unfinished;
    this.replies = new Replies(maxValueBytes);
    this.maxValueBytes = maxValueBytes;
  }

  @Override
  public String kind() {
    return "grpc";
  }

  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    Load load = unfinished.begin(request);
    loadAlone(load);
    return load.answer();
  }

  @Override
  public int batchSize() {
    return abilities.batchSize();
  }

  @Override
  public List<CompletableFuture<Loaded>> loadMany(List<LoadRequest> requests) {
    List<Load> loads = requests.stream().map(unfinished::begin).toList();
    if (loads.size() == 1) {
      loadAlone(loads.get(0));
    } else if (!loads.isEmpty()) {
      loadTogether(loads);
    }
    return loads.stream().map(Load::answer).toList();
  }

  private void loadAlone(Load load) {
    LoadRequest request = load.request();
    ListenableFuture<LoadReply> call =
        service(request.timeout(), maxValueBytes + OVERHEAD_BYTES, request.trace())
            .load(
                io.cashew.v1.LoadRequest.newBuilder()
                    .setGroup(request.group())
                    .setKey(request.key())
                    .build());
    load.whenOver(() -> call.cancel(true));
    follow(call, reply -> replies.end(load, reply), failure -> replies.end(load, failure));
  }

  private void loadTogether(List<Load> loads) {
    LoadManyRequest.Builder request =
        LoadManyRequest.newBuilder().setGroup(loads.get(0).request().group());
    loads.forEach(load -> request.addKeys(load.request().key()));
    ListenableFuture<LoadManyReply> call =
        service(longestTimeout(loads), maxReplyBytes(loads.size()), traceOf(loads))
            .loadMany(request.build());
    AtomicInteger waiting = new AtomicInteger(loads.size());
    for (Load load : loads) {
      load.whenOver(
          () -> {
            if (waiting.decrementAndGet() == 0) {
              call.cancel(true);
            }
          });
    }
    follow(call, reply -> endAll(loads, reply), failure -> failAll(loads, failure));
  }

  private void endAll(List<Load> loads, LoadManyReply reply) {
    if (reply.getRepliesCount() != loads.size()) {
      IllegalStateException failure =
          new IllegalStateException(
              "%d replies to %d keys (expected: one per key, in their order)"
                  .formatted(reply.getRepliesCount(), loads.size()));
      loads.forEach(load -> load.explain(failure));
      return;
    }
    for (int i = 0; i < loads.size(); i++) {
      replies.end(loads.get(i), reply.getReplies(i));
    }
  }

  /** What failed only because it was asked together is asked again, alone. */
  private void failAll(List<Load> loads, Throwable failure) {
    if (Status.fromThrowable(failure).getCode() == Status.Code.UNIMPLEMENTED) {
      abilities.cannotLoadMany();
      loads.forEach(this::loadAgain);
    } else if (Replies.isTooLarge(failure) || isNotFound(failure)) {
      loads.forEach(this::loadAgain);
    } else {
      loads.forEach(load -> replies.end(load, failure));
    }
  }

  /** Of several keys, it does not say which. */
  private static boolean isNotFound(Throwable failure) {
    return Status.fromThrowable(failure).getCode() == Status.Code.NOT_FOUND;
  }

  private void loadAgain(Load load) {
    if (!load.isOver()) {
      loadAlone(load); // its own timer still runs
    }
  }

  private long maxReplyBytes(int keys) {
    return Math.min(keys * (maxValueBytes + OVERHEAD_BYTES), Limits.MESSAGE_BYTES);
  }

  private static Duration longestTimeout(List<Load> loads) {
    return loads.stream()
        .map(load -> load.request().timeout())
        .max(Duration::compareTo)
        .orElseThrow();
  }

  /** A call belongs to one trace: that of the first key that has one. */
  private static Optional<TraceContext> traceOf(List<Load> loads) {
    return loads.stream().flatMap(load -> load.request().trace().stream()).findFirst();
  }

  private SourceFutureStub service(
      Duration timeout, long maxReplyBytes, Optional<TraceContext> trace) {
    SourceFutureStub stub =
        SourceGrpc.newFutureStub(targets.next())
            .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .withMaxInboundMessageSize(Math.toIntExact(maxReplyBytes));
    return trace.isEmpty()
        ? stub
        : stub.withInterceptors(
            MetadataUtils.newAttachHeadersInterceptor(TraceMetadata.of(trace.get())));
  }

  private static <T> void follow(
      ListenableFuture<T> call, Consumer<T> answered, Consumer<Throwable> failed) {
    Futures.addCallback(
        call,
        new FutureCallback<T>() {
          @Override
          public void onSuccess(@Nullable T reply) {
            answered.accept(requireNonNull(reply));
          }

          @Override
          public void onFailure(Throwable failure) {
            failed.accept(failure);
          }
        },
        directExecutor());
  }

  @Override
  public void close() {} // the group alone holds nothing
}
