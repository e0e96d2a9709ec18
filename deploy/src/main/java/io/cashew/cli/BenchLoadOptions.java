package io.cashew.cli;

import io.cashew.bench.BenchPlan.Load;
import io.cashew.bench.Pace;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How hard a bench works. */
final class BenchLoadOptions {
  private static final int OUTSTANDING = 16;
  private static final int OUTSTANDING_WITH_RATE = 1024;
  private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)([kKmM]?)(?:/s)?");

  @Option(names = "--connections", paramLabel = "N", description = "Default: 4.")
  private int connections = 4;

  @Option(
      names = "--outstanding",
      paramLabel = "N",
      description = "Requests in flight on each, at most. Default: 16; with --rate 1024.")
  private @Nullable Integer outstanding;

  @Option(
      names = "--rate",
      paramLabel = "N/s",
      description =
          "Requests are due by a schedule, as 50000/s or 50k, and latency counts from then."
              + " Default: each answer is followed by the next request.")
  private @Nullable String rate;

  @Option(
      names = "--arrivals",
      paramLabel = "HOW",
      description = "constant, or poisson: as independent users come. Default: constant.")
  private Arrivals arrivals = Arrivals.CONSTANT;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      description = "A request that cannot be sent for so long is given up. Default: 10s.")
  private Duration patience = Duration.ofSeconds(10);

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Of the bench. Default: half of the cores.")
  private @Nullable Integer threads;

  /** How requests of a schedule come. */
  enum Arrivals {
    CONSTANT,
    POISSON
  }

  /**
   * @param callers threads that each have one connection with one request; empty: as the options
   *     say
   */
  Load load(OptionalInt callers) {
    if (callers.isPresent()) {
      int count = callers.getAsInt();
      return new Load(count, count, 1, pace(), patience);
    }
    int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return new Load(
        threads == null ? Math.min(connections, half) : threads,
        connections,
        outstanding == null ? defaultOutstanding() : outstanding,
        pace(),
        patience);
  }

  private int defaultOutstanding() {
    return rate == null ? OUTSTANDING : OUTSTANDING_WITH_RATE;
  }

  private Pace pace() {
    if (rate == null) {
      return new Pace.Answered();
    }
    double perSecond = parse(rate);
    return switch (arrivals) {
      case CONSTANT -> new Pace.Constant(perSecond);
      case POISSON -> new Pace.Poisson(perSecond);
    };
  }

  private static double parse(String text) {
    Matcher matcher = RATE.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException(
          "--rate: \"%s\" (expected: requests in a second, such as 50000/s or 50k)"
              .formatted(text));
    }
    double number = Double.parseDouble(matcher.group(1));
    return switch (matcher.group(2)) {
      case "k", "K" -> number * 1e3;
      case "m", "M" -> number * 1e6;
      default -> number;
    };
  }
}
