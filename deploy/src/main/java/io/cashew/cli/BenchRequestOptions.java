package io.cashew.cli;

import io.cashew.bench.BenchPlan.Fill;
import io.cashew.bench.workload.KeyNames;
import io.cashew.bench.workload.Mix;
import io.cashew.bench.workload.Workload.Misses;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a bench does with keys. */
final class BenchRequestOptions {
  @Option(
      names = "--mix",
      paramLabel = "MIX",
      description = "get, set, delete, touch by weight, as get=95,set=5. Default: get=1.")
  private String mix = "get=1";

  @Option(names = "--many", paramLabel = "N", description = "Keys of each get. Default: 1.")
  private int many = 1;

  @Option(
      names = "--fill",
      description = "Set every key before; needed if --prefix is not the bench's own.")
  private boolean fill;

  @Option(
      names = "--no-fill",
      description = "Do not: gets have the group's source asked for what is not there.")
  private boolean noFill;

  @Option(
      names = "--set-missed",
      description = "Set what a get did not find, as beside a cache that cannot load.")
  private boolean setMissed;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description =
          "What sets and touches let keys live. Default: ten minutes beyond the run, or an hour.")
  private @Nullable Duration ttl;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed asks for the same. Default: 1.")
  private long seed = 1;

  Mix mix() {
    return Mix.parse(mix);
  }

  int many() {
    return many;
  }

  Optional<Duration> ttl() {
    return Optional.ofNullable(ttl);
  }

  Misses misses() {
    return setMissed ? Misses.SET : Misses.LEFT;
  }

  long seed() {
    return seed;
  }

  private boolean onlyReads() {
    return !setMissed && mix().equals(Mix.GETS);
  }

  /** Refuses what would overwrite what may be somebody's. */
  Fill fill(String prefix) {
    if (fill && noFill) {
      throw new UsageException("--fill: together with --no-fill (expected: one of them)");
    }
    boolean own = prefix.equals(KeyNames.OWN_PREFIX);
    if (!own && !fill && (!onlyReads() || !noFill)) {
      throw new UsageException(
          "--prefix: keys that begin with \"%s\" may be somebody's (expected: --no-fill and gets"
                  .formatted(prefix)
              + " only, or --fill to overwrite them)");
    }
    return noFill ? Fill.AS_IT_IS : Fill.EVERY_KEY;
  }
}
