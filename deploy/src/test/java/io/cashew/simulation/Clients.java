package io.cashew.simulation;

import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.LoadSettings;
import io.cashew.group.SourceSettings;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Writers, one for each key, who change the database and then delete or set the key, and readers
 * who ask for whatever. A writer whose set failed goes on when its deadline has passed: it is never
 * done later (rule R14).
 */
final class Clients {
  static final String GROUP = "things";
  static final Duration LOAD_TIMEOUT = Duration.ofMillis(400);
  static final int KEYS = 10;

  private static final Duration LONGEST = Duration.ofMillis(500);
  private static final Duration UNHURRIED = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofMillis(100);

  private final FakeTime time;
  private final Chance chance;
  private final Story story;
  private final Promise promise;
  private final Database database;
  private final Supplier<List<ProxyProcess>> proxies;
  private final List<ByteString> keys =
      IntStream.range(0, KEYS).mapToObj(i -> ByteString.copyFromUtf8("key" + i)).toList();

  int failures;
  private boolean resting;

  Clients(
      FakeTime time,
      Chance chance,
      Story story,
      Promise promise,
      Database database,
      Supplier<List<ProxyProcess>> proxies) {
    this.time = time;
    this.chance = chance;
    this.story = story;
    this.promise = promise;
    this.database = database;
    this.proxies = proxies;
  }

  /** The group they all use. */
  static GroupSpec group(Consistency consistency) {
    GroupSettings defaults = GroupSettings.defaults();
    return new GroupSpec(
        GROUP,
        new GroupSettings(
            1 << 20,
            0,
            defaults.policy(),
            1 << 10,
            Freshness.exactly(Duration.ofSeconds(30), Duration.ofSeconds(5)),
            LoadSettings.DEFAULT.with(LOAD_TIMEOUT, 16),
            consistency,
            Optional.of(new SourceSettings("db", ""))));
  }

  void begin() {
    keys.forEach(this::write);
    read();
  }

  void rest() {
    resting = true;
  }

  private void write(ByteString key) {
    if (resting) {
      return;
    }
    long version = database.write(key);
    if (chance.oneIn(4)) {
      set(key, version);
    } else {
      delete(key, version);
    }
  }

  private void delete(ByteString key, long version) {
    ask(
        new Operation.Delete(GROUP, key),
        patience(),
        reply -> {
          story.tellOf(key, () -> "delete after %d: %s".formatted(version, reply));
          if (reply instanceof Reply.Deleted) {
            promise.acknowledge(key, version, time.nanos());
            time.after(chance.between(0, 100), () -> write(key));
          } else {
            time.after(chance.between(0, 30), () -> delete(key, version));
          }
        });
  }

  private void set(ByteString key, long version) {
    ask(
        new Operation.Set(GROUP, key, Database.value(version), Operation.GROUP_TTL),
        patience(),
        reply -> {
          story.tellOf(key, () -> "set to %d: %s".formatted(version, reply));
          if (reply instanceof Reply.Stored) {
            promise.acknowledge(key, version, time.nanos());
            time.after(chance.between(0, 100), () -> write(key));
          } else { // it may be done until its deadline has passed
            time.after(LONGEST.plus(GRACE), () -> write(key));
          }
        });
  }

  private void read() {
    if (resting) {
      return;
    }
    get(chance.oneOf(keys), patience(), reply -> {});
    time.after(chance.between(0, 8), this::read);
  }

  /** Asks for a key, in good time. */
  void get(ByteString key, Consumer<Reply> told) {
    get(key, UNHURRIED, told);
  }

  private void get(ByteString key, Duration patience, Consumer<Reply> told) {
    long start = time.nanos();
    ask(
        new Operation.Get(GROUP, key, Want.VALUE),
        patience,
        reply -> {
          if (reply instanceof Reply.Found found) {
            story.tellOf(
                key,
                () ->
                    "get begun at %.3f ms: %s %s"
                        .formatted(start / 1e6, found.outcome(), found.value().toStringUtf8()));
          }
          promise.got(key, start, reply);
          told.accept(reply);
        });
  }

  private Duration patience() {
    return chance.oneIn(3) ? chance.between(20, 200) : LONGEST;
  }

  /**
   * Every request that a living proxy has taken is answered once, within its deadline and a bit.
   */
  private void ask(Operation operation, Duration patience, Consumer<Reply> told) {
    ProxyProcess proxy = chance.oneOf(proxies.get());
    Call call = new Call(operation, told);
    Life life = proxy.life();
    if (life.isDead()) {
      time.after(Duration.ofMillis(1), () -> call.end(GONE));
      return;
    }
    proxy.send(operation, patience, reply -> time.after(Duration.ZERO, () -> call.answer(reply)));
    time.after(
        patience.plus(GRACE),
        () -> {
          if (!call.over && !life.isDead() && !life.wasStopped()) {
            story.violated(
                operation.key(), operation + " was not answered by proxy " + proxy.name());
          }
          call.end(GONE);
        });
  }

  private static final Reply GONE = new Reply.Failed(Reason.OWNER_UNREACHABLE, "the proxy is gone");

  static boolean isFresh(Reply reply) {
    return reply instanceof Reply.Found found && found.outcome() != Outcome.GUTTER;
  }

  /** What a client waits for. */
  private final class Call {
    private final Operation operation;
    private final Consumer<Reply> client;
    private boolean over;
    private boolean answered;

    Call(Operation operation, Consumer<Reply> client) {
      this.operation = operation;
      this.client = client;
    }

    void answer(Reply reply) {
      if (answered) {
        story.violated(operation.key(), operation + " was answered twice");
      }
      answered = true;
      end(reply);
    }

    void end(Reply reply) {
      if (!over) {
        over = true;
        if (reply instanceof Reply.Failed) {
          failures++;
        }
        client.accept(reply);
      }
    }
  }
}
