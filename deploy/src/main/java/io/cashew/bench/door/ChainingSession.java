package io.cashew.bench.door;

import io.cashew.bench.Request;
import io.cashew.bench.Session;

/** Calls the client library and goes on; the answer comes on a thread of the library's. */
record ChainingSession(ClientCalls calls) implements Session {
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the request hears of either end
  public void begin(Request request) {
    calls
        .send(request)
        .whenComplete(
            (brought, failure) -> {
              if (failure == null) {
                ClientCalls.answered(request, brought);
              } else {
                ClientCalls.failed(request, failure);
              }
            });
  }
}
