package io.cashew.cli;

import io.cashew.bench.workload.KeyNames;
import io.cashew.bench.workload.Popularity;
import io.cashew.bench.workload.ValueSizes;
import io.cashew.node.store.trace.Trace;
import io.cashew.node.store.trace.TraceException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which keys a bench asks for, and how large their values are. */
final class BenchKeyOptions {
  private static final int KEY_SIZE = 32;
  private static final String VALUE = "100";

  @Option(names = "--keys", paramLabel = "N", description = "How many there are. Default: 10000.")
  private long keys = 10_000;

  @Option(
      names = "--key-size",
      paramLabel = "BYTES",
      description = "Zeros fill the number up; 0: they do not. Default: 32.")
  private int keySize = KEY_SIZE;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "What keys begin with, before their number. Default: bench:.")
  private String prefix = KeyNames.OWN_PREFIX;

  @Option(
      names = "--zipf",
      paramLabel = "S",
      description = "Popularity by Zipf's law, such as 0.99. Default: all equally likely.")
  private @Nullable Double zipf;

  @Option(names = "--sequential", description = "One after another.")
  private boolean sequential;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "As recorded in NAME.ids.gz, once from begin to end unless a time or number is given;"
              + " with sizes, if there are any.")
  private @Nullable Path trace;

  @Option(
      names = "--value",
      paramLabel = "BYTES",
      description =
          "100, or 10..1000 (equally likely), or 100:9,5000:1 (by weight); the same for the same"
              + " key. Default: 100.")
  private @Nullable String value;

  private @Nullable Trace read;

  /** Requests in the trace; empty: there is none. */
  Optional<Trace> trace() {
    if (trace != null && read == null) {
      read = read(trace);
    }
    return Optional.ofNullable(read);
  }

  String prefix() {
    return prefix;
  }

  int size() {
    return keySize;
  }

  Popularity popularity() {
    if ((zipf == null ? 0 : 1) + (sequential ? 1 : 0) + (trace == null ? 0 : 1) > 1) {
      throw new UsageException("--zipf, --sequential, --trace: (expected: one of them at most)");
    }
    if (trace().isPresent()) {
      return new Popularity.Recorded(trace().get());
    }
    if (zipf != null) {
      return new Popularity.Skewed(keys, zipf);
    }
    return sequential ? new Popularity.InTurn(keys) : new Popularity.Uniform(keys);
  }

  ValueSizes sizes() {
    if (value == null && trace().isPresent() && trace().get().hasSizes()) {
      return new ValueSizes.Recorded(trace().get());
    }
    return ValueSizes.parse(value == null ? VALUE : value);
  }

  private static Trace read(Path file) {
    try {
      return Trace.read(file);
    } catch (TraceException e) {
      throw new UsageException("--trace: " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "--trace: %s: no such file (expected: NAME%s)".formatted(file, Trace.IDS));
    } catch (IOException e) {
      throw new UsageException("--trace: cannot be read: " + e);
    }
  }
}
