package io.cashew.proxy.door.http;

import io.cashew.http.HttpCall;
import io.cashew.http.HttpReply;
import io.cashew.http.HttpRequest;
import java.util.function.Consumer;

/** A request for what is not there. Costs nothing. */
record NowhereCall(HttpReply reply) implements HttpCall {
  @Override
  public HttpReply refusal(long bodyBytes) {
    return reply;
  }

  @Override
  public void answer(HttpRequest whole, Consumer<HttpReply> replies) {
    replies.accept(reply);
  }

  @Override
  public void end() {}
}
