package io.cashew.bench.door;

import static com.google.common.base.Throwables.getRootCause;

import com.google.protobuf.ByteString;
import io.cashew.bench.Ending;
import io.cashew.bench.Request;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.Result;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.status.CashewException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Requests as calls of the client library, and what these bring. */
record ClientCalls(CashewClient client, String group) {
  CompletableFuture<?> send(Request request) {
    return switch (request.verb()) {
      case GET ->
          request.count() == 1
              ? client.get(group, request.key(0))
              : client.getMany(group, keys(request), Want.VALUE);
      case SET ->
          client.set(
              group, request.key(0), request.value(), Duration.ofMillis(request.ttlMillis()));
      case DELETE -> client.delete(group, request.key(0));
      case TOUCH -> client.touch(group, request.key(0), Duration.ofMillis(request.ttlMillis()));
    };
  }

  private static List<ByteString> keys(Request request) {
    List<ByteString> keys = new ArrayList<>(request.count());
    for (int i = 0; i < request.count(); i++) {
      keys.add(request.key(i));
    }
    return keys;
  }

  static void answered(Request request, Object brought) {
    if (brought instanceof Answer answer) {
      request.ended(ending(answer));
    } else if (brought instanceof Map<?, ?> results) {
      all(request, results);
    } else {
      request.ended(Ending.DONE);
    }
  }

  /** A key that was asked for twice has one result. */
  private static void all(Request request, Map<?, ?> results) {
    for (ByteString key : keys(request)) {
      Object result = results.get(key);
      if (result instanceof Answer answer) {
        request.ended(ending(answer));
      } else if (result instanceof Result.Failed failed) {
        request.failed(failed.reason().name(), failed.message());
      } else {
        request.failed("INTERNAL", "no result for a key");
      }
    }
  }

  private static Ending ending(Answer answer) {
    if (answer instanceof Answer.Found found) {
      return switch (found.outcome()) {
        case HIT -> Ending.HIT;
        case MISS_LOADED -> Ending.LOADED;
        case COALESCED -> Ending.COALESCED;
        case STALE -> Ending.STALE;
        case GUTTER -> Ending.GUTTER;
        case NEGATIVE, NOT_LOADED -> Ending.FOUND;
      };
    }
    return answer instanceof Answer.Absent absent
            && absent.outcome().equals(Optional.of(Outcome.NEGATIVE))
        ? Ending.NEGATIVE
        : Ending.ABSENT;
  }

  static void failed(Request request, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof CashewException e) {
      request.failedAll(e.reason().name(), String.valueOf(e.getMessage()));
    } else {
      request.failedAll("INTERNAL", String.valueOf(getRootCause(failure)));
    }
  }
}
