package io.cashew.overload;

import io.cashew.overload.Caller.Way;
import io.cashew.overload.Outcomes.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Values of a mebibyte, many at once, in a small heap. */
@Command(
    name = "large-values",
    description = "Gets values of 1 MiB, many at once. Exit code 1 if the server does not survive.",
    mixinStandardHelpOptions = true)
final class LargeValues implements Callable<Integer> {
  private static final int KEYS = 64;
  private static final int DEADLINE_MILLIS = 20_000;
  private static final int VALUE_BYTES = (1 << 20) - 64;

  @Option(names = "--at-once", defaultValue = "64", description = "Default: 64.")
  private int atOnce;

  @Option(names = "--rounds", defaultValue = "20", description = "Default: 20.")
  private int rounds;

  @Option(names = "--heap", defaultValue = "512m", description = "The server's. Default: 512m.")
  private String heap = "512m";

  @Override
  public Integer call() {
    try (ServerProcess server = new ServerProcess(heap, "")) {
      OverloadCommand.fill(server.grpc(), "large", KEYS, VALUE_BYTES);
      for (Way way : Way.values()) {
        for (int connections : new int[] {1, 8, atOnce}) {
          run(server, way, connections);
        }
      }
      System.out.println(server.describe());
      return server.isAlive() ? 0 : 1;
    }
  }

  private void run(ServerProcess server, Way way, int connections) {
    Outcomes outcomes = new Outcomes();
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      callers.add(Caller.by(way, server.grpc(), "large", KEYS, DEADLINE_MILLIS, outcomes));
    }
    long start = System.nanoTime();
    for (int round = 0; round < rounds; round++) {
      callers.forEach(caller -> caller.send(Math.max(1, atOnce / connections)));
      while (callers.stream().anyMatch(caller -> caller.outstanding() > 0)) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    Figures figures = outcomes.take();
    System.out.printf(
        "%d at once, %s, %d connections: %s%n",
        atOnce, way, connections, figures.describe((System.nanoTime() - start) / 1e9));
    callers.forEach(Caller::close);
  }
}
