package io.cashew.node.handover;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.group.GroupSettings;
import io.cashew.group.PolicySettings;
import io.cashew.node.load.Generation;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Instruments;
import io.cashew.node.load.Loads;
import io.cashew.node.load.SlowLog;
import io.cashew.node.load.Wanted;
import io.cashew.node.source.ScriptedSource;
import io.cashew.node.store.Content;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.MemoryPlan;
import io.cashew.node.store.Store;
import io.cashew.node.store.StoreSettings;
import io.cashew.node.store.Stores;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rule R9 where threads meet: a key is deleted while it is being inherited. */
final class TouchedKeysTest {
  private static final int ROUNDS = 20_000;
  private static final long SINCE = 2;
  private static final RingNode DONOR =
      new RingNode(new NodeId("a"), HostAndPort.fromParts("a", 7400), "", 1, RingNode.State.ACTIVE);
  private static final Inherited OLD =
      new Inherited(new Content.Value(ByteString.copyFromUtf8("old")), Duration.ofMinutes(1), 0);

  private final FakeTime time = new FakeTime();
  private final Windows windows =
      new Windows(new Fetches(new Answering(), time, time, donor -> {}), time);
  private final Store store =
      new Stores(new MemoryPlan(1, 64, 64 << 10), time, 1)
          .open("g", new StoreSettings(0, 1 << 20, PolicySettings.DEFAULT));
  private final Loads loads =
      new Loads(
          "g",
          GroupSettings.defaults(),
          store,
          new ScriptedSource(),
          (partition, since) -> true,
          windows,
          new Generation(0),
          new Instruments(time, time, () -> 0, new SlowLog(Duration.ZERO, time)));

  @Test
  void aDeletedKey_staysDeletedWhateverTheStreamAndFetchesBringMeanwhile() throws Exception {
    windows.begin(new Term(0, SINCE), 1).open(DONOR);
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> inherited = other.submit(() -> inherit(start));
      for (int i = 0; i < ROUNDS; i++) {
        Wanted key = key(i);
        start.await(10, TimeUnit.SECONDS);
        boolean unused = loads.superseding(key, () -> store.remove(key.hash(), key.key(), SINCE));
        assertThat(peek(key)).isEqualTo(Lookup.MISS);
        start.await(10, TimeUnit.SECONDS);
        assertThat(peek(key)).isEqualTo(Lookup.MISS);
      }
      assertThat(inherited.get(10, TimeUnit.SECONDS)).isPositive(); // they did meet
    } finally {
      other.shutdownNow();
    }
  }

  private int inherit(CyclicBarrier start) throws Exception {
    int kept = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Wanted key = key(i);
      start.await(10, TimeUnit.SECONDS);
      if (i % 2 == 0) {
        kept += loads.inherit(key, OLD) ? 1 : 0;
      } else {
        loads.load(key, Duration.ofMinutes(1).toNanos(), new Nobody());
      }
      start.await(10, TimeUnit.SECONDS);
    }
    return kept;
  }

  private Lookup peek(Wanted key) {
    return store.peek(key.hash(), key.key(), SINCE);
  }

  private static Wanted key(int number) {
    return new Wanted(ByteString.copyFromUtf8("k" + number), number, 0, SINCE, SINCE);
  }

  /** A previous owner that has everything. */
  private static final class Answering implements Peers {
    @Override
    public CompletableFuture<Optional<Inherited>> fetch(
        RingNode donor, String group, Wanted wanted) {
      return CompletableFuture.completedFuture(Optional.of(OLD));
    }

    @Override
    public Transfer handOver(RingNode donor, List<Term> terms, Receiver receiver) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void keepOnly(Set<HostAndPort> addresses) {}

    @Override
    public CompletableFuture<Long> fence(RingNode predecessor, Ring ring) {
      return new CompletableFuture<>();
    }
  }
}
