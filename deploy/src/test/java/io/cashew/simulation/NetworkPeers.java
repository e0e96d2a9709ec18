package io.cashew.simulation;

import com.google.common.net.HostAndPort;
import io.cashew.node.handover.HandedBatch;
import io.cashew.node.handover.Handout;
import io.cashew.node.handover.Peers;
import io.cashew.node.handover.Term;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.node.term.NobodyListens;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a node asks of others, carried by the network. */
final class NetworkPeers implements Peers {
  private static final Duration FENCE_TIMEOUT = Duration.ofMillis(400);

  private final ClusterSimulation cluster;
  private final String asking;
  private final Life life;

  NetworkPeers(ClusterSimulation cluster, String asking, Life life) {
    this.cluster = cluster;
    this.asking = asking;
    this.life = life;
  }

  @Override
  public CompletableFuture<Long> fence(RingNode predecessor, Ring ring) {
    return ask(predecessor, FENCE_TIMEOUT, node -> node.node().fence(ring));
  }

  @Override
  public CompletableFuture<Optional<Inherited>> fetch(RingNode donor, String group, Wanted wanted) {
    NodeId asker = new NodeId(asking);
    return ask(
        donor,
        FETCH_DEADLINE,
        node -> CompletableFuture.completedFuture(node.node().fetch(asker, group, wanted)));
  }

  @Override
  public Transfer handOver(RingNode donor, List<Term> terms, Receiver receiver) {
    return new NetworkTransfer(donor.id().value(), terms, receiver);
  }

  @Override
  public void keepOnly(Set<HostAndPort> addresses) {}

  /** A stream of batches: one message for each that is asked for, and one for each that comes. */
  private final class NetworkTransfer implements Transfer {
    private final String donor;
    private final List<Term> terms;
    private final Receiver receiver;
    private final Life giving;
    private @Nullable Handout handout;
    private boolean cancelled;

    NetworkTransfer(String donor, List<Term> terms, Receiver receiver) {
      this.donor = donor;
      this.terms = terms;
      this.receiver = receiver;
      this.giving = cluster.node(donor).life();
    }

    @Override
    public void request() {
      cluster
          .network()
          .send(
              asking,
              donor,
              () -> {
                if (giving.isDead()) {
                  back(
                      () ->
                          receiver.failed(
                              new NobodyListens("refused", new IllegalStateException())));
                } else {
                  giving.run(this::give);
                }
              });
    }

    private void give() {
      if (cancelled) {
        return;
      }
      Optional<HandedBatch> batch;
      try {
        if (handout == null) {
          handout = cluster.node(donor).node().handOver(new NodeId(asking), terms);
        }
        batch = handout.next();
      } catch (IllegalStateException e) {
        back(() -> receiver.failed(e));
        return;
      }
      back(() -> batch.ifPresentOrElse(receiver::received, receiver::completed));
    }

    private void back(Runnable message) {
      cluster.network().send(donor, asking, () -> life.run(message));
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
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
