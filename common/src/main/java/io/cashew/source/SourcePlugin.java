package io.cashew.source;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Where values come from, in code of your own. Needs a public constructor without parameters; there
 * is one instance for each connection that names it.
 *
 * <p>Threads: {@link #open} is called first, and once unless it fails; {@link #load} by several
 * threads at once, as many as the connection has. All three methods may block. What takes too long
 * is interrupted and costs its callers their deadline; a method that does not heed the interrupt
 * keeps its thread.
 */
public interface SourcePlugin extends AutoCloseable {
  /**
   * Prepares for loads. If it throws, loads fail, and it is called again for a load a second or
   * more later.
   *
   * @param settings the section {@code settings} of the connection
   * @throws Exception if the plug-in cannot work; the node's log tells why, clients do not
   */
  default void open(Map<String, String> settings) throws Exception {}

  /**
   * Asks for a key. The answer may come later, from any thread.
   *
   * <p>When nobody waits any more the stage is cancelled, and the thread interrupted if it is still
   * in this method.
   *
   * @throws Exception if the load failed, as does a stage that ends with an exception; the node's
   *     log tells why, clients do not
   */
  CompletionStage<SourceAnswer> load(SourceRequest request) throws Exception;

  /** Called when the node stops, which does not wait for it for more than a moment. */
  @Override
  default void close() {}
}
