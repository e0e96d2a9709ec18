package io.cashew.proxy.groups;

import com.google.common.collect.ImmutableSortedSet;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.FlushCodec;
import io.cashew.cluster.GroupCodec;
import io.cashew.cluster.Versioned;
import io.cashew.group.Flushes;
import io.cashew.proxy.groups.NodeCalls.Progress;
import io.cashew.ring.NodeId;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Flushes of groups: a delete of many keys, and as good as one.
 *
 * <p>A flush is put into the cluster store. Then every node is told that is in the ring or
 * registered, by the store and not by what this proxy has heard. It is acknowledged when all of
 * them have carried it out and those in the ring have fenced their predecessors: then nobody
 * answers from memory who has not heard of it, as nobody does who has missed a delete (rule R2). As
 * long as one is missing, ring and members are read again: it may have been taken out.
 *
 * <p>Futures fail with {@link CashewException} or {@link ClusterStoreException}. Thread-safe.
 */
public final class Flushing {
  /** How long a flush may take if its caller sets no deadline. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration RETRY = Duration.ofMillis(50);
  private static final int ATTEMPTS = 5;

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final NodeCalls nodes;
  private final Timers timers;
  private final Ticker ticker;

  public Flushing(
      ClusterStore store, ClusterKeys keys, NodeCalls nodes, Timers timers, Ticker ticker) {
    this.store = store;
    this.keys = keys;
    this.nodes = nodes;
    this.timers = timers;
    this.ticker = ticker;
  }

  /**
   * Flushes the keys of a group that begin with a prefix.
   *
   * @param patience how long the nodes may take
   */
  public CompletableFuture<Flushed> flush(String group, ByteString prefix, Duration patience) {
    return store
        .read(keys.group(group))
        .thenCompose(
            stored ->
                stored.filter(found -> !GroupCodec.isDropped(found.value())).isPresent()
                    ? flushAll(group, prefix, patience)
                    : CompletableFuture.failedFuture(GroupWishes.unknown(group)));
  }

  /** Flushes what nodes may have of a group, whether there is such a group or not. */
  CompletableFuture<Flushed> flushAll(String group, ByteString prefix, Duration patience) {
    long deadline = ticker.nanos() + patience.toNanos();
    return change(group, flushes -> flushes.plus(prefix), ATTEMPTS)
        .thenCompose(flushes -> new Round(group, deadline).spread(flushes));
  }

  /** Puts what a change makes of the flushes there are; returns what stands in the store then. */
  private CompletableFuture<Flushes> change(
      String group, Function<Flushes, Flushes> change, int attempts) {
    if (attempts == 0) {
      return CompletableFuture.failedFuture(
          new CashewException(
              Reason.STORE_DOWN, "others flush group %s all the time".formatted(group)));
    }
    String key = keys.flush(group);
    return store
        .read(key)
        .thenCompose(
            stored -> {
              Flushes before = flushes(group, stored);
              Flushes after = change.apply(before);
              if (after.equals(before)) {
                return CompletableFuture.completedFuture(before);
              }
              long revision = stored.map(Versioned::revision).orElse(0L);
              return store
                  .compareAndPut(key, revision, FlushCodec.encode(after))
                  .thenCompose(
                      put ->
                          put.isPresent()
                              ? CompletableFuture.completedFuture(after)
                              : change(group, change, attempts - 1));
            });
  }

  private static Flushes flushes(String group, Optional<Versioned> stored) {
    return stored.map(found -> FlushCodec.decode(group, found.value())).orElse(Flushes.NONE);
  }

  /** One flush on its way to the nodes. */
  private final class Round {
    private final String group;
    private final long deadline;

    /** Later than any that a node said it has carried out. */
    private final AtomicLong ahead = new AtomicLong();

    Round(String group, long deadline) {
      this.group = group;
      this.deadline = deadline;
    }

