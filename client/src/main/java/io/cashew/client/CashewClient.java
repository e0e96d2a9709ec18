package io.cashew.client;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CheckReturnValue;
import com.google.protobuf.ByteString;
import io.cashew.client.link.LinkSettings;
import io.cashew.client.link.ProxyLinks;
import io.cashew.client.link.WhenFull;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.telemetry.OperationSpans;
import io.cashew.telemetry.Span;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A client of a cluster. Keys are 1 to 1,024 bytes, values at most 1 MiB; texts are UTF-8.
 *
 * <p>Requests that are begun at about the same time leave in one message, so a client is to be
 * shared: one for a process is best. They are spread over the proxies in reach, and executed in any
 * order unless each waits for the one before.
 *
 * <p>Every future ends within the deadline and a tenth of a second. The cause of a failure is a
 * {@link CashewException} with its {@link Reason}; a limit that is broken fails before anything is
 * sent. A get or plain delete that meets a proxy out of reach, or one that does not answer, is
 * asked of another within the deadline, as long as such repeats are few. A set, a touch or a delete
 * that brings the value goes elsewhere only if it was certainly not executed: whether to repeat it
 * is the caller's to know.
 *
 * <p>While as many requests are unanswered as {@link ClientConfig} allows, further ones fail at
 * once with {@link Reason#IN_FLIGHT}.
 *
 * <p>Thread-safe. Futures complete on the network's threads: what is chained to them must not
 * block, or be handed to an executor. Cancelling a future does not recall the request.
 */
public final class CashewClient implements Part {
  private final ProxyLinks links;
  private final Duration deadline;
  private final WhenFull whenFull;
  private final OperationSpans spans;

  private CashewClient(
      ProxyLinks links, Duration deadline, WhenFull whenFull, OperationSpans spans) {
    this.links = links;
    this.deadline = deadline;
    this.whenFull = whenFull;
    this.spans = spans;
  }

  /**
   * Begins to connect and waits for nothing: requests made meanwhile wait within their deadline.
   */
  public static CashewClient connect(ClientConfig config) {
    ProxyLinks links =
        ProxyLinks.connect(
            new LinkSettings(
                ImmutableList.copyOf(config.proxies()),
                config.eventLoops(),
                config.maxInFlight(),
                config.maxInFlightBytes()));
    OperationSpans spans =
        new OperationSpans(config.tracer(), "cashew.client", Span.Kind.CLIENT, ImmutableMap.of());
    return new CashewClient(links, config.deadline(), WhenFull.FAIL, spans);
  }

  /**
   * This client with another deadline for what is asked by it. Connections, limits and the end are
   * shared: closing either closes both.
   *
   * @param deadline what a request may take, retries included; 1 ms to 30 s
   */
  @CheckReturnValue
  public CashewClient withDeadline(Duration deadline) {
    ClientConfig.checkDeadline(deadline);
    return new CashewClient(links, deadline, whenFull, spans);
  }

  /** This client for threads that wait for each answer. */
  public BlockingClient blocking() {
    return new BlockingClient(new CashewClient(links, deadline, WhenFull.WAIT, spans));
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
    return ask(() -> new Operation.Get(group, key, want, reach), Results::got);
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
    return askMany(keys, key -> new Operation.Get(group, key, want, reach), Results::got);
  }

  /**
   * Stores a value for the group's time to live. Never repeated: an {@code UNAVAILABLE} or {@code
   * DEADLINE_EXCEEDED} set may or may not have been executed.
   *
   * @return the version the entry got; 0 if the group did not keep it
   */
  public CompletableFuture<Long> set(String group, ByteString key, ByteString value) {
    return ask(() -> new Operation.Set(group, key, value, Ttl.GROUP), Results::version);
  }

  public CompletableFuture<Long> set(String group, String key, String value) {
    return set(group, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value));
  }

  /** As {@link #set(String, ByteString, ByteString)}, for a time to live of 1 ms to a year. */
  public CompletableFuture<Long> set(String group, ByteString key, ByteString value, Duration ttl) {
    return ask(() -> new Operation.Set(group, key, value, given(ttl)), Results::version);
  }

  public CompletableFuture<Long> set(String group, String key, String value, Duration ttl) {
    return set(group, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value), ttl);
  }

  /**
   * Stores a value if the condition is met, decided at the key's owner in one step by what that has
   * in memory; the source is not asked. Never repeated, as any set.
   *
   * @param bring whether the answer is to bring the value there was
   */
  public CompletableFuture<SetAnswer> set(
      String group, ByteString key, ByteString value, Ttl ttl, Condition condition, Bring bring) {
    return ask(() -> new Operation.Set(group, key, value, ttl, condition, bring), Results::set);
  }

  /**
   * Many sets of one group at once: at most 1,000, of 8 MiB. Each is executed or not on its own.
   * Never repeated, as any set.
   *
   * @return one result per key, in their order: a {@link SetAnswer} or its failure
   */
  public CompletableFuture<Map<ByteString, Result>> setMany(
      String group, Map<ByteString, ByteString> values, Ttl ttl, Condition condition) {
    Map<ByteString, ByteString> asked = ImmutableMap.copyOf(values);
    return askMany(
        asked.keySet(),
        key ->
            new Operation.Set(
                group, key, checkNotNull(asked.get(key)), ttl, condition, Bring.NOTHING),
        Results::set);
  }

  /**
   * Forgets a key. Once done, no later get returns a value read from the source before it.
   *
   * @return whether a live value was in memory
   */
  public CompletableFuture<Boolean> delete(String group, ByteString key) {
    return ask(() -> new Operation.Delete(group, key), reply -> Results.deleted(reply).existed());
  }

  public CompletableFuture<Boolean> delete(String group, String key) {
    return delete(group, ByteString.copyFromUtf8(key));
  }

  /**
   * Forgets a key. A delete that is to bring the value there was is never repeated: if it fails, it
   * may have been executed, and the value be lost.
   */
  public CompletableFuture<Deleted> delete(String group, ByteString key, Bring bring) {
    return ask(() -> new Operation.Delete(group, key, bring), Results::deleted);
  }

  /**
   * Forgets many keys of one group at once: at most 1,000 different ones.
   *
   * @return one result per key, in the order first named: {@link Deleted} or its failure
   */
  public CompletableFuture<Map<ByteString, Result>> deleteMany(
      String group, Collection<ByteString> keys) {
    return askMany(keys, key -> new Operation.Delete(group, key), Results::deleted);
  }

  /**
   * Gives a key in memory a new time to live, of 1 ms to a year from now. Never loads.
   *
   * @return whether a live value was in memory
   */
  public CompletableFuture<Boolean> touch(String group, ByteString key, Duration ttl) {
    return ask(
        () -> new Operation.Touch(group, key, given(ttl), Bring.NOTHING),
        reply -> Results.touched(reply).existed());
  }

  public CompletableFuture<Boolean> touch(String group, String key, Duration ttl) {
    return touch(group, ByteString.copyFromUtf8(key), ttl);
  }

  /** Gives a key in memory a new time to live, not {@link Ttl#KEPT}. Never loads. */
  public CompletableFuture<Touched> touch(String group, ByteString key, Ttl ttl, Bring bring) {
    return ask(() -> new Operation.Touch(group, key, ttl, bring), Results::touched);
  }

  /** Takes no new requests, gives those in flight a second, then fails them. May be repeated. */
  @Override
  public void close() {
    links.close();
  }

  /** What a request may take. */
  Duration deadline() {
    return deadline;
  }

  /** Whether this is a thread on which futures complete. */
  boolean isAnswering() {
    return links.isAnswering();
  }

  /** A caller meets every failure in one way: as the future's. */
  private <T> CompletableFuture<T> ask(Supplier<Operation> asked, Function<Reply, T> meaning) {
    Promise<T> promise = new Promise<>(meaning);
    Operation operation;
    try {
      operation = asked.get();
    } catch (CashewException e) {
      promise.completeExceptionally(e);
      return promise;
    }
    send(operation, promise);
    return promise;
  }

  private CompletableFuture<Map<ByteString, Result>> askMany(
      Collection<ByteString> keys,
      Function<ByteString, Operation> operation,
      Function<Reply, ? extends Result> meaning) {
    Set<ByteString> distinct = new LinkedHashSet<>(keys);
    List<Operation> operations;
    try {
      Batch.checkKeys(distinct.size());
      operations = distinct.stream().map(operation).toList();
      Batch.checkBytes(operations);
    } catch (CashewException e) {
      return CompletableFuture.failedFuture(e);
    }
    return Batch.send(operations, meaning, this::send);
  }

  private void send(Operation operation, Consumer<Reply> replies) {
    links.send(operation, deadline.toNanos(), whenFull, spans.watched(operation, null, replies));
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
