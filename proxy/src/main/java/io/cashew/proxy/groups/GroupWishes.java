package io.cashew.proxy.groups;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.GroupCodec;
import io.cashew.cluster.UnreadableRecordException;
import io.cashew.cluster.Versioned;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.ring.NodeId;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Makes, changes and drops groups: in the cluster store, where nodes follow them. Each change is
 * put only if what it was made from still stands there, so that of two at once none is lost.
 *
 * <p>A group that was dropped leaves a mark in its place. So no node's configuration brings it
 * back; and whoever makes a group of the same name anew has all that nodes may still hold of the
 * old one flushed before.
 *
 * <p>A change is answered when all nodes have carried it out; or within five seconds and the
 * patience given, with the names of those that have not.
 *
 * <p>Futures fail with {@link CashewException} or {@link io.cashew.cluster.ClusterStoreException}.
 * Thread-safe.
 */
public final class GroupWishes {
  private static final int ATTEMPTS = 5;

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final NodeCalls nodes;
  private final Flushing flushing;
  private final Application application;
  private final Ticker ticker;

  public GroupWishes(
      ClusterStore store,
      ClusterKeys keys,
      NodeCalls nodes,
      Flushing flushing,
      Timers timers,
      Ticker ticker) {
    this.store = store;
    this.keys = keys;
    this.nodes = nodes;
    this.flushing = flushing;
    this.ticker = ticker;
    this.application = new Application(store, keys, nodes, timers, ticker);
  }

  static CashewException unknown(String group) {
    return new CashewException(
        Reason.GROUP_UNKNOWN,
        "no group is named \"%s\": see cashew groups for those there are".formatted(group));
  }

  /** A group as it stands in the store. */
  public CompletableFuture<GroupSpec> get(String name) {
    return read(name).thenApply(found -> found.spec().orElseThrow(() -> unknown(name)));
  }

  /** Adds a group. */
  public CompletableFuture<GroupChange> create(GroupSpec spec, Duration patience) {
    return create(spec, ticker.nanos() + patience.toNanos(), ATTEMPTS);
  }

  private CompletableFuture<GroupChange> create(GroupSpec spec, long deadline, int attempts) {
    return read(spec.name())
        .thenCompose(
            found -> {
              if (found.spec().isPresent()) {
                throw new CashewException(
                    Reason.GROUP_EXISTS, "there is a group named \"%s\"".formatted(spec.name()));
              }
              return checked(spec)
                  .thenCompose(warnings -> forget(found, deadline).thenApply(forgotten -> warnings))
                  .thenCompose(
                      warnings ->
                          put(
                              found,
                              GroupCodec.encode(spec),
                              Optional.of(spec.settings()),
                              warnings,
                              deadline,
                              () -> create(spec, deadline, attempts - 1),
                              attempts));
            });
  }

  /** Nothing of a group that had the name before is ever found again. */
  private CompletableFuture<?> forget(Found found, long deadline) {
    return found.revision() == 0
        ? CompletableFuture.completedFuture("there never was one")
        : flushing.flushAll(
            found.name(), Flushes.EVERYTHING, Duration.ofNanos(deadline - ticker.nanos()));
  }

  /**
   * Changes a group.
   *
   * @param change makes the new settings of those there are; may throw {@link CashewException}, and
   *     may be asked again
   */
  public CompletableFuture<GroupChange> change(
      String name, UnaryOperator<GroupSettings> change, Duration patience) {
    return change(name, change, ticker.nanos() + patience.toNanos(), ATTEMPTS);
  }

  private CompletableFuture<GroupChange> change(
      String name, UnaryOperator<GroupSettings> change, long deadline, int attempts) {
    return read(name)
        .thenCompose(
            found -> {
              GroupSettings before = found.spec().orElseThrow(() -> unknown(name)).settings();
              GroupSpec after = new GroupSpec(name, change.apply(before));
              if (after.settings().equals(before)) {
                return application.await(
                    name, Optional.of(before), Optional.of(before), ImmutableList.of(), deadline);
              }
              return checked(after)
                  .thenCompose(
                      warnings ->
                          put(
                              found,
                              GroupCodec.encode(after),
                              Optional.of(after.settings()),
                              warnings,
                              deadline,
                              () -> change(name, change, deadline, attempts - 1),
                              attempts));
            });
  }

