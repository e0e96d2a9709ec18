package io.cashew.proxy.admission;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.errorprone.annotations.ThreadSafe;
import io.cashew.config.LimitSettings;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * What all connections of a proxy have in flight together, and how much of it one may have.
 *
 * <p>One may hold {@value #PARTS} quarters of what the others leave. So there is always something
 * left for one that holds little, however greedy the others are: they come to hold the same each.
 * (The dynamic threshold of Choudhury and Hahne, 1998, for the buffers of switches.)
 *
 * <p>Thread-safe. Nothing blocks. Accounts tell in steps what they hold, so that the sums lag
 * behind by a step of each.
 */
@ThreadSafe
@SuppressWarnings("Immutable") // paces are each confined to a loop
public final class Admission {
  private static final int PARTS = 3;

  private final LimitSettings limits;
  private final ImmutableList<Pace> paces;
  private final ImmutableList<Expectation> expectations;
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final ImmutableMap<Refusal, LongAdder> refused =
      Maps.toMap(Arrays.asList(Refusal.values()), refusal -> new LongAdder());

  /**
   * Nothing is in flight yet.
   *
   * @param lanes the event loops that connections live on
   */
  public Admission(LimitSettings limits, int lanes) {
    this.limits = limits;
    this.paces =
        IntStream.range(0, lanes)
            .mapToObj(lane -> new Pace(limits.operations(), limits.delay()))
            .collect(ImmutableList.toImmutableList());
    this.expectations =
        IntStream.range(0, lanes)
            .mapToObj(lane -> new Expectation(Expectation.LONG, 0))
            .collect(ImmutableList.toImmutableList());
  }

  /** For a connection that lives on a lane. To be called there. */
  public Account open(int lane) {
    return new Account(this, paces.get(lane), expectations.get(lane));
  }

  /** Bytes that are held and not by an account: they leave the accounts less. May be negative. */
  public void holdElsewhere(long more) {
    bytes.addAndGet(more);
  }

  /** Bytes that may be in flight. */
  public long mostBytes() {
    return limits.bytes();
  }

  /** Whether so much is held that those who hold little will soon be refused. */
  public boolean isShort() {
    return bytes.get() > share(limits.bytes(), 0);
  }

  /** Operations in flight, nearly. */
  public long operations() {
    return operations.get();
  }

  /** Bytes in flight, nearly. */
  public long bytes() {
    return bytes.get();
  }

  /** How many operations were refused, since the start. */
  public long refused(Refusal why) {
    return counter(why).sum();
  }

  LimitSettings limits() {
    return limits;
  }

  /** An account holds {@code more}, and {@code held} now. Says how many it may hold. */
  long holdOperations(long more, long held) {
    long all = more == 0 ? operations.get() : operations.addAndGet(more);
    return Math.min(limits.connectionOperations(), share(limits.operations(), all - held));
  }

  /** The same of bytes. */
  long holdBytes(long more, long held) {
    long all = more == 0 ? bytes.get() : bytes.addAndGet(more);
    return Math.min(limits.connectionBytes(), share(limits.bytes(), all - held));
  }

  private static long share(long limit, long others) {
    return Math.max(0, limit - others) / 4 * PARTS;
  }

  Refusal refuse(Refusal why, int count) {
    counter(why).add(count);
    return why;
  }

  private LongAdder counter(Refusal why) {
    LongAdder counter = refused.get(why);
    if (counter == null) {
      throw new IllegalStateException("no counter of " + why);
    }
    return counter;
  }
}
