package io.cashew.client;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.cashew.client.Attempt.Repeat;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.rpc.ReplyCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.CacheGrpc.CacheFutureStub;
import io.cashew.v1.DeleteReply;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.GetManyReply;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.cashew.v1.GetResult;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetRequest;
import io.cashew.v1.TouchReply;
import io.cashew.v1.TouchRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A client of a cluster. Keys are 1 to 1,024 bytes, values at most 1 MiB; texts are UTF-8.
 *
 * <p>Every future ends within the configured deadline. The cause of a failure is a {@link
 * CashewException} with its {@link Reason}; a limit that is broken fails before anything is sent.
 * Requests are spread over the proxies in reach. A get or delete that meets a proxy out of reach
 * goes to the next one; a set or touch does not, for it may have been executed: whether to repeat
 * it is the caller's to know.
 *
 * <p>Thread-safe. Futures complete on the network's threads: what is chained to them must not
 * block, or be handed to an executor. Cancelling a future does not recall the request.
 */
public final class CashewClient implements Part {
  private final Channels channels;
  private final Duration deadline;

  private CashewClient(Channels channels, Duration deadline) {
    this.channels = channels;
    this.deadline = deadline;
  }

  /**
   * Begins to connect and waits for nothing: requests made meanwhile wait within their deadline.
   */
  public static CashewClient connect(ClientConfig config) {
    return new CashewClient(Channels.open(config.proxies()), config.deadline());
  }

  /** The value of a key: from memory, or loaded from the group's source. */
  public CompletableFuture<Answer> get(String group, ByteString key) {
    return checked(() -> new Operation.Get(group, key, Want.VALUE)).thenCompose(this::sendGet);
  }

  public CompletableFuture<Answer> get(String group, String key) {
    return get(group, ByteString.copyFromUtf8(key));
  }

  /**
   * Many keys of one group at once: at most 1,000 different ones.
   *
   * @return one result per key, in the order first asked for
   */
  public CompletableFuture<Map<ByteString, Result>> getMany(
      String group, Collection<ByteString> keys, Want want) {
    Set<ByteString> distinct = new LinkedHashSet<>(keys);
    if (distinct.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return checked(() -> batch(group, distinct, want))
        .thenCompose(
            request ->
                send(Repeat.ELSEWHERE, CacheFutureStub::getMany, request)
                    .thenApply(reply -> results(distinct, reply)));
  }

  public CompletableFuture<Map<ByteString, Result>> getMany(String group, String... keys) {
    List<ByteString> bytes = Arrays.stream(keys).map(ByteString::copyFromUtf8).toList();
    return getMany(group, bytes, Want.VALUE);
  }

  /**
   * Stores a value for the group's time to live. Never repeated: an {@code UNAVAILABLE} or {@code
   * DEADLINE_EXCEEDED} set may or may not have been executed.
   *
   * @return the version the entry got; 0 if the group did not keep it
   */
  public CompletableFuture<Long> set(String group, ByteString key, ByteString value) {
    return checked(() -> new Operation.Set(group, key, value, Operation.GROUP_TTL))
        .thenCompose(this::sendSet);
  }

  public CompletableFuture<Long> set(String group, String key, String value) {
    return set(group, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value));
  }

  /** As {@link #set(String, ByteString, ByteString)}, for a time to live of 1 ms to a year. */
  public CompletableFuture<Long> set(String group, ByteString key, ByteString value, Duration ttl) {
    return checked(() -> new Operation.Set(group, key, value, millis(ttl)))
        .thenCompose(this::sendSet);
  }

