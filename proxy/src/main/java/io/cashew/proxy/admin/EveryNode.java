package io.cashew.proxy.admin;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.ring.NodeId;
import io.cashew.ring.RingNode;
import io.cashew.rpc.StatusCodec;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Asks every node there is the same: those in the ring and those that are registered. */
final class EveryNode {
  private final ClusterView view;
  private final NodeReports nodes;

  EveryNode(ClusterView view, NodeReports nodes) {
    this.view = view;
    this.nodes = nodes;
  }

  /**
   * The answers, by the ids of the nodes.
   *
   * @param otherwise what stands for the answer of a node that failed, given why
   */
  <M> CompletableFuture<ImmutableList<M>> ask(
      Function<HostAndPort, CompletableFuture<M>> question,
      BiFunction<NodeId, String, M> otherwise) {
    return named((id, node) -> question.apply(node), otherwise);
  }

  /** The same, for a question that needs to know who is asked. */
  <M> CompletableFuture<ImmutableList<M>> named(
      BiFunction<NodeId, HostAndPort, CompletableFuture<M>> question,
      BiFunction<NodeId, String, M> otherwise) {
    ImmutableSortedMap<NodeId, HostAndPort> addresses = addresses();
    nodes.keepOnly(Set.copyOf(addresses.values()));
    ImmutableList<CompletableFuture<M>> answers =
        addresses.entrySet().stream()
            .map(
                node ->
                    question
                        .apply(node.getKey(), node.getValue())
                        .exceptionally(
                            failure -> otherwise.apply(node.getKey(), failureOf(failure))))
            .collect(toImmutableList());
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> answers.stream().map(CompletableFuture::join).collect(toImmutableList()));
  }

  /** How many there are. */
  int count() {
    return addresses().size();
  }

  /** As the proxies hash a key, and the nodes are told; 0 while there is no ring. */
  long hash(String group, ByteString key) {
    return view.ring().map(ring -> ring.keyHash().hash(group, key)).orElse(0L);
  }

  private ImmutableSortedMap<NodeId, HostAndPort> addresses() {
    TreeMap<NodeId, HostAndPort> addresses = new TreeMap<>();
    view.ring()
        .ifPresent(
            ring ->
                ring.nodes().stream()
                    .filter(RingNode::isActive)
                    .forEach(node -> addresses.put(node.id(), node.address())));
    view.members().values().forEach(member -> addresses.put(member.id(), member.address()));
    return ImmutableSortedMap.copyOf(addresses);
  }

  private static String failureOf(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return String.valueOf(StatusCodec.fromStatus(cause == null ? failure : cause).getMessage());
  }
}
