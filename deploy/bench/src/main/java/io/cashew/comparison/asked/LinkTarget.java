package io.cashew.comparison.asked;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterKeys;
import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.Target;
import io.cashew.etcd.EtcdClusterStore;
import io.cashew.etcd.EtcdSettings;
import io.cashew.lifecycle.Parts;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.proxy.routing.AccessLog;
import io.cashew.proxy.routing.RingFollower;
import io.cashew.proxy.routing.Router;
import io.cashew.proxy.routing.SleepWatch;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.rpc.EventLoops;
import io.cashew.time.ThreadTimers;
import io.cashew.time.Ticker;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of ours without a proxy between: the process that asks has a proxy's router and links
 * itself. What it costs is the least that a client could do with all of our logic built in.
 */
final class LinkTarget implements Target {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long RING_SECONDS = 30;

  private final Parts parts;
  private final Router router;
  private final Ticker ticker = Ticker.system();

  private LinkTarget(Parts parts, Router router) {
    this.parts = parts;
    this.router = router;
  }

  /** Follows the ring of the cluster {@code bench} in an etcd. Blocks until there is one. */
  static LinkTarget open(HostAndPort etcd) {
    Parts parts = new Parts();
    Ticker ticker = Ticker.system();
    EtcdClusterStore store =
        parts.add(EtcdClusterStore.open(EtcdSettings.of(List.of(etcd.toString()))));
    ThreadTimers control = parts.add(new ThreadTimers("link-control"));
    EventLoops loops = parts.add(EventLoops.start("link-io", 1));
    CountDownLatch hasRing = new CountDownLatch(1);
    RingFollower follower =
        parts.add(
            new RingFollower(
                store,
                new ClusterKeys(BenchKey.GROUP),
                NodeLinks.streams(loops, ticker),
                control,
                Optional.empty(),
                (ring, origin) -> hasRing.countDown()));
    try {
      if (!hasRing.await(RING_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("there is no ring in etcd " + etcd);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for a ring", e);
    }
    Router router =
        new Router(
            follower,
            loops,
            ticker,
            SleepWatch.start(control, ticker),
            new AccessLog(AccessLog.OFF, ticker),
            new RequestCounts("link", loops.count(), ticker, group -> true));
    return new LinkTarget(parts, router);
  }

  @Override
  public CompletionStage<?> set(int key, byte[] value) {
    return send(
        new Operation.Set(
            BenchKey.GROUP, ClientTarget.key(key), ByteString.copyFrom(value), Ttl.GROUP));
  }

  @Override
  public CompletionStage<?> get(int lane, int key) {
    return send(
        new Operation.Get(
            BenchKey.GROUP, ClientTarget.key(key), Operation.Want.VALUE, Operation.Reach.SOURCE));
  }

  private CompletionStage<Reply> send(Operation operation) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    router.send(operation, ticker.nanos() + DEADLINE_NANOS, answer::complete);
    return answer;
  }

  @Override
  public Object await(int key) {
    return get(0, key).toCompletableFuture().join();
  }

  @Override
  public int awaitMany(int[] keys) {
    throw new UnsupportedOperationException("one key a call is what is measured here");
  }

  @Override
  public boolean isHit(@Nullable Object answer) {
    return answer instanceof Reply.Found;
  }

  @Override
  public void close() {
    parts.close();
  }
}
