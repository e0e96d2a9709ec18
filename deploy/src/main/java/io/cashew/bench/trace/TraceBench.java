package io.cashew.bench.trace;

import io.cashew.group.PolicySettings;
import io.cashew.node.store.policy.Policies;
import io.cashew.node.store.trace.Replay;
import io.cashew.node.store.trace.Trace;
import io.cashew.node.store.trace.Trace.Weighing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Replays traces against policies at several sizes: each trace is read once, and its replays share
 * the cores.
 */
public final class TraceBench {
  private final List<PolicySettings> policies;
  private final List<CacheSize> sizes;
  private final Weighing weighing;

  public TraceBench(List<PolicySettings> policies, List<CacheSize> sizes, Weighing weighing) {
    this.policies = List.copyOf(policies);
    this.sizes = List.copyOf(sizes);
    this.weighing = weighing;
  }

  /**
   * Replays. Takes its time: about a second for ten million requests, policy and size.
   *
   * @param files as {@link Trace#read} wants them
   * @param progress is told of every replay that is done, on any thread
   * @return by trace, size and policy, in the order in which they were asked for
   * @throws IOException if a file cannot be read
   */
  public List<HitRatio> run(List<Path> files, Progress progress) throws IOException {
    List<HitRatio> all = new ArrayList<>();
    for (Path file : files) {
      Trace trace = Trace.read(file);
      long footprint = trace.footprint(weighing); // before anything runs: it may have no sizes
      List<HitRatio> ofTrace =
          IntStream.range(0, sizes.size() * policies.size())
              .parallel()
              .mapToObj(
                  i -> {
                    HitRatio ratio =
                        replay(
                            trace,
                            footprint,
                            sizes.get(i / policies.size()),
                            policies.get(i % policies.size()));
                    progress.replayed(trace.name());
                    return ratio;
                  })
              .toList();
      all.addAll(ofTrace);
    }
    return all;
  }

  private HitRatio replay(Trace trace, long footprint, CacheSize size, PolicySettings policy) {
    long capacity = size.capacity(trace, weighing);
    Replay replay = new Replay(new Policies(policy), capacity, trace.keys());
    for (int i = 0; i < trace.length(); i++) {
      int key = trace.key(i);
      replay.request(key, trace.weight(key, weighing));
    }
    return new HitRatio(
        trace.name(),
        size,
        capacity,
        footprint == 0 ? 0 : 100.0 * capacity / footprint,
        policy,
        trace.length(),
        replay.hits());
  }

  /** Hears how far the bench is. */
  @FunctionalInterface
  public interface Progress {
    void replayed(String trace);
  }
}
