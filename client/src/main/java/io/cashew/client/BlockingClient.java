package io.cashew.client;

import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A {@link CashewClient} for threads that wait for each answer. Every method returns within the
 * deadline and a tenth of a second, and throws {@link CashewException} as the future would fail
 * with it.
 *
 * <p>While as many requests are unanswered as {@link ClientConfig} allows, callers wait for room
 * within their deadlines; then they fail with {@link Reason#IN_FLIGHT}.
 *
 * <p>A thread that is interrupted stops waiting: {@link InterruptedException}. The request is not
 * recalled, and what it asks for may still be done. On a thread on which futures complete, which
 * would wait for itself, every method throws {@link IllegalStateException}. Thread-safe; shares the
 * end of the client it was made from.
 */
public final class BlockingClient {
  /** Futures end by then: that one does not can only be the doing of what is chained to another. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final CashewClient client;

  /** {@code client}: one that waits for room. */
  BlockingClient(CashewClient client) {
    this.client = client;
  }

  /** This client with another deadline, of 1 ms to 30 s. */
  public BlockingClient withDeadline(Duration deadline) {
    return new BlockingClient(client.withDeadline(deadline));
  }

  /** As {@link CashewClient#get(String, ByteString)}. */
  public Answer get(String group, ByteString key) throws InterruptedException {
    checkMayWait();
    return await(client.get(group, key));
  }

  public Answer get(String group, String key) throws InterruptedException {
    return get(group, ByteString.copyFromUtf8(key));
  }

  /** As {@link CashewClient#get(String, ByteString, Want, Reach)}. */
  public Answer get(String group, ByteString key, Want want, Reach reach)
      throws InterruptedException {
    checkMayWait();
    return await(client.get(group, key, want, reach));
  }

  /** As {@link CashewClient#getMany(String, Collection, Want, Reach)}. */
  public Map<ByteString, Result> getMany(
      String group, Collection<ByteString> keys, Want want, Reach reach)
      throws InterruptedException {
    checkMayWait();
    return await(client.getMany(group, keys, want, reach));
  }

  public Map<ByteString, Result> getMany(String group, String... keys) throws InterruptedException {
    checkMayWait();
    return await(client.getMany(group, keys));
  }

  /** As {@link CashewClient#set(String, ByteString, ByteString)}. */
  public long set(String group, ByteString key, ByteString value) throws InterruptedException {
    checkMayWait();
    return await(client.set(group, key, value));
  }

  public long set(String group, String key, String value) throws InterruptedException {
    return set(group, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value));
  }

  /** As {@link CashewClient#set(String, ByteString, ByteString, Duration)}. */
  public long set(String group, ByteString key, ByteString value, Duration ttl)
      throws InterruptedException {
    checkMayWait();
    return await(client.set(group, key, value, ttl));
  }

  public long set(String group, String key, String value, Duration ttl)
      throws InterruptedException {
    return set(group, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value), ttl);
  }

  /** As {@link CashewClient#set(String, ByteString, ByteString, Ttl, Condition, Bring)}. */
  public SetAnswer set(
      String group, ByteString key, ByteString value, Ttl ttl, Condition condition, Bring bring)
      throws InterruptedException {
    checkMayWait();
    return await(client.set(group, key, value, ttl, condition, bring));
  }

  /** As {@link CashewClient#setMany}. */
  public Map<ByteString, Result> setMany(
      String group, Map<ByteString, ByteString> values, Ttl ttl, Condition condition)
      throws InterruptedException {
    checkMayWait();
    return await(client.setMany(group, values, ttl, condition));
  }

  /** As {@link CashewClient#delete(String, ByteString)}. */
  public boolean delete(String group, ByteString key) throws InterruptedException {
    checkMayWait();
    return await(client.delete(group, key));
  }

  public boolean delete(String group, String key) throws InterruptedException {
    return delete(group, ByteString.copyFromUtf8(key));
  }

  /** As {@link CashewClient#delete(String, ByteString, Bring)}. */
  public Deleted delete(String group, ByteString key, Bring bring) throws InterruptedException {
    checkMayWait();
    return await(client.delete(group, key, bring));
  }

  /** As {@link CashewClient#deleteMany}. */
  public Map<ByteString, Result> deleteMany(String group, Collection<ByteString> keys)
      throws InterruptedException {
    checkMayWait();
    return await(client.deleteMany(group, keys));
  }

  /** As {@link CashewClient#touch(String, ByteString, Duration)}. */
  public boolean touch(String group, ByteString key, Duration ttl) throws InterruptedException {
    checkMayWait();
    return await(client.touch(group, key, ttl));
  }

  public boolean touch(String group, String key, Duration ttl) throws InterruptedException {
    return touch(group, ByteString.copyFromUtf8(key), ttl);
  }

  /** As {@link CashewClient#touch(String, ByteString, Ttl, Bring)}. */
  public Touched touch(String group, ByteString key, Ttl ttl, Bring bring)
      throws InterruptedException {
    checkMayWait();
    return await(client.touch(group, key, ttl, bring));
  }

  private void checkMayWait() throws InterruptedException {
    if (client.isAnswering()) {
      throw new IllegalStateException(
          "a blocking request on a thread on which futures complete would wait for itself: use the"
              + " asynchronous client there, or hand the work to an executor");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(client.deadline().toNanos() + PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw thrown(e);
    } catch (TimeoutException e) {
      throw new CashewException(
          Reason.OWNER_SLOW,
          "no answer in time: the client's threads are held up by what is chained to a future",
          e);
    }
  }

  /** With the stack of the caller, who can do more with it than with the event loop's. */
  private static RuntimeException thrown(ExecutionException failed) throws InterruptedException {
    if (Thread.interrupted()) { // while it waited for room
      throw new InterruptedException();
    }
    return failed.getCause() instanceof CashewException failure
        ? new CashewException(failure.reason(), String.valueOf(failure.getMessage()), failure)
        : new IllegalStateException(failed);
  }
}
