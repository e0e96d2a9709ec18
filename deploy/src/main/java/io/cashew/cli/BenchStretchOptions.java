package io.cashew.cli;

import io.cashew.bench.BenchPlan.Stretch;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long a bench works. */
final class BenchStretchOptions {
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration DURATION = Duration.ofSeconds(10);

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "Not measured. Default: 5s; none with --requests or --trace.")
  private @Nullable Duration warmUp;

  @Option(names = "--duration", paramLabel = "TIME", description = "Default: 10s.")
  private @Nullable Duration duration;

  @Option(names = "--requests", paramLabel = "N", description = "Instead of a duration, or both.")
  private @Nullable Long requests;

  /**
   * @param natural how many requests there are to be if nothing is said; empty: there is no such
   *     number
   */
  Stretch stretch(OptionalLong natural) {
    OptionalLong count =
        requests != null
            ? OptionalLong.of(requests)
            : duration == null ? natural : OptionalLong.empty();
    boolean counted = count.isPresent() || natural.isPresent();
    return new Stretch(
        warmUp != null ? warmUp : counted ? Duration.ZERO : WARM_UP,
        duration != null ? duration : count.isPresent() ? Stretch.LONGEST : DURATION,
        count);
  }
}
