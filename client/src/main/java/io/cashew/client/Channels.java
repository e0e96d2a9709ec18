package io.cashew.client;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Limits;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One channel per proxy, taken in turn. Thread-safe. */
final class Channels implements Part {
  private static final long CLOSE_MILLIS = 1_000;

  private final ImmutableList<Target> targets;
  private final AtomicInteger turn = new AtomicInteger();

  /** A proxy and the channel to it. */
  record Target(HostAndPort address, ManagedChannel channel) {}

  private Channels(ImmutableList<Target> targets) {
    this.targets = targets;
  }

  /** Begins to connect to each; waits for none. */
  static Channels open(List<HostAndPort> addresses) {
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    for (HostAndPort address : addresses) {
      ManagedChannel channel =
          Grpc.newChannelBuilderForAddress(
                  address.getHost(), address.getPort(), InsecureChannelCredentials.create())
              .directExecutor() // what callers chain runs on the network's threads
              .disableRetry() // whether to ask again is decided in Attempt alone
              .maxInboundMessageSize(Limits.MESSAGE_BYTES)
              .build();
      targets.add(new Target(address, channel));
      var unused = channel.getState(true);
    }
    return new Channels(targets.build());
  }

  /** All, those in reach first, and each time another one of them before the rest. */
  List<Target> inTurn() {
    int size = targets.size();
    if (size == 1) {
      return targets;
    }
    int first = Math.floorMod(turn.getAndIncrement(), size);
    List<Ranked> ranked = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Target target = targets.get((first + i) % size);
      ranked.add(new Ranked(target, rank(target.channel().getState(true))));
    }
    ranked.sort(Comparator.comparingInt(Ranked::rank));
    return ranked.stream().map(Ranked::target).toList();
  }

  /** Takes no new calls, gives those in flight a second, then cuts them off. */
  @Override
  public void close() {
    targets.forEach(target -> target.channel().shutdown());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    try {
      for (Target target : targets) {
        if (!target.channel().awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          target.channel().shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      targets.forEach(target -> target.channel().shutdownNow());
      Thread.currentThread().interrupt();
    }
  }

  /** A state is read once per ordering: it may change meanwhile. */
  private record Ranked(Target target, int rank) {}

  private static int rank(ConnectivityState state) {
    return switch (state) {
      case READY -> 0;
      case CONNECTING, IDLE -> 1;
      case TRANSIENT_FAILURE -> 2;
      case SHUTDOWN -> 3;
    };
  }
}
