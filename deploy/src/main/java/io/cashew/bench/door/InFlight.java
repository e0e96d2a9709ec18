package io.cashew.bench.door;

import io.cashew.bench.Request;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for answers, by the ids of their operations. An id is free again once it has
 * been answered. Allocates nothing but when there are more than ever before.
 */
final class InFlight {
  private @Nullable Request[] requests = new Request[64];
  private int[] free = new int[requests.length];
  private int freeCount;
  private int used;

  /** The id of another operation of the request. */
  int add(Request request) {
    int id = freeCount > 0 ? free[--freeCount] : unused();
    requests[id] = request;
    return id;
  }

  private int unused() {
    if (used == requests.length) {
      requests = Arrays.copyOf(requests, 2 * used);
      free = Arrays.copyOf(free, 2 * used);
    }
    return used++;
  }

  /** Whose operation the id was. */
  Request remove(int id) {
    Request request = requests[id];
    if (request == null) {
      throw new IllegalStateException("an answer to nothing that was asked: " + id);
    }
    requests[id] = null;
    free[freeCount++] = id;
    return request;
  }

  /** All that wait, each once; none does any more. */
  Set<Request> drain() {
    Set<Request> waiting = new LinkedHashSet<>();
    for (int id = 0; id < used; id++) {
      Request request = requests[id];
      if (request != null) {
        waiting.add(remove(id));
      }
    }
    return waiting;
  }
}
