package io.cashew.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How hard a verb works that has a line of a file for each key, and how it goes on later. */
final class BulkOptions {
  private static final int MOST_AT_ONCE = 10_000;
  private static final int MOST_PER_SECOND = 10_000_000;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Keys under way at once, 1 to 10000. Default: ${DEFAULT-VALUE}.",
      defaultValue = "64")
  private int concurrency;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Keys in a second at the most. Default: as many as are answered.")
  private Optional<Integer> rate = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "Note there how far it is, and go on from there if it was cut off. The file goes when all"
              + " is done.")
  private Optional<Path> resume = Optional.empty();

  /** Keys under way at once. */
  int concurrency() {
    return checked("--concurrency", concurrency, MOST_AT_ONCE);
  }

  Pace pace() {
    return rate.map(n -> Pace.of(checked("--rate", n, MOST_PER_SECOND))).orElse(Pace.UNBOUNDED);
  }

  /**
   * What was noted.
   *
   * @param task what is done, and to what: it is another's file if that differs
   */
  Progress progress(String task) {
    return resume.map(file -> Progress.readFrom(file, task)).orElseGet(() -> Progress.none(task));
  }

  private static int checked(String option, int n, int most) {
    if (n < 1 || n > most) {
      throw new UsageException("%s %d (expected: 1 to %d)".formatted(option, n, most));
    }
    return n;
  }
}
