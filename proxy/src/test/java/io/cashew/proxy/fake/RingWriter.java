package io.cashew.proxy.fake;

import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.RingCodec;
import io.cashew.hash.HashSpec;
import io.cashew.ring.Member;
import io.cashew.ring.Ring;
import io.cashew.ring.RingDraft;
import io.cashew.ring.RingPlan;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes ring after ring into a cluster store: somebody else's coordinator. */
public final class RingWriter {
  private static final int PARTITIONS = 16;

  private final ClusterStore store;
  private final ClusterKeys keys;
  private @Nullable Ring last;

  public RingWriter(ClusterStore store, ClusterKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /** Writes the ring that follows when these are the members. */
  public Ring write(Member... members) {
    Ring before = last;
    RingDraft draft =
        before == null
            ? RingPlan.first(HashSpec.of(PARTITIONS, 7), List.of(members), "test", "first", 0)
            : RingPlan.next(before, List.of(members), "test", "next", 0).orElseThrow();
    CompletableFuture<OptionalLong> put =
        store.compareAndPut(
            keys.ring(), before == null ? 0 : before.revision(), RingCodec.encode(draft));
    Ring written = draft.at(revisionOf(put));
    last = written;
    return written;
  }

  /** A store in memory has done the write by now and may yet answer on its own thread. */
  private long revisionOf(CompletableFuture<OptionalLong> put) {
    return put.orTimeout(10, TimeUnit.SECONDS).join().orElseThrow();
  }
}