    CompletableFuture<Flushed> spread(Flushes flushes) {
      return Roster.read(store, keys)
          .thenCompose(roster -> tell(roster, flushes))
          .exceptionallyCompose(failure -> retry(flushes, failure));
    }

    private CompletableFuture<Flushed> tell(Roster roster, Flushes flushes) {
      Map<NodeId, CompletableFuture<String>> missing = new TreeMap<>();
      roster
          .nodes()
          .forEach(
              (id, address) ->
                  missing.put(
                      id,
                      nodes
                          .flush(address, group, flushes, roster.epoch())
                          .handle((done, failure) -> lack(roster, id, flushes, done, failure))));
      return CompletableFuture.allOf(missing.values().toArray(CompletableFuture[]::new))
          .thenCompose(
              told -> {
                List<String> lacking = new ArrayList<>();
                missing.forEach(
                    (id, lack) -> {
                      if (!lack.join().isEmpty()) {
                        lacking.add("%s (%s)".formatted(id, lack.join()));
                      }
                    });
                if (ahead.get() > flushes.generation()) {
                  return overtake();
                }
                return lacking.isEmpty()
                    ? CompletableFuture.completedFuture(
                        new Flushed(
                            flushes.generation(), ImmutableSortedSet.copyOf(missing.keySet())))
                    : CompletableFuture.failedFuture(new Lacking(lacking));
              });
    }

    /** What a node lacks; empty: nothing. */
    private String lack(
        Roster roster, NodeId id, Flushes flushes, Progress done, Throwable failure) {
      if (failure != null) {
        return "no answer";
      }
      ahead.accumulateAndGet(done.generation(), Math::max);
      if (done.generation() < flushes.generation()) {
        return "not flushed";
      }
      return mayBeTrusted(roster, id, done) ? "" : "it still waits for a former owner";
    }

    /**
     * A former owner that is not asked any more, because it was taken out of the ring, answers from
     * memory until it has been fenced (rule R2).
     */
    private boolean mayBeTrusted(Roster roster, NodeId id, Progress done) {
      return !roster.inRing().contains(id) || done.settledEpoch() >= roster.epoch();
    }

    /**
     * Nodes know of a later flush: another one, which contains this; or one that the store has
     * forgotten because it was restored from a backup.
     */
    private CompletableFuture<Flushed> overtake() {
      long latest = ahead.get();
      return change(
              group,
              stored -> stored.generation() < latest ? Flushes.after(latest) : stored,
              ATTEMPTS)
          .thenCompose(this::spread);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the attempt ends in the future that is returned
    private CompletableFuture<Flushed> retry(Flushes flushes, Throwable failure) {
      Throwable inner = failure.getCause();
      Throwable cause = failure instanceof CompletionException && inner != null ? inner : failure;
      if (cause instanceof CashewException) {
        return CompletableFuture.failedFuture(cause); // said by a later attempt
      }
      if (deadline - ticker.nanos() <= RETRY.toNanos()) {
        return CompletableFuture.failedFuture(unfinished(cause));
      }
      CompletableFuture<Flushed> later = new CompletableFuture<>();
      Timers.Timer unused =
          timers.after(
              RETRY,
              () ->
                  spread(flushes)
                      .whenComplete(
                          (done, late) -> {
                            if (late == null) {
                              later.complete(done);
                            } else {
                              later.completeExceptionally(late);
                            }
                          }));
      return later;
    }

    private CashewException unfinished(Throwable cause) {
      return new CashewException(
          cause instanceof Lacking ? Reason.OWNER_UNREACHABLE : Reason.STORE_DOWN,
          "the flush of group %s stands in the cluster store and is not carried out everywhere: %s;"
                  .formatted(group, cause.getMessage())
              + " each node does so as soon as it is back");
    }
  }

  /** Without a stack trace: it only says who is missing. */
  private static final class Lacking extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lacking(List<String> nodes) {
      super("missing " + String.join(", ", nodes), null, false, false);
    }
  }
}
