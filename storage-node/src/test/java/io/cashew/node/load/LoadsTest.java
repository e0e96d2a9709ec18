package io.cashew.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.group.GroupSettings;
import io.cashew.group.PolicySettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.node.store.Content;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Store;
import io.cashew.node.store.StoreSettings;
import io.cashew.node.store.Stores;
import io.cashew.status.CashewException;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a load leaves in memory. How gets see loads: {@code ReadThroughTest} of the groups. */
final class LoadsTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("k");
  private static final long HASH = 42;
  private static final long SINCE = 3;
  private static final long BEGUN_AT = 5;
  private static final long DEADLINE = Duration.ofSeconds(1).toNanos();

  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final Store store =
      new Stores(new MemoryPlan(1, 16, 64 << 10), time, 1)
          .open("g", new StoreSettings(0, 1 << 20, PolicySettings.DEFAULT));
  private final List<String> told = new ArrayList<>();
  private boolean held = true;
  private final Loads loads = loads(source);

  @Test
  void aLoad_keepsItsValueUnderTheEpochAtWhichItBegan() {
    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    source.last().complete(value("v"));

    assertThat(told).containsExactly("v kept BEGAN");
    assertThat(store.peek(HASH, KEY, BEGUN_AT)).isInstanceOf(Lookup.Hit.class);
    assertThat(store.peek(HASH, KEY, BEGUN_AT + 1)).isEqualTo(Lookup.MISS);
  }

  @Test
  void aLoadOfAGroupWithoutASource_isAnsweredAtOnceAndIsNone() {
    Loads futile =
        loads(
            new DataSource() {
              @Override
              public CompletableFuture<Loaded> load(LoadRequest request) {
                throw new AssertionError("there is nothing to ask");
              }

              @Override
              public boolean isEmpty() {
                return true;
              }

              @Override
              public void close() {}
            });

    futile.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    assertThat(told).containsExactly("absent not kept BEGAN");
    assertThat(futile.statistics().counts().values()).containsOnly(0L);
    assertThat(store.peek(HASH, KEY, SINCE)).isEqualTo(Lookup.MISS);
  }

  @Test
  void aLoadThatLandsWhenTheTermIsLost_isAnsweredAndNotKept() {
    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());
    held = false;

    source.last().complete(value("v"));

    assertThat(told).containsExactly("v not kept BEGAN");
    assertThat(store.peek(HASH, KEY, SINCE)).isEqualTo(Lookup.MISS);
  }

  @Test
  void aLoadSuperseded_isAnsweredAndNotKept() {
    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());
    boolean existed = loads.superseding(wanted(SINCE, SINCE), () -> store.remove(HASH, KEY, SINCE));

    source.last().complete(value("v"));

    assertThat(existed).isFalse();
    assertThat(told).containsExactly("v not kept BEGAN");
    assertThat(store.peek(HASH, KEY, SINCE)).isEqualTo(Lookup.MISS);
  }

  @Test
  void aLoadOfAnOlderTerm_isNotJoined() {
    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    loads.load(wanted(SINCE + 4, SINCE + 4), DEADLINE, new Told());

    source.answer(1).complete(value("new"));
    source.answer(0).complete(value("old"));
    assertThat(told).containsExactly("new kept BEGAN", "old not kept BEGAN");
  }

  @Test
  void aPassThrough_joinsNothingIsNotJoinedAndKeepsNothing() {
    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());
    loads.passThrough(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());
    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    source.answer(1).complete(value("passed"));
    assertThat(told).containsExactly("passed not kept BEGAN");
    assertThat(store.peek(HASH, KEY, SINCE)).isEqualTo(Lookup.MISS);

    source.answer(0).complete(value("v"));
    assertThat(told.subList(1, 3)).containsExactly("v kept BEGAN", "v kept JOINED");
    assertThat(source.timesAsked()).isEqualTo(2);
  }

  @Test
  void aGetWhoseDeadlineHasPassed_asksNobody() {
    time.advance(Duration.ofNanos(DEADLINE));

    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());
    loads.passThrough(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    assertThat(told).containsExactly("SOURCE_SLOW", "SOURCE_SLOW");
    assertThat(source.timesAsked()).isZero();
  }

  @Test
  void aPassThroughThatIsGivenUp_isCancelled() {
    loads.passThrough(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    time.advance(Duration.ofNanos(DEADLINE));

    assertThat(told).containsExactly("SOURCE_SLOW");
    assertThat(source.last()).isCancelled();
    assertThat(time.pending()).isZero();
  }

  @Test
  void aLoadInFlightWhenOthersTakeOver_isAnsweredAndNotKept() {
    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());
    Loads unused = loads.succeededBy(GroupSettings.defaults(), source, (partition, since) -> held);

    source.last().complete(value("v"));

    assertThat(told).containsExactly("v not kept BEGAN");
    assertThat(store.peek(HASH, KEY, SINCE)).isEqualTo(Lookup.MISS);
  }

  @Test
  void aLoadInFlightWhenOthersTakeOver_isNotJoinedByThem() {
    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());
    Loads successor =
        loads.succeededBy(GroupSettings.defaults(), source, (partition, since) -> held);

    successor.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    source.answer(1).complete(value("new"));
    source.answer(0).complete(value("old"));
    assertThat(told).containsExactly("new kept BEGAN", "old not kept BEGAN");
  }

  @Test
  void aLoadBegunByThoseBefore_isAnsweredNotJoinedAndNotKept() {
    Loads successor =
        loads.succeededBy(GroupSettings.defaults(), source, (partition, since) -> held);
    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    successor.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    source.answer(0).complete(value("old"));
    assertThat(store.peek(HASH, KEY, SINCE)).isEqualTo(Lookup.MISS);
    source.answer(1).complete(value("new"));
    assertThat(told).containsExactly("old not kept BEGAN", "new kept BEGAN");
  }

  @Test
  void aChangeByThoseBefore_supersedesALoadOfTheirSuccessors() {
    Loads successor =
        loads.succeededBy(GroupSettings.defaults(), source, (partition, since) -> held);
    successor.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    long version = loads.superseding(wanted(SINCE, SINCE), () -> store("set"));
    source.last().complete(value("v"));

    assertThat(told).containsExactly("v not kept BEGAN");
    assertThat(((Lookup.Hit) store.peek(HASH, KEY, SINCE)).version()).isEqualTo(version);
  }

  @Test
  void aLoadAfterOthersTookOver_goesByTheirSettings() {
    GroupSettings defaults = GroupSettings.defaults();
    Loads successor =
        loads.succeededBy(
            new GroupSettings(
                defaults.memoryBytes(),
                defaults.reservedBytes(),
                defaults.policy(),
                3,
                defaults.freshness(),
                defaults.loads(),
                Consistency.AVAILABLE,
                defaults.source()),
            source,
            (partition, since) -> held);

    successor.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());
    source.last().complete(value("four"));

    assertThat(told).containsExactly("VALUE_TOO_LARGE");
  }

  @Test
  void aKeyThatIsInMemoryByNow_isNotLoaded() {
    long unused = store("v");

    loads.load(wanted(SINCE, BEGUN_AT), DEADLINE, new Told());

    assertThat(told).containsExactly("found");
    assertThat(source.timesAsked()).isZero();
    assertThat(time.pending()).isZero();
  }

  private Loads loads(DataSource of) {
    return new Loads(
        "users",
        GroupSettings.defaults(),
        store,
        of,
        (partition, since) -> held,
        Heritage.NONE,
        new Generation(0),
        new Instruments(time, time, () -> 0, new SlowLog(Duration.ZERO, time)));
  }

  private long store(String text) {
    return store.store(
        HASH,
        KEY,
        new Content.Value(ByteString.copyFromUtf8(text)),
        BEGUN_AT,
        Duration.ofMinutes(1));
  }

  private static Wanted wanted(long since, long tag) {
    return new Wanted(KEY, HASH, 0, since, tag);
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }

  private final class Told implements Waiter {
    @Override
    public void found(Lookup.Hit hit) {
      told.add("found");
    }

    @Override
    public void loaded(Content content, long version, Duration ttl, Role role) {
      told.add(
          "%s %s %s"
              .formatted(
                  content instanceof Content.Value value ? value.bytes().toStringUtf8() : "absent",
                  version == Store.NOT_KEPT ? "not kept" : "kept",
                  role));
    }

    @Override
    public void stale(Lookup.Stale old) {
      told.add(((Content.Value) old.content()).bytes().toStringUtf8() + " stale");
    }

    @Override
    public void failed(CashewException failure) {
      told.add(failure.reason().name());
    }
  }
}
