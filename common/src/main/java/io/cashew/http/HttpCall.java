package io.cashew.http;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request from its head until its answer has left. Confined to the event loop of its connection;
 * its methods are called in the order in which they stand here.
 */
public interface HttpCall {
  /**
   * Whether there is room for its body. Asked before anything of it is read, and again whenever it
   * is larger than was said.
   *
   * @param bodyBytes as far as is known; never less than before
   * @return why there is none; null: there is
   */
  @Nullable HttpReply refusal(long bodyBytes);

  /** Answers it, once, now or later, from any thread. Not called if it was refused. */
  void answer(HttpRequest whole, Consumer<HttpReply> replies);

  /** The answer was written to the socket, or nobody waits for it any more. Called once. */
  void end();
}
