package io.cashew.simulation;

import com.google.protobuf.ByteString;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.time.FakeTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Where values come from: a number for each key, which only grows. Slow at times, and failing. */
final class Database {
  private static final String SET = " set";

  private final FakeTime time;
  private final Chance chance;
  private final Map<ByteString, Long> versions = new HashMap<>();
  private final Map<ByteString, Integer> loads = new HashMap<>();
  private boolean healthy;

  Database(FakeTime time, Chance chance) {
    this.time = time;
    this.chance = chance;
  }

  /** The key's value changes; says what it is now. */
  long write(ByteString key) {
    return versions.merge(key, 1L, Long::sum);
  }

  /** What the key's value is now. */
  long versionOf(ByteString key) {
    return versions.getOrDefault(key, 0L);
  }

  /** From now on every load is answered. */
  void getWell() {
    healthy = true;
  }

  int loadsOf(ByteString key) {
    return loads.getOrDefault(key, 0);
  }

  /** The database as one node sees it: answers come to it while it lives. */
  DataSource seenBy(Life life) {
    return new DataSource() {
      @Override
      public CompletableFuture<Loaded> load(LoadRequest request) {
        return answer(life, request.key());
      }

      @Override
      public void close() {}
    };
  }

  private CompletableFuture<Loaded> answer(Life life, ByteString key) {
    loads.merge(key, 1, Integer::sum);
    CompletableFuture<Loaded> answer = new CompletableFuture<>();
    int luck = healthy ? 9 : chance.below(24);
    if (luck == 0) {
      answer.completeExceptionally(new IllegalStateException("no connection"));
    } else if (luck >= 2 && luck < 6) {
      answer.complete(read(key));
    } else if (luck >= 6) {
      time.after(
          chance.between(0, 15),
          () -> {
            Loaded read = read(key);
            time.after(
                !healthy && chance.oneIn(8) ? chance.between(20, 380) : chance.between(0, 15),
                () -> life.run(() -> answer.complete(read)));
          });
    } // else it never answers
    return answer;
  }

  private Loaded read(ByteString key) {
    return Loaded.Present.of(value(versions.getOrDefault(key, 0L)));
  }

  static ByteString value(long version) {
    return ByteString.copyFromUtf8(Long.toString(version));
  }

  /** The same version, told apart from what the database says. */
  static ByteString valueThatWasSet(long version) {
    return ByteString.copyFromUtf8(version + SET);
  }

  static boolean wasSet(ByteString value) {
    return value.toStringUtf8().endsWith(SET);
  }

  static long version(ByteString value) {
    return Long.parseLong(value.toStringUtf8().replace(SET, ""));
  }
}
