package io.cashew.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import io.cashew.client.AdminClient;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.RingWishes;
import java.time.Duration;
import java.util.function.ToIntFunction;

/** Waits until what was wished has been done, and shows how far it is. */
final class Moves {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final AdminClient client;
  private final ProgressBar bar;
  private final Duration timeout;
  private final long start = System.nanoTime();

  /** Waits so long at most, from now on. */
  Moves(AdminClient client, Console console, Duration timeout) {
    this.client = client;
    this.bar = ProgressBar.of(console.err());
    this.timeout = timeout;
  }

  /**
   * Waits until nothing is left.
   *
   * @param left how much is left, in a plan
   * @param what it is: "partitions"
   * @return the last plan; throws {@link NotYetException} when the time is over
   */
  PlanRingReply await(ToIntFunction<PlanRingReply> left, String what) {
    try {
      while (true) {
        PlanRingReply plan = Await.answer(client.planRing(RingWishes.getDefaultInstance()));
        int now = left.applyAsInt(plan);
        if (now == 0) {
          return plan;
        }
        bar.show(now, what);
        if (System.nanoTime() - start > timeout.toNanos()) {
          throw new NotYetException(
              "%d %s are left after %d s; the wish stands, and the cluster goes on"
                  .formatted(now, what, timeout.toSeconds()));
        }
        Uninterruptibles.sleepUninterruptibly(PAUSE);
      }
    } finally {
      bar.clear();
    }
  }
}
