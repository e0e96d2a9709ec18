package io.cashew.comparison.party;

import com.google.common.collect.ImmutableList;
import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Two members of Hazelcast and its client, which knows who owns a key. */
final class HazelcastEntrant implements Entrant {
  private static final String PACKAGE = "io.cashew.peers.hazelcast.";

  /** As its makers ask for on Java 17, or it says so at length. */
  private static final List<String> FLAGS =
      List.of(
          "--add-modules", "java.se",
          "--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens", "java.base/java.lang=ALL-UNNAMED",
          "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens", "java.management/sun.management=ALL-UNNAMED",
          "--add-opens", "jdk.management/com.sun.management.internal=ALL-UNNAMED");

  /** On two processors there is no common pool, and the client begins a thread for each answer. */
  private static final List<String> CLIENT_FLAGS =
      ImmutableList.<String>builder()
          .addAll(FLAGS)
          .add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
          .build();

  @Override
  public String name() {
    return "hazelcast";
  }

  @Override
  public Optional<String> missing(Site site) {
    return peersUnlessBuilt(site);
  }

  static Optional<String> peersUnlessBuilt(Site site) {
    return Files.isDirectory(site.peers())
        ? Optional.empty()
        : Optional.of("the peers in Java were not built: they come from Maven Central");
  }

  @Override
  public Party start(Site site) throws IOException {
    try (Starting starting = new Starting(name(), site)) {
      List<String> ports = Processes.freePorts(2).stream().map(String::valueOf).toList();
      Running first =
          starting.runPeer(
              "member-1", PACKAGE + "Member", FLAGS, List.of(ports.get(0), ports.get(1)));
      Running second =
          starting.runPeer(
              "member-2", PACKAGE + "Member", FLAGS, List.of(ports.get(1), ports.get(0)));
      for (Running member : List.of(first, second)) {
        Processes.await(member, () -> Files.readString(member.log()).contains("READY 2"));
      }
      starting.isAskedByPeer(PACKAGE + "ClientMain", CLIENT_FLAGS, ports);
      return starting.party();
    }
  }
}
