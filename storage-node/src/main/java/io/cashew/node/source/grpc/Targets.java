package io.cashew.node.source.grpc;

import com.google.common.collect.ImmutableList;
import io.cashew.lifecycle.Part;
import io.cashew.time.Ticker;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a service runs. Its addresses are asked in turn, without those out of reach. Thread-safe.
 */
final class Targets implements Part {
  private static final long RECONNECT_NANOS = Duration.ofSeconds(1).toNanos();

  private final ImmutableList<ManagedChannel> channels;
  private final Ticker ticker;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicLong reconnected;

  Targets(List<ManagedChannel> channels, Ticker ticker) {
    this.channels = ImmutableList.copyOf(channels);
    this.ticker = ticker;
    this.reconnected = new AtomicLong(ticker.nanos());
  }

  /** Any, if none is in reach. */
  ManagedChannel next() {
    int first = turn.getAndIncrement();
    boolean someLost = false;
    ManagedChannel chosen = null;
    for (int i = 0; i < channels.size(); i++) {
      ManagedChannel channel = channels.get(Math.floorMod(first + i, channels.size()));
      if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        someLost = true;
      } else if (chosen == null) {
        chosen = channel;
      }
    }
    if (someLost) {
      reconnect();
    }
    return chosen != null ? chosen : channels.get(Math.floorMod(first, channels.size()));
  }

  /** Left to itself, gRPC waits up to two minutes before it tries to connect again. */
  private void reconnect() {
    long last = reconnected.get();
    long now = ticker.nanos();
    if (now - last >= RECONNECT_NANOS && reconnected.compareAndSet(last, now)) {
      channels.forEach(ManagedChannel::resetConnectBackoff);
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
