package io.cashew.node.source;

import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.cashew.group.SourceSettings;
import io.cashew.lifecycle.Part;
import io.cashew.status.CashewException;
import io.cashew.time.ThreadTimers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Timers, and short ways to load, for tests of sources against real things. */
public final class SourceTester implements Part {
  /** Longer than anything here takes. */
  public static final Duration LONG = Duration.ofSeconds(20);

  public final ThreadTimers timers = new ThreadTimers("source-test");

  /** What a source says of a key in the end. */
  public static Loaded load(DataSource source, ByteString key) {
    return load(source, key, LONG);
  }

  /** What a source says of a key in the end. */
  public static Loaded load(DataSource source, String key) {
    return load(source, ByteString.copyFromUtf8(key), LONG);
  }

  /** What a source says of a key in the end. */
  public static Loaded load(DataSource source, ByteString key, Duration timeout) {
    return get(source.load(request(key, timeout)));
  }

  /** What a source says of a key whose value is still in memory. */
  public static Loaded reload(DataSource source, String key, String known) {
    return get(
        source.load(
            new LoadRequest(
                "users",
                ByteString.copyFromUtf8(key),
                LONG,
                Optional.of(ByteString.copyFromUtf8(known)))));
  }

  /** Why a load fails. */
  public static CashewException failure(DataSource source, String key, Duration timeout) {
    return failure(source.load(request(ByteString.copyFromUtf8(key), timeout)));
  }

  /** Why a load fails. */
  public static CashewException failure(CompletableFuture<Loaded> load) {
    Throwable failure = catchThrowable(load::get);
    if (failure instanceof ExecutionException e && e.getCause() instanceof CashewException known) {
      return known;
    }
    throw new AssertionError("no failure of a source", failure);
  }

  public static LoadRequest request(String key) {
    return request(ByteString.copyFromUtf8(key), LONG);
  }

  public static LoadRequest request(ByteString key, Duration timeout) {
    return new LoadRequest("users", key, timeout);
  }

  public static Loaded.Present present(String value) {
    return Loaded.Present.of(ByteString.copyFromUtf8(value));
  }

  /** A group's settings. */
  public static SourceSettings settings(String query, String path) {
    return new SourceSettings("here", query, path);
  }

  private static Loaded get(CompletableFuture<Loaded> load) {
    try {
      return load.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    timers.close();
  }
}
