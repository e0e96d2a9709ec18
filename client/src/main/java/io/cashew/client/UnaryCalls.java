package io.cashew.client;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.cashew.client.link.Trouble;
import io.cashew.config.Durations;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Limits;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one address, each asked once and within the same deadline. Failures are {@link
 * CashewException}s. Thread-safe.
 */
final class UnaryCalls implements Part {
  private static final long CLOSE_MILLIS = 1_000;

  private final HostAndPort address;
  private final ManagedChannel channel;
  private final Duration allowed;

  private UnaryCalls(HostAndPort address, ManagedChannel channel, Duration allowed) {
    this.address = address;
    this.channel = channel;
    this.allowed = allowed;
  }

  /** Begins to connect and waits for nothing. */
  static UnaryCalls to(HostAndPort address, Duration allowed) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress(
                address.getHost(), address.getPort(), InsecureChannelCredentials.create())
            .directExecutor() // what callers chain runs on the network's threads
            .disableRetry()
            .maxInboundMessageSize(Limits.MESSAGE_BYTES)
            .build();
    var unused = channel.getState(true);
    return new UnaryCalls(address, channel, allowed);
  }

  <M> CompletableFuture<M> ask(BiFunction<Channel, Deadline, ListenableFuture<M>> call) {
    Deadline deadline = Deadline.after(allowed.toNanos(), TimeUnit.NANOSECONDS);
    CompletableFuture<M> answer = new CompletableFuture<>();
    Futures.addCallback(
        call.apply(channel, deadline),
        new FutureCallback<M>() {
          @Override
          public void onSuccess(@Nullable M message) {
            answer.complete(message);
          }

          @Override
          public void onFailure(Throwable failure) {
            answer.completeExceptionally(reported(failure));
          }
        },
        MoreExecutors.directExecutor());
    return answer;
  }

  private CashewException reported(Throwable failure) {
    CashewException reported = StatusCodec.fromStatus(failure);
    if (StatusCodec.carried(failure).isPresent()) {
      return reported;
    }
    Status status = Status.fromThrowable(failure);
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          new CashewException(
              reported.reason(),
              "cannot reach the proxy at %s: %s".formatted(address, Trouble.with(status)),
              failure);
      case DEADLINE_EXCEEDED ->
          new CashewException(
              reported.reason(),
              "no answer from the proxy at %s within %s"
                  .formatted(address, Durations.format(allowed)),
              failure);
      default -> reported;
    };
  }

  /** Takes no new calls, gives those in flight a second, then cuts them off. */
  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
