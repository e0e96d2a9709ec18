package io.cashew.client;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.cashew.client.Attempt.Repeat;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Ttl;
import io.cashew.rpc.RequestCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.CacheGrpc.CacheFutureStub;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A client of a cluster. Keys are 1 to 1,024 bytes, values at most 1 MiB; texts are UTF-8.
 *
 * <p>Every future ends within the configured deadline. The cause of a failure is a {@link
 * CashewException} with its {@link Reason}; a limit that is broken fails before anything is sent.
 * Requests are spread over the proxies in reach. A get or plain delete that meets a proxy out of
 * reach goes to the next one; a set or touch does not, for it may have been executed: whether to
 * repeat it is the caller's to know.
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
    return get(group, key, Want.VALUE, Reach.SOURCE);
  }

  public CompletableFuture<Answer> get(String group, String key) {
    return get(group, ByteString.copyFromUtf8(key));
  }

  /**
   * A key, from as far as is said: {@link Reach#MEMORY} and {@link Reach#PEEK} ask no source. What
   * is not in memory then is absent with the outcome {@code NOT_LOADED}.
   */
  public CompletableFuture<Answer> get(String group, ByteString key, Want want, Reach reach) {
    return checked(() -> RequestCodec.get(new Operation.Get(group, key, want, reach)))
        .thenCompose(request -> send(Repeat.ELSEWHERE, CacheFutureStub::get, request))
        .thenApply(Results::found)
        .exceptionally(Results::absentOrThrow);
  }

  /**
   * Many keys of one group at once: at most 1,000 different ones.
   *
   * @return one result per key, in the order first asked for: an {@link Answer} or its failure
   */
  public CompletableFuture<Map<ByteString, Result>> getMany(
      String group, Collection<ByteString> keys, Want want) {
    return getMany(group, keys, want, Reach.SOURCE);
  }

  public CompletableFuture<Map<ByteString, Result>> getMany(String group, String... keys) {
    List<ByteString> bytes = Arrays.stream(keys).map(ByteString::copyFromUtf8).toList();
    return getMany(group, bytes, Want.VALUE);
  }

  /** As the other, from as far as is said. */
  public CompletableFuture<Map<ByteString, Result>> getMany(
      String group, Collection<ByteString> keys, Want want, Reach reach) {
    Set<ByteString> distinct = new LinkedHashSet<>(keys);
    if (distinct.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return checked(() -> Batches.get(group, distinct, want, reach))
        .thenCompose(request -> send(Repeat.ELSEWHERE, CacheFutureStub::getMany, request))
        .thenApply(reply -> Results.byKey(distinct, reply.getResultsList(), Results::of));
  }

  /**
   * Stores a value for the group's time to live. Never repeated: an {@code UNAVAILABLE} or {@code
   * DEADLINE_EXCEEDED} set may or may not have been executed.
   *
   * @return the version the entry got; 0 if the group did not keep it
   */
  public CompletableFuture<Long> set(String group, ByteString key, ByteString value) {
    return set(group, key, value, () -> Ttl.GROUP);
  }

  public CompletableFuture<Long> set(String group, String key, String value) {
    return set(group, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value));
  }

  /** As {@link #set(String, ByteString, ByteString)}, for a time to live of 1 ms to a year. */
  public CompletableFuture<Long> set(String group, ByteString key, ByteString value, Duration ttl) {
    return set(group, key, value, () -> given(ttl));
  }

  public CompletableFuture<Long> set(String group, String key, String value, Duration ttl) {
    return set(group, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value), ttl);
  }

  private CompletableFuture<Long> set(
      String group, ByteString key, ByteString value, Supplier<Ttl> ttl) {
    return checked(() -> RequestCodec.set(new Operation.Set(group, key, value, ttl.get())))
        .thenCompose(request -> send(Repeat.NEVER, CacheFutureStub::set, request))
        .thenApply(SetReply::getVersion);
  }

  /**
   * Stores a value if the condition is met, decided at the key's owner in one step by what that has
   * in memory; the source is not asked. Never repeated, as any set.
   *
   * @param bring whether the answer is to bring the value there was
   */
  public CompletableFuture<SetAnswer> set(
      String group, ByteString key, ByteString value, Ttl ttl, Condition condition, Bring bring) {
    return checked(() -> new Operation.Set(group, key, value, ttl, condition, bring))
        .thenCompose(
            set ->
                set.condition().kind() == Condition.Kind.ALWAYS
                    ? send(Repeat.NEVER, CacheFutureStub::set, RequestCodec.set(set))
                        .thenApply(Results::stored)
                    : exchange(RequestCodec.set(set)));
  }

  /**
   * Many sets of one group at once: at most 1,000, of 8 MiB. Each is executed or not on its own.
   * Never repeated, as any set.
   *
   * @return one result per key, in their order: a {@link SetAnswer} or its failure
   */
  public CompletableFuture<Map<ByteString, Result>> setMany(
      String group, Map<ByteString, ByteString> values, Ttl ttl, Condition condition) {
    Map<ByteString, ByteString> asked = new LinkedHashMap<>(values);
    if (asked.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return checked(() -> Batches.set(group, asked, ttl, condition))
        .thenCompose(request -> send(Repeat.NEVER, CacheFutureStub::setMany, request))
        .thenApply(reply -> Results.byKey(asked.keySet(), reply.getResultsList(), Results::of));
  }

  /**
   * Forgets a key. Once done, no later get returns a value read from the source before it.
   *
   * @return whether a live value was in memory
   */
  public CompletableFuture<Boolean> delete(String group, ByteString key) {
    return delete(group, key, Bring.NOTHING).thenApply(Deleted::existed);
  }

  public CompletableFuture<Boolean> delete(String group, String key) {
    return delete(group, ByteString.copyFromUtf8(key));
  }

  /**
   * Forgets a key. A delete that is to bring the value there was is never repeated: if it fails, it
   * may have been executed, and the value be lost.
   */
  public CompletableFuture<Deleted> delete(String group, ByteString key, Bring bring) {
    Repeat repeat = bring == Bring.NOTHING ? Repeat.ELSEWHERE : Repeat.NEVER;
    return checked(() -> RequestCodec.delete(new Operation.Delete(group, key, bring)))
        .thenCompose(request -> send(repeat, CacheFutureStub::delete, request))
        .thenApply(Results::deleted);
  }

  /**
   * Forgets many keys of one group at once: at most 1,000 different ones.
   *
   * @return one result per key, in the order first named: {@link Deleted} or its failure
   */
  public CompletableFuture<Map<ByteString, Result>> deleteMany(
      String group, Collection<ByteString> keys) {
    Set<ByteString> distinct = new LinkedHashSet<>(keys);
    if (distinct.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return checked(() -> Batches.delete(group, distinct))
        .thenCompose(request -> send(Repeat.ELSEWHERE, CacheFutureStub::deleteMany, request))
        .thenApply(reply -> Results.byKey(distinct, reply.getResultsList(), Results::of));
  }

  /**
   * Gives a key in memory a new time to live, of 1 ms to a year from now. Never loads.
   *
   * @return whether a live value was in memory
   */
  public CompletableFuture<Boolean> touch(String group, ByteString key, Duration ttl) {
    return touch(group, key, () -> given(ttl), Bring.NOTHING).thenApply(Touched::existed);
  }

  public CompletableFuture<Boolean> touch(String group, String key, Duration ttl) {
    return touch(group, ByteString.copyFromUtf8(key), ttl);
  }

  /** Gives a key in memory a new time to live, not {@link Ttl#KEPT}. Never loads. */
  public CompletableFuture<Touched> touch(String group, ByteString key, Ttl ttl, Bring bring) {
    return touch(group, key, () -> ttl, bring);
  }

  private CompletableFuture<Touched> touch(
      String group, ByteString key, Supplier<Ttl> ttl, Bring bring) {
    return checked(() -> RequestCodec.touch(new Operation.Touch(group, key, ttl.get(), bring)))
        .thenCompose(request -> send(Repeat.NEVER, CacheFutureStub::touch, request))
        .thenApply(Results::touched);
  }

  /** Takes no new requests, gives those in flight a second, then fails them. */
  @Override
  public void close() {
    channels.close();
  }

  /** The status of a unary set does not say what there is instead. */
  private CompletableFuture<SetAnswer> exchange(SetRequest request) {
    ExchangeOperation operation =
        ExchangeOperation.newBuilder()
            .setId(1)
            .setDeadlineMs((int) deadline.toMillis())
            .setSet(request)
            .build();
    return Attempt.begin(
            channels.inTurn(),
            deadline,
            Repeat.NEVER,
            (channel, until) ->
                OneExchange.send(CacheGrpc.newStub(channel).withDeadline(until), operation))
        .thenApply(
            result ->
                result.hasNotStored()
                    ? Results.notStored(result.getNotStored())
                    : Results.stored(result.getSet()));
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

  private static Ttl given(Duration ttl) {
    if (ttl.compareTo(Duration.ofMillis(1)) < 0 || ttl.compareTo(Operation.MAX_TTL) > 0) {
      throw new CashewException(
          Reason.TTL_OUT_OF_RANGE,
          "a time to live of %s (expected: 1 ms to a year; leave it out for the group's)"
              .formatted(ttl));
    }
    return Ttl.ofMillis(ttl.toMillis());
  }
}
