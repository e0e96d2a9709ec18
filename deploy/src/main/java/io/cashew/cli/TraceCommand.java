package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.bench.trace.CacheSize;
import io.cashew.bench.trace.HitRatio;
import io.cashew.bench.trace.HitRatioCsv;
import io.cashew.bench.trace.HitRatioPicture;
import io.cashew.bench.trace.TraceBench;
import io.cashew.group.PolicySettings;
import io.cashew.node.store.trace.Trace;
import io.cashew.node.store.trace.Trace.Weighing;
import io.cashew.node.store.trace.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "trace",
    header = "Measure the hit ratios of policies on recorded requests.",
    description = {
      "Replays each trace against each policy at each size, in this process and with the policies"
          + " that nodes run. A trace is a file NAME.ids.gz: gzip of little-endian 32-bit integers,"
          + " one for each request, the number of its key counted from 0 by first request. Sizes in"
          + " bytes stand beside it in NAME.sizes.gz (one for each request) or"
          + " NAME.kvsize-by-id.gz (one for each key)."
    })
final class TraceCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE_OR_DIR",
      description = "Traces, or directories of them.")
  private List<Path> paths = List.of();

  @Option(
      names = "--policy",
      paramLabel = "POLICIES",
      description =
          "Separated by commas, with parameters after a colon: slru,lru,2q:in=20,out=60."
              + " Default: all there are.")
  private Optional<String> policies = Optional.empty();

  @Option(
      names = "--sizes",
      paramLabel = "SIZES",
      defaultValue = "1%,5%,20%",
      description =
          "Separated by commas: shares of all the keys (5%%), entries (10000), bytes (64MiB), or"
              + " a range of shares in steps (1%%..50%%:8). Default: 1%%,5%%,20%%.")
  private String sizes = "";

  @Option(
      names = "--by",
      paramLabel = "UNIT",
      defaultValue = "entries",
      description = "What sizes count: entries or bytes. Default: entries.")
  private Weighing weighing = Weighing.ENTRIES;

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the figures there as well.")
  private Optional<Path> csv = Optional.empty();

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw hit ratio over size there: .png or .svg.")
  private Optional<Path> picture = Optional.empty();

  TraceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<PolicySettings> tested = policies();
    List<CacheSize> cacheSizes = sizes();
    picture.ifPresent(TraceCommand::checkPicture);
    List<HitRatio> ratios;
    try {
      List<Path> files = files();
      ProgressLine progress =
          ProgressLine.of(console.err(), files.size() * cacheSizes.size() * tested.size());
      try {
        ratios = new TraceBench(tested, cacheSizes, weighing).run(files, progress::advance);
      } finally {
        progress.clear();
      }
    } catch (TraceException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "%s: no such file or directory (expected: NAME%s, or a directory of such)"
              .formatted(e.getMessage(), Trace.IDS));
    } catch (IOException e) {
      throw new UsageException("cannot be read: " + e);
    }
    output.print(console, () -> json(ratios), () -> table(ratios));
    write(ratios);
    return ExitCode.OK.code();
  }

  private List<PolicySettings> policies() {
    if (policies.isEmpty()) {
      return Stream.of(PolicySettings.Name.values()).map(PolicySettings::of).toList();
    }
    try {
      // A comma before "name=" goes on with the parameters of a policy.
      return Stream.of(policies.get().split(",(?![^,:]*=)", -1))
          .map(text -> PolicySettings.parse(text.strip()))
          .distinct()
          .toList();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--policy: " + e.getMessage());
    }
  }

  private List<CacheSize> sizes() {
    try {
      return CacheSize.parse(sizes, weighing);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--sizes: " + e.getMessage());
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> inside = Files.list(path)) {
        List<Path> traces =
            inside.filter(file -> file.toString().endsWith(Trace.IDS)).sorted().toList();
        if (traces.isEmpty()) {
          throw new UsageException("%s: no traces (expected: NAME%s)".formatted(path, Trace.IDS));
        }
        files.addAll(traces);
      }
    }
    return files;
  }

  private static void checkPicture(Path file) {
    if (!HitRatioPicture.isDrawable(file)) {
      throw new UsageException(
          "--picture: %s (expected: a name ending in .png or .svg)".formatted(file));
    }
  }

  private void write(List<HitRatio> ratios) {
    try {
      if (csv.isPresent()) {
        Files.writeString(csv.get(), HitRatioCsv.of(ratios, weighing));
      }
      if (picture.isPresent()) {
        new HitRatioPicture(ratios, weighing).write(picture.get());
      }
    } catch (IOException e) {
      throw new UsageException("cannot be written: " + e);
    }
  }

  /** A line for each trace and size, a column for each policy. */
  private String table(List<HitRatio> ratios) {
    Map<String, List<HitRatio>> lines =
        ratios.stream()
            .collect(
                Collectors.groupingBy(
                    ratio -> ratio.trace() + " " + ratio.size(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<String> heading = new ArrayList<>(List.of("TRACE", "SIZE", weighing.name()));
    ratios.stream().map(ratio -> ratio.policy().toString()).distinct().forEach(heading::add);
    Table table = new Table(heading.toArray(String[]::new));
    for (List<HitRatio> line : lines.values()) {
      HitRatio first = line.get(0);
      List<String> cells =
          new ArrayList<>(
              List.of(first.trace(), first.size().toString(), Long.toString(first.capacity())));
      line.forEach(ratio -> cells.add(String.format(Locale.ROOT, "%.2f", ratio.percent())));
      table.row(cells.toArray(String[]::new));
    }
    return table.toString();
  }

  private JsonObject json(List<HitRatio> ratios) {
    JsonArray results = new JsonArray();
    for (HitRatio ratio : ratios) {
      JsonObject result = new JsonObject();
      result.addProperty("trace", ratio.trace());
      result.addProperty("size", ratio.size().toString());
      result.addProperty("capacity", Long.toString(ratio.capacity()));
      result.addProperty("policy", ratio.policy().toString());
      result.addProperty("requests", Long.toString(ratio.requests()));
      result.addProperty("hits", Long.toString(ratio.hits()));
      result.addProperty("hit_percent", ratio.percent());
      results.add(result);
    }
    JsonObject object = new JsonObject();
    object.addProperty("by", weighing.name().toLowerCase(Locale.ROOT));
    object.add("results", results);
    return object;
  }
}
