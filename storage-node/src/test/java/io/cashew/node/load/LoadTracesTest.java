package io.cashew.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.GroupSettings;
import io.cashew.group.PolicySettings;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.node.store.Content;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Store;
import io.cashew.node.store.StoreSettings;
import io.cashew.node.store.Stores;
import io.cashew.status.CashewException;
import io.cashew.telemetry.RecordedSpan;
import io.cashew.telemetry.Span;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a trace shows of loads. */
final class LoadTracesTest {
  private static final long DEADLINE = Duration.ofSeconds(1).toNanos();
  private static final Wanted WANTED = new Wanted(ByteString.copyFromUtf8("k"), 42, 0, 3, 5);

  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final Previous previous = new Previous();
  private final Store store =
      new Stores(new MemoryPlan(1, 16, 64 << 10), time, 1)
          .open("g", new StoreSettings(0, 1 << 20, PolicySettings.DEFAULT));
  private final Loads loads =
      new Loads(
          "users",
          GroupSettings.defaults(),
          store,
          source,
          (partition, since) -> true,
          previous,
          new Generation(0),
          new Instruments(time, time, () -> 0, new SlowLog(Duration.ZERO, time)));
  private final RecordedSpan first = new RecordedSpan("first");
  private final RecordedSpan second = new RecordedSpan("second");

  @Test
  void load_isWithinTheSpanOfItsFirstWaiter_andLinkedToFromThoseOfOthers() {
    loads.load(WANTED, DEADLINE, new Traced(first));
    loads.load(WANTED, DEADLINE, new Traced(second));

    source.last().complete(Loaded.Present.of(ByteString.copyFromUtf8("v")));

    RecordedSpan load = first.children().get(0);
    assertThat(first.children()).hasSize(1);
    assertThat(first.links()).isEmpty();
    assertThat(second.children()).isEmpty();
    assertThat(second.links()).containsExactly(load.context());
    assertThat(load.name()).isEqualTo("cashew.load");
    assertThat(load.attributes())
        .isEqualTo(
            Map.of(
                "cashew.group", "users",
                "cashew.source.kind", "other",
                "cashew.outcome", "loaded"));
    assertThat(load.ends()).isEqualTo(1);
    assertThat(source.lastRequest().trace()).contains(load.context());
  }

  @Test
  void load_thatAnUntracedWaiterBegan_isNotTraced() {
    loads.load(WANTED, DEADLINE, new Traced(null));
    loads.load(WANTED, DEADLINE, new Traced(second));

    source.last().complete(Loaded.Present.of(ByteString.copyFromUtf8("v")));

    assertThat(source.lastRequest().trace()).isEmpty();
    assertThat(second.links()).isEmpty();
    assertThat(second.children()).isEmpty();
  }

  @Test
  void load_thatFails_saysSo() {
    loads.load(WANTED, DEADLINE, new Traced(first));

    source.last().completeExceptionally(new IllegalStateException("secret"));

    RecordedSpan load = first.children().get(0);
    assertThat(load.failure()).isEqualTo("failed");
    assertThat(load.ends()).isEqualTo(1);
  }

  @Test
  void load_thatEverybodyGaveUp_ends() {
    loads.load(WANTED, DEADLINE, new Traced(first));

    time.advance(Duration.ofNanos(DEADLINE));

    RecordedSpan load = first.children().get(0);
    assertThat(load.attributes()).containsEntry("cashew.outcome", "cancelled");
    assertThat(load.ends()).isEqualTo(1);
  }

  @Test
  void passThrough_isTracedToo() {
    loads.passThrough(WANTED, DEADLINE, new Traced(first));

    source.last().complete(Loaded.Present.of(ByteString.copyFromUtf8("v")));

    assertThat(first.children().get(0).ends()).isEqualTo(1);
  }

  @Test
  void load_thatAsksThePreviousOwner_hasASpanForThat() {
    previous.open = true;
    loads.load(WANTED, DEADLINE, new Traced(first));
    RecordedSpan load = first.children().get(0);
    RecordedSpan fetch = load.children().get(0);
    assertThat(fetch.ends()).isZero();

    previous.answer.complete(Optional.empty());

    assertThat(fetch.name()).isEqualTo("cashew.fetch");
    assertThat(fetch.attributes()).isEqualTo(Map.of("cashew.outcome", "nothing"));
    assertThat(fetch.ends()).isEqualTo(1);
    assertThat(source.lastRequest().trace()).contains(load.context());
  }

  /** Has what the test says, when the test says so. */
  private static final class Previous implements Heritage {
    private final CompletableFuture<Optional<Inherited>> answer = new CompletableFuture<>();
    private boolean open;

    @Override
    public void touched(Wanted changed) {}

    @Override
    public boolean isOpen(String group, Wanted wanted, Duration ttl) {
      return open;
    }

    @Override
    public CompletableFuture<Optional<Inherited>> fetch(String group, Wanted wanted) {
      return answer;
    }

    @Override
    public boolean isRecent(int partition, Duration span) {
      return false;
    }

    @Override
    public void renounce(String group) {}
  }

  /** Waits by a span, or none. */
  private record Traced(@Nullable Span by) implements Waiter {
    @Override
    public void found(Lookup.Hit hit) {}

    @Override
    public void loaded(Content content, long version, Duration ttl, Role role) {}

    @Override
    public void stale(Lookup.Stale old) {}

    @Override
    public void failed(CashewException failure) {}

    @Override
    public @Nullable Span span() {
      return by;
    }
  }
}
