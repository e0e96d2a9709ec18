package io.cashew.http;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One in which a request is answered whoever asks. Immutable. */
record PlainSession(HttpHandler handler, int bodyBytes) implements HttpSession {
  @Override
  public HttpCall begin(HttpRequest head) {
    return new Call();
  }

  @Override
  public void closed() {}

  private final class Call implements HttpCall {
    @Override
    public @Nullable HttpReply refusal(long body) {
      return body > bodyBytes ? HttpReply.bodyTooLarge(bodyBytes) : null;
    }

    @Override
    public void answer(HttpRequest whole, Consumer<HttpReply> replies) {
      handler.handle(whole, replies);
    }

    @Override
    public void end() {}
  }
}
