package io.cashew.enginebench.speed;

import com.google.protobuf.ByteString;
import io.cashew.enginebench.workload.Draw;
import io.cashew.enginebench.workload.RequestKey;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * A thread that sends requests: a million of them, drawn by Zipf's law, over and over. Every
 * request has key objects of its own, as if it had just been decoded, and no cache knows them by
 * identity.
 */
@State(Scope.Thread)
public class Caller {
  private static final int REQUESTS = 1 << 20;

  final ByteString value = ByteString.copyFrom(new byte[CacheState.VALUE_BYTES]);
  private final RequestKey[] requests = new RequestKey[REQUESTS];
  private int sent;

  @Setup
  public void prepare(ThreadParams thread) {
    Draw draw = Draw.zipf(CacheState.KEYS, 100 + thread.getThreadIndex());
    Arrays.setAll(requests, i -> RequestKey.numbered(draw.next()));
  }

  RequestKey next() {
    sent++;
    return requests[sent & (REQUESTS - 1)];
  }

  /** Whether it is a put's turn: one request in twenty. */
  boolean isTwentieth() {
    return sent % 20 == 0;
  }
}
