package io.cashew.proxy.groups;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.group.GroupSettings;
import io.cashew.ring.NodeId;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Waits until all nodes have a group as it stands in the cluster store, but not for long. */
final class Application {
  static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofMillis(50);

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final NodeCalls nodes;
  private final Timers timers;
  private final Ticker ticker;

  Application(ClusterStore store, ClusterKeys keys, NodeCalls nodes, Timers timers, Ticker ticker) {
    this.store = store;
    this.keys = keys;
    this.nodes = nodes;
    this.timers = timers;
    this.ticker = ticker;
  }

  /**
   * Answers when all have it, by {@code latest}, in nanoseconds of the ticker, and within {@link
   * #PATIENCE}. Never fails: the change stands, whatever the nodes say.
   */
  CompletableFuture<GroupChange> await(
      String group,
      Optional<GroupSettings> before,
      Optional<GroupSettings> after,
      ImmutableList<String> warnings,
      long latest) {
    long longest = ticker.nanos() + PATIENCE.toNanos();
    long deadline = latest - longest < 0 ? latest : longest;
    CompletableFuture<GroupChange> answer = new CompletableFuture<>();
    look(
        group,
        after,
        deadline,
        (seen, note) -> {
          ImmutableSortedSet.Builder<NodeId> applied = ImmutableSortedSet.naturalOrder();
          ImmutableSortedSet.Builder<NodeId> pending = ImmutableSortedSet.naturalOrder();
          seen.forEach((id, has) -> (has ? applied : pending).add(id));
          ImmutableList.Builder<String> all = ImmutableList.<String>builder().addAll(warnings);
          note.ifPresent(all::add);
          answer.complete(
              new GroupChange(before, after, all.build(), applied.build(), pending.build()));
        });
    return answer;
  }

  private interface End {
    void seen(Map<NodeId, Boolean> nodes, Optional<String> note);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // end or another look is the end
  private void look(String group, Optional<GroupSettings> wanted, long deadline, End end) {
    Roster.read(store, keys)
        .thenCompose(roster -> ask(roster, group, wanted))
        .whenComplete(
            (seen, failure) -> {
              boolean all = failure == null && !seen.containsValue(false);
              if (all || ticker.nanos() - deadline >= 0) {
                end.seen(
                    failure == null ? seen : Map.of(),
                    failure == null
                        ? Optional.empty()
                        : Optional.of("the cluster store did not say which nodes there are"));
              } else {
                Timers.Timer unused = timers.after(RETRY, () -> look(group, wanted, deadline, end));
              }
            });
  }

  private CompletableFuture<Map<NodeId, Boolean>> ask(
      Roster roster, String group, Optional<GroupSettings> wanted) {
    Map<NodeId, CompletableFuture<Boolean>> answers = new TreeMap<>();
    roster
        .nodes()
        .forEach(
            (id, address) ->
                answers.put(
                    id,
                    nodes
                        .settings(address, group)
                        .handle((found, failure) -> failure == null && found.equals(wanted))));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .thenApply(
            told -> {
              Map<NodeId, Boolean> seen = new TreeMap<>();
              answers.forEach((id, answer) -> seen.put(id, answer.join()));
              return seen;
            });
  }
}
