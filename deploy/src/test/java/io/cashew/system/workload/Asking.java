package io.cashew.system.workload;

import com.google.common.base.Throwables;
import com.google.protobuf.ByteString;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.status.CashewException;
import io.cashew.system.history.Ending;
import io.cashew.system.history.Event;
import io.cashew.system.history.Event.Kind;
import io.cashew.system.history.Key;
import io.cashew.system.history.Recorder;
import io.cashew.system.history.Value;
import io.cashew.time.Await;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends single operations and writes down how each ended. Thread-safe; endings are told on the
 * network's threads.
 */
final class Asking {
  /** The groups that a cluster under test has. */
  private static final String SOURCED_GROUP = "things";

  private static final String PLAIN_GROUP = "plain";

  private final Recorder recorder;
  private final Set<Asked> pending = ConcurrentHashMap.newKeySet();

  Asking(Recorder recorder) {
    this.recorder = recorder;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the ending is told
  void get(Door door, Key key) {
    Asked asked = new Asked(door.name(), Kind.GET, key, 0, ending -> {});
    door.client().get(groupOf(key), key.text()).whenComplete(asked::answered);
  }

  void set(Door door, Key key, long version, Consumer<Ending> ended) {
    Asked asked = new Asked(door.name(), Kind.SET, key, version, ended);
    String value = new Value(key.text(), version, 0).text();
    asked.acknowledgedBy(door.client().set(groupOf(key), key.text(), value));
  }

  void delete(Door door, Key key, long version, Consumer<Ending> ended) {
    Asked asked = new Asked(door.name(), Kind.DELETE, key, version, ended);
    asked.acknowledgedBy(door.client().delete(groupOf(key), key.text()));
  }

  /** Waits until all have ended, and no longer than so long: the rest is written down as it is. */
  void awaitAll(Duration patience) {
    try {
      Await.until("every request has ended", patience, pending::isEmpty);
    } catch (AssertionError e) {
      pending.forEach(asked -> asked.ended(0, 0, new Ending.Unanswered()));
    }
  }

  int underWay() {
    return pending.size();
  }

  static String groupOf(Key key) {
    return switch (key.space()) {
      case SOURCED -> SOURCED_GROUP;
      case PLAIN -> PLAIN_GROUP;
    };
  }

  /** Where operations are sent. */
  record Door(String name, CashewClient client) {}

  /** One operation under way. */
  private final class Asked {
    private final String client;
    private final Kind kind;
    private final Key key;
    private final long version;
    private final Consumer<Ending> told;
    private final long start = System.nanoTime();

    Asked(String client, Kind kind, Key key, long version, Consumer<Ending> told) {
      this.client = client;
      this.kind = kind;
      this.key = key;
      this.version = version;
      this.told = told;
      pending.add(this);
    }

    void answered(@Nullable Answer answer, @Nullable Throwable failure) {
      if (answer == null) {
        failed(failure);
      } else if (answer instanceof Answer.Found found) {
        found(found);
      } else {
        ended(0, 0, new Ending.Absent());
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the ending is told
    void acknowledgedBy(CompletableFuture<?> future) {
      future.whenComplete(
          (done, failure) -> {
            if (failure == null) {
              ended(version, 0, new Ending.Done());
            } else {
              failed(failure);
            }
          });
    }

    private void found(Answer.Found found) {
      ByteString bytes = found.value();
      Optional<Value> value =
          Value.parse(bytes.toStringUtf8()).filter(each -> each.key().equals(key.text()));
      if (value.isPresent()) {
        ended(value.get().version(), value.get().nonce(), new Ending.Found(found.outcome()));
      } else {
        ended(0, 0, new Ending.Nonsense("answered with \"" + bytes.toStringUtf8() + "\""));
      }
    }

    private void failed(@Nullable Throwable failure) {
      Throwable cause = failure == null ? new NullPointerException() : failure;
      Ending ending =
          Throwables.getCausalChain(cause).stream()
              .filter(CashewException.class::isInstance)
              .map(each -> (Ending) new Ending.Failed(((CashewException) each).reason()))
              .findFirst()
              .orElseGet(() -> new Ending.Nonsense("threw " + cause));
      ended(version, 0, ending);
    }

    void ended(long seen, long nonce, Ending ending) {
      long end = System.nanoTime();
      if (pending.remove(this)) {
        recorder.add(new Event(client, kind, key, seen, nonce, start, end, ending));
        told.accept(ending);
      }
    }
  }
}
