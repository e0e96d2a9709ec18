package io.cashew.comparison;

import com.google.common.collect.ImmutableMap;
import io.cashew.comparison.Scenario.Contender;
import io.cashew.comparison.party.Entrant;
import io.cashew.comparison.party.Party;
import io.cashew.comparison.party.Site;
import io.cashew.comparison.party.Way;
import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an entry takes: resident memory of all that keep entries, after they were stored less
 * before, in processes that were started for this alone. Collectors are asked to run before each
 * look, and may not keep much more heap than is in use.
 */
final class MemoryScenario {
  static final String NAME = "memory";

  private static final List<String> SMALL_HEAPS =
      List.of("-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");
  private static final long SETTLE_SECONDS = 3;
  private static final long COLLECT_SECONDS = 60;

  private final Plan plan;
  private final Site site;

  MemoryScenario(Plan plan, Site site) {
    this.plan = plan;
    this.site = site;
  }

  Scenario of(List<Entrant> entrants) {
    return new Scenario(
        NAME,
        "%,d entries with keys of 32 B and values of 100 B; resident bytes of all nodes"
            .formatted(plan.memoryEntries()),
        entrants.stream()
            .map(entrant -> new Contender(entrant.name(), () -> turn(entrant)))
            .toList());
  }

  private Sample turn(Entrant entrant) throws IOException {
    Path directory = Files.createDirectories(site.directory().resolve(NAME));
    try (Party party = entrant.start(site.in(directory, SMALL_HEAPS))) {
      Way way =
          Stream.of(Way.values())
              .filter(party::has)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(party.name() + " cannot be filled"));
      party.fill(way, 1, Plan.VALUE_BYTES); // what a first request needs is not an entry's
      long empty = resident(party.servers());
      party.fill(way, plan.memoryEntries(), Plan.VALUE_BYTES);
      long full = resident(party.servers());
      return new Sample(
          ImmutableMap.of(
              Sample.BYTES_PER_ENTRY,
              (double) (full - empty) / plan.memoryEntries(),
              Sample.EMPTY_MEGABYTES,
              empty / (double) (1 << 20)));
    }
  }

  private static long resident(List<Running> servers) throws IOException {
    Optional<Path> jcmd =
        Optional.of(Path.of(System.getProperty("java.home"), "bin", "jcmd"))
            .filter(Files::isExecutable)
            .or(() -> Processes.find("jcmd"));
    try {
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      long sum = 0;
      for (Running server : servers) {
        if (jcmd.isPresent()) {
          // Of what is no JVM it only says so.
          Process collecting =
              new ProcessBuilder(jcmd.get().toString(), String.valueOf(server.pid()), "GC.run")
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start();
          if (!collecting.waitFor(COLLECT_SECONDS, TimeUnit.SECONDS)) {
            collecting.destroyForcibly();
          }
        }
        sum += server.residentBytes();
      }
      return sum;
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }
}
