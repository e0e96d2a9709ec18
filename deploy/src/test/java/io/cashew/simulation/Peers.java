package io.cashew.simulation;

import io.cashew.node.term.Fences.FenceCalls;
import io.cashew.node.term.NobodyListens;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What a node asks of others, carried by the network. */
final class Peers implements FenceCalls {
  private static final Duration FENCE_TIMEOUT = Duration.ofMillis(400);

  private final ClusterSimulation cluster;
  private final String asking;
  private final Life life;

  Peers(ClusterSimulation cluster, String asking, Life life) {
    this.cluster = cluster;
    this.asking = asking;
    this.life = life;
  }

  @Override
  public CompletableFuture<Long> fence(RingNode predecessor, Ring ring) {
    return ask(predecessor, FENCE_TIMEOUT, node -> node.node().fence(ring));
  }

  /** A question and its answer; what is lost shows as silence. */
  private <T> CompletableFuture<T> ask(
      RingNode asked, Duration timeout, Function<NodeProcess, CompletableFuture<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    String name = asked.id().value();
    life.after(timeout, () -> answer.completeExceptionally(new IllegalStateException("no answer")));
    NodeProcess target = cluster.node(name);
    cluster
        .network()
        .send(
            asking,
            name,
            () -> {
              Life receiver = target.life();
              if (receiver.isDead()) {
                cluster
                    .network()
                    .send(
                        name,
                        asking,
                        () ->
                            life.run(
                                () ->
                                    answer.completeExceptionally(
                                        new NobodyListens(
                                            "refused", new IllegalStateException()))));
                return;
              }
              receiver.run(
                  () -> {
                    CompletableFuture<Void> unused =
                        question
                            .apply(target)
                            .handle(
                                (value, failure) -> {
                                  if (!receiver.isDead()) {
                                    cluster
                                        .network()
                                        .send(
                                            name,
                                            asking,
                                            () -> life.run(() -> give(answer, value, failure)));
                                  }
                                  return null;
                                });
                  });
            });
    return answer;
  }

  private static <T> void give(CompletableFuture<T> answer, T value, Throwable failure) {
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else {
      answer.complete(value);
    }
  }
}
