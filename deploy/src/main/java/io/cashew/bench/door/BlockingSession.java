package io.cashew.bench.door;

import io.cashew.bench.Request;
import io.cashew.bench.Session;
import java.util.concurrent.CompletionException;

/** Calls the client library and waits for the answer, as most applications do. */
record BlockingSession(ClientCalls calls) implements Session {
  @Override
  public void begin(Request request) {
    Object brought;
    try {
      brought = calls.send(request).join();
    } catch (CompletionException e) {
      ClientCalls.failed(request, e);
      return;
    }
    ClientCalls.answered(request, brought);
  }
}