  /** Removes a group and its entries. */
  public CompletableFuture<GroupChange> drop(String name, Duration patience) {
    return drop(name, ticker.nanos() + patience.toNanos(), ATTEMPTS);
  }

  private CompletableFuture<GroupChange> drop(String name, long deadline, int attempts) {
    return readAnyhow(name)
        .thenCompose(
            found ->
                put(
                    found,
                    GroupCodec.dropped(),
                    Optional.empty(),
                    ImmutableList.of(),
                    deadline,
                    () -> drop(name, deadline, attempts - 1),
                    attempts));
  }

  private CompletableFuture<GroupChange> put(
      Found found,
      ByteString record,
      Optional<GroupSettings> after,
      ImmutableList<String> warnings,
      long deadline,
      Supplier<CompletableFuture<GroupChange>> again,
      int attempts) {
    CompletableFuture<OptionalLong> putting =
        store.compareAndPut(keys.group(found.name()), found.revision(), record);
    return putting.thenCompose(
        put -> {
          if (put.isPresent()) {
            return application.await(
                found.name(), found.spec().map(GroupSpec::settings), after, warnings, deadline);
          }
          if (attempts > 1) {
            return again.get(); // somebody else was faster
          }
          throw new CashewException(
              Reason.STORE_DOWN, "others change group %s all the time".formatted(found.name()));
        });
  }

  /**
   * Asks every node whether it could have a group; those that do not say are named.
   *
   * @return warnings; fails if a node could not
   */
  private CompletableFuture<ImmutableList<String>> checked(GroupSpec spec) {
    return Roster.read(store, keys).thenCompose(roster -> checked(spec, roster.nodes()));
  }

  private CompletableFuture<ImmutableList<String>> checked(
      GroupSpec spec, Map<NodeId, HostAndPort> addresses) {
    Map<String, List<String>> refusals = new LinkedHashMap<>(); // who says so, by what they say
    List<String> silent = new ArrayList<>();
    Map<NodeId, CompletableFuture<Optional<String>>> answers = new TreeMap<>();
    addresses.forEach((id, address) -> answers.put(id, nodes.refusal(address, spec)));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .handle(
            (all, failure) -> {
              answers.forEach(
                  (id, answer) -> {
                    if (answer.isCompletedExceptionally()) {
                      silent.add(
                          "node %s did not say whether it can have group %s"
                              .formatted(id, spec.name()));
                    } else {
                      answer
                          .join()
                          .ifPresent(
                              why ->
                                  refusals
                                      .computeIfAbsent(why, first -> new ArrayList<>())
                                      .add(id.value()));
                    }
                  });
              if (!refusals.isEmpty()) {
                throw new CashewException(
                    Reason.GROUP_SETTINGS,
                    refusals.entrySet().stream()
                        .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                        .collect(Collectors.joining("; ")));
              }
              return ImmutableList.copyOf(silent);
            });
  }

  private CompletableFuture<Found> read(String name) {
    return store.read(keys.group(name)).thenApply(stored -> found(name, stored));
  }

  private static Found found(String name, Optional<Versioned> stored) {
    return new Found(
        name,
        stored.map(Versioned::revision).orElse(0L),
        stored
            .filter(record -> !GroupCodec.isDropped(record.value()))
            .map(record -> GroupCodec.decode(name, record.value())));
  }

  /** A group that is to be dropped need not be readable. */
  private CompletableFuture<Found> readAnyhow(String name) {
    return store
        .read(keys.group(name))
        .thenApply(
            stored -> {
              Versioned there =
                  stored
                      .filter(record -> !GroupCodec.isDropped(record.value()))
                      .orElseThrow(() -> unknown(name));
              try {
                return found(name, stored);
              } catch (UnreadableRecordException e) {
                return new Found(name, there.revision(), Optional.empty());
              }
            });
  }

  /**
   * What stands under a group's name.
   *
   * @param revision 0: nothing
   * @param spec empty: nothing, or that it was dropped
   */
  private record Found(String name, long revision, Optional<GroupSpec> spec) {}
}