  public CompletableFuture<Long> set(String group, String key, String value, Duration ttl) {
    return set(group, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value), ttl);
  }

  /**
   * Forgets a key. Once done, no later get returns a value read from the source before it.
   *
   * @return whether a live entry was in memory
   */
  public CompletableFuture<Boolean> delete(String group, ByteString key) {
    return checked(() -> new Operation.Delete(group, key))
        .thenCompose(
            operation ->
                send(
                    Repeat.ELSEWHERE,
                    CacheFutureStub::delete,
                    DeleteRequest.newBuilder()
                        .setGroup(operation.group())
                        .setKey(operation.key())
                        .build()))
        .thenApply(DeleteReply::getExisted);
  }

  public CompletableFuture<Boolean> delete(String group, String key) {
    return delete(group, ByteString.copyFromUtf8(key));
  }

  /**
   * Gives a key in memory a new time to live, of 1 ms to a year from now. Never loads.
   *
   * @return whether a live entry was in memory
   */
  public CompletableFuture<Boolean> touch(String group, ByteString key, Duration ttl) {
    return checked(() -> new Operation.Touch(group, key, millis(ttl)))
        .thenCompose(
            operation ->
                send(
                    Repeat.NEVER,
                    CacheFutureStub::touch,
                    TouchRequest.newBuilder()
                        .setGroup(operation.group())
                        .setKey(operation.key())
                        .setTtlMs(operation.ttl().millis())
                        .build()))
        .thenApply(TouchReply::getExisted);
  }

  public CompletableFuture<Boolean> touch(String group, String key, Duration ttl) {
    return touch(group, ByteString.copyFromUtf8(key), ttl);
  }

  /** Takes no new requests, gives those in flight a second, then fails them. */
  @Override
  public void close() {
    channels.close();
  }

  private CompletableFuture<Answer> sendGet(Operation.Get operation) {
    GetRequest request =
        GetRequest.newBuilder().setGroup(operation.group()).setKey(operation.key()).build();
    return send(Repeat.ELSEWHERE, CacheFutureStub::get, request)
        .thenApply(CashewClient::found)
        .exceptionally(CashewClient::absentOrThrow);
  }

  private CompletableFuture<Long> sendSet(Operation.Set operation) {
    SetRequest.Builder request =
        SetRequest.newBuilder()
            .setGroup(operation.group())
            .setKey(operation.key())
            .setValue(operation.value());
    if (operation.ttl().kind() == io.cashew.operation.Ttl.Kind.GIVEN) {
      request.setTtlMs(operation.ttl().millis());
    }
    return send(Repeat.NEVER, CacheFutureStub::set, request.build())
        .thenApply(SetReply::getVersion);
  }

  private <Q, M> CompletableFuture<M> send(
      Repeat repeat, BiFunction<CacheFutureStub, Q, ListenableFuture<M>> method, Q request) {
    return Attempt.begin(
        channels.inTurn(),
        deadline,
        repeat,
        (channel, until) ->
            method.apply(CacheGrpc.newFutureStub(channel).withDeadline(until), request));
  }

  /** A future of what a check lets pass: a caller meets every failure in one way. */
  private static <T> CompletableFuture<T> checked(Supplier<T> check) {
    try {
      return CompletableFuture.completedFuture(check.get());
    } catch (CashewException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static GetManyRequest batch(String group, Set<ByteString> keys, Want want) {
    Limits.checkGroup(group);
    keys.forEach(Limits::checkKey);
    if (keys.size() > Limits.BATCH_KEYS) {
      throw new CashewException(
          Reason.BATCH_TOO_LARGE,
          "%,d keys at once: %,d at most; ask in parts".formatted(keys.size(), Limits.BATCH_KEYS));
    }
    return GetManyRequest.newBuilder()
        .setGroup(group)
        .addAllKeys(keys)
        .setWithDetail(want == Want.VALUE_AND_DETAIL)
        .build();
  }

  private static Map<ByteString, Result> results(Set<ByteString> keys, GetManyReply reply) {
    if (reply.getResultsCount() != keys.size()) {
      throw new CashewException(
          Reason.INTERNAL,
          "%d results for %d keys".formatted(reply.getResultsCount(), keys.size()));
    }
    Map<ByteString, Result> results = new LinkedHashMap<>();
    int next = 0;
    for (ByteString key : keys) {
      results.put(key, result(reply.getResults(next++)));
    }
    return results;
  }

  private static Result result(GetResult message) {
    return switch (message.getResultCase()) {
      case FOUND -> found(message.getFound());
      case ABSENT -> {
        Reply.Absent absent = ReplyCodec.absent(message.getAbsent());
        yield new Answer.Absent(
            Optional.of(absent.outcome()), Optional.ofNullable(absent.detail()));
      }
      case FAILURE -> {
        Reply.Failed failed = ReplyCodec.failure(message.getFailure());
        yield new Result.Failed(failed.reason(), failed.message());
      }
      case RESULT_NOT_SET ->
          new Result.Failed(Reason.INTERNAL, "a result of a kind this version does not know");
    };
  }

  private static Answer found(GetReply message) {
    Reply.Found found = ReplyCodec.found(message);
    return new Answer.Found(found.value(), found.outcome(), Optional.ofNullable(found.detail()));
  }

  /** The unary get reports absence as a status. */
  private static Answer absentOrThrow(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof CashewException e && e.reason() == Reason.SOURCE_NOT_FOUND) {
      return new Answer.Absent(Optional.empty(), Optional.empty());
    }
    throw failure instanceof CompletionException e ? e : new CompletionException(failure);
  }

  private static long millis(Duration ttl) {
    if (ttl.compareTo(Duration.ofMillis(1)) < 0 || ttl.compareTo(Operation.MAX_TTL) > 0) {
      throw new CashewException(
          Reason.TTL_OUT_OF_RANGE,
          "a time to live of %s (expected: 1 ms to a year; leave it out for the group's)"
              .formatted(ttl));
    }
    return ttl.toMillis();
  }
}
