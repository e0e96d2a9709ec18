package io.cashew.comparison.load;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A cache as one of its clients reaches it. Keys are numbers here; a target makes of them what its
 * client wants, at every request, as a caller does who brings a new one. Thread-safe.
 */
public interface Target extends AutoCloseable {
  /** Stores a value. */
  CompletionStage<?> set(int key, byte[] value);

  /**
   * Asks for a value as an asynchronous caller does.
   *
   * @param lane which of the requests that are outstanding at once this is, from 0
   */
  CompletionStage<?> get(int lane, int key);

  /** Asks for a value as a caller does who waits for it. */
  @Nullable Object await(int key);

  /** Asks for many values at once and waits; how many there were. */
  int awaitMany(int[] keys);

  /** Whether an answer brings a value. */
  default boolean isHit(@Nullable Object answer) {
    return answer != null;
  }

  @Override
  void close();
}
