package io.cashew.client;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.cashew.client.Channels.Target;
import io.cashew.config.Durations;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Status;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request: asked of one proxy and, if that is out of reach and the request allows it, of the
 * next, all within one deadline.
 *
 * <p>Failures are {@link CashewException}s. One thread at a time works on an attempt: the caller's,
 * then whichever the last call ended on.
 */
final class Attempt<M> {
  /** Whether a request whose fate is unknown may be sent once more, to another proxy. */
  enum Repeat {
    /** It may have been executed, and must not be executed twice. */
    NEVER,
    ELSEWHERE
  }

  /** Sends the request. */
  interface Call<M> {
    ListenableFuture<M> begin(Channel channel, Deadline deadline);
  }

  private final Iterator<Target> targets;
  private final Repeat repeat;
  private final Call<M> call;
  private final Duration allowed;
  private final Deadline deadline;
  private final CompletableFuture<M> answer = new CompletableFuture<>();

  private Attempt(List<Target> targets, Duration allowed, Repeat repeat, Call<M> call) {
    this.targets = targets.iterator();
    this.repeat = repeat;
    this.call = call;
    this.allowed = allowed;
    this.deadline = Deadline.after(allowed.toNanos(), TimeUnit.NANOSECONDS);
  }

  static <M> CompletableFuture<M> begin(
      List<Target> targets, Duration allowed, Repeat repeat, Call<M> call) {
    Attempt<M> attempt = new Attempt<>(targets, allowed, repeat, call);
    attempt.next();
    return attempt.answer;
  }

  private void next() {
    Target target = targets.next();
    ListenableFuture<M> running = call.begin(target.channel(), deadline);
    Futures.addCallback(
        running,
        new FutureCallback<M>() {
          @Override
          public void onSuccess(@Nullable M message) {
            answer.complete(message);
          }

          @Override
          public void onFailure(Throwable failure) {
            failed(target, failure);
          }
        },
        MoreExecutors.directExecutor());
  }

  private void failed(Target target, Throwable failure) {
    CashewException reported = reported(target, failure);
    if (repeat == Repeat.ELSEWHERE
        && isAnothersChance(reported.reason())
        && targets.hasNext()
        && !deadline.isExpired()) {
      next();
    } else {
      answer.completeExceptionally(reported);
    }
  }

  /** Not {@code SOURCE_DOWN}: another proxy would only have the source asked once more. */
  private static boolean isAnothersChance(Reason reason) {
    return reason == Reason.OWNER_UNREACHABLE
        || reason == Reason.DRAINING
        || reason == Reason.NO_RING;
  }

  private CashewException reported(Target target, Throwable failure) {
    CashewException reported = StatusCodec.fromStatus(failure);
    if (StatusCodec.carried(failure).isPresent()) {
      return reported;
    }
    Status status = Status.fromThrowable(failure);
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      return new CashewException(
          reported.reason(),
          "cannot reach the proxy at %s: %s".formatted(target.address(), causeOf(status)),
          failure);
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return new CashewException(
          reported.reason(),
          "no answer from the proxy at %s within %s"
              .formatted(target.address(), Durations.format(allowed)),
          failure);
    }
    return reported;
  }

  private static String causeOf(Status status) {
    if (status.getCause() == null) {
      return String.valueOf(status.getDescription());
    }
    Throwable root = Throwables.getRootCause(status.getCause());
    String message = String.valueOf(root.getMessage());
    if (root instanceof UnknownHostException) {
      return "the host name does not resolve";
    }
    return message.contains("refused") ? "connection refused, nobody listens there" : message;
  }
}
