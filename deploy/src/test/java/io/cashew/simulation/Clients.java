package io.cashew.simulation;

import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.LoadSettings;
import io.cashew.group.SourceSettings;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Writers, one for each key, who change the database and then delete or set the key, on conditions
 * at times, and readers who ask for whatever, from wherever. A writer whose set failed goes on when
 * its deadline has passed: it is never done later (rule R14).
 */
final class Clients {
  static final String GROUP = "things";
  static final Duration LOAD_TIMEOUT = Duration.ofMillis(400);
  static final int KEYS = 10;

  private static final int PLAIN_GET = -1;
  private static final Duration LONGEST = Duration.ofMillis(500);
  private static final Duration UNHURRIED = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofMillis(100);

  private final Variety variety;
  private final FakeTime time;
  private final Chance chance;
  private final Story story;
  private final Promise promise;
  private final Kept kept;
  private final Database database;
  private final Supplier<List<ProxyProcess>> proxies;
  private final Map<ByteString, Long> lastStored = new HashMap<>();
  private final List<ByteString> keys =
      IntStream.range(0, KEYS).mapToObj(i -> ByteString.copyFromUtf8("key" + i)).toList();

  int failures;
  private boolean resting;

  Clients(
      Variety variety,
      FakeTime time,
      Chance chance,
      Story story,
      Promise promise,
      Kept kept,
      Database database,
      Supplier<List<ProxyProcess>> proxies) {
    this.variety = variety;
    this.time = time;
    this.chance = chance;
    this.story = story;
    this.promise = promise;
    this.kept = kept;
    this.database = database;
    this.proxies = proxies;
  }

  /** What is good for a moment, and answered for long after it; loads ahead and holds off. */
  static final Freshness FLEETING =
      new Freshness(
          Duration.ofMillis(40),
          20,
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofSeconds(2),
          50,
          Duration.ofMillis(15));

  /** What is good for as long as it lasts. */
  static final Freshness LASTING = Freshness.exactly(Duration.ofSeconds(30), Duration.ofSeconds(5));

  /** The group they all use. */
  static GroupSpec group(Consistency consistency, Freshness freshness) {
    GroupSettings defaults = GroupSettings.defaults();
    return new GroupSpec(
        GROUP,
        new GroupSettings(
            1 << 20,
            0,
            defaults.policy(),
            1 << 10,
            freshness,
            LoadSettings.DEFAULT.with(LOAD_TIMEOUT, 16),
            consistency,
            Optional.of(new SourceSettings("db", ""))));
  }

  List<ByteString> keys() {
    return keys;
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
    long start = time.nanos();
    kept.deleting(key);
    ask(
        new Operation.Delete(GROUP, key, bring()),
        patience(),
        reply -> {
          story.tellOf(key, () -> "delete after %d: %s".formatted(version, reply));
          if (reply instanceof Reply.Deleted deleted) {
            promise.brought(key, start, deleted.previous());
            promise.acknowledge(key, version, time.nanos());
            time.after(chance.between(0, 100), () -> write(key));
          } else {
            kept.deleteFailed(key, time.nanos());
            time.after(chance.between(0, 30), () -> delete(key, version));
          }
        });
  }

  private void set(ByteString key, long version) {
    long start = time.nanos();
    List<Object> before = kept.now();
    Condition condition = condition(key);
    boolean plain = condition.kind() == Condition.Kind.ALWAYS;
    ask(
        new Operation.Set(
            GROUP,
            key,
            plain ? Database.value(version) : Database.valueThatWasSet(version),
            ttl(),
            condition,
            bring()),
        patience(),
        reply -> {
          story.tellOf(key, () -> "set to %d %s: %s".formatted(version, condition, reply));
          if (reply instanceof Reply.Stored stored) {
            promise.brought(key, start, stored.previous());
            promise.acknowledge(key, version, time.nanos());
            if (condition.kind() == Condition.Kind.IF_ABSENT) {
              kept.foundNone(key);
            }
            kept.stored(key, before, start);
            lastStored.put(key, stored.version());
            time.after(chance.between(0, 100), () -> write(key));
          } else if (reply instanceof Reply.NotStored unmet) {
            promise.brought(key, start, unmet.value());
            promise.refused(key, version);
            if (unmet.version() == 0) {
              kept.foundNone(key);
            } else {
              kept.foundSome(key);
            }
            delete(key, version);
          } else { // it may be done until its deadline has passed
            time.after(LONGEST.plus(GRACE), () -> write(key));
          }
        });
  }

  private Ttl ttl() {
    return variety == Variety.ALL && chance.oneIn(4) ? Ttl.KEPT : Ttl.GROUP;
  }

  private Condition condition(ByteString key) {
    if (variety == Variety.PLAIN) {
      return Condition.ALWAYS;
    }
    return switch (chance.below(6)) {
      case 0, 1 -> Condition.IF_ABSENT;
      case 2 -> Condition.IF_PRESENT;
      case 3 -> Condition.ifVersion(lastStored.getOrDefault(key, 0L));
      default -> Condition.ALWAYS;
    };
  }

  private Bring bring() {
    return variety == Variety.ALL && chance.oneIn(4) ? Bring.VALUE : Bring.NOTHING;
  }

  private void read() {
    if (resting) {
      return;
    }
    ByteString key = chance.oneOf(keys);
    switch (variety == Variety.ALL ? chance.below(16) : PLAIN_GET) {
      case 0 -> touch(key);
      case 1, 2 -> get(key, Reach.MEMORY, patience(), reply -> {});
      case 3, 4 -> get(key, Reach.PEEK, patience(), reply -> {});
      default -> get(key, Reach.SOURCE, patience(), reply -> {});
    }
    time.after(chance.between(0, 8), this::read);
  }

  private void touch(ByteString key) {
    long start = time.nanos();
    ask(
        new Operation.Touch(GROUP, key, Ttl.NEVER, Bring.VALUE),
        patience(),
        reply -> {
          if (reply instanceof Reply.Touched touched) {
            promise.brought(key, start, touched.value());
          }
        });
  }

  /** Asks for a key, in good time. */
  void get(ByteString key, Consumer<Reply> told) {
    get(key, Reach.SOURCE, UNHURRIED, told);
  }

  private void get(ByteString key, Reach reach, Duration patience, Consumer<Reply> told) {
    long start = time.nanos();
    ask(
        new Operation.Get(GROUP, key, Want.VALUE, reach),
        patience,
        reply -> {
          if (reply instanceof Reply.Found found) {
            story.tellOf(
                key,
                () ->
                    "get (%s) begun at %.3f ms: %s %s"
                        .formatted(
                            reach, start / 1e6, found.outcome(), found.value().toStringUtf8()));
          }
          promise.got(key, start, reach, reply);
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
