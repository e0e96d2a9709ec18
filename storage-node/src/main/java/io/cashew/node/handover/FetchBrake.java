package io.cashew.node.handover;

import io.cashew.ring.NodeId;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spares misses the wait for a previous owner that does not answer: after some failures in a row it
 * is not asked for a while. Thread-safe.
 */
final class FetchBrake {
  static final int FAILURES = 5;
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final Ticker ticker;
  private final Map<NodeId, Failures> failures = new ConcurrentHashMap<>();

  FetchBrake(Ticker ticker) {
    this.ticker = ticker;
  }

  boolean isOn(NodeId donor) {
    Failures found = failures.get(donor);
    return found != null
        && found.inRow >= FAILURES
        && ticker.nanos() - found.lastAt < PAUSE.toNanos();
  }

  void answered(NodeId donor) {
    if (failures.containsKey(donor)) {
      failures.remove(donor);
    }
  }

  void failed(NodeId donor) {
    Failures first = new Failures(1, ticker.nanos());
    failures.merge(donor, first, (known, one) -> new Failures(known.inRow + 1, one.lastAt));
  }

  private record Failures(int inRow, long lastAt) {}
}
