package io.cashew.comparison.party;

import io.cashew.comparison.naive.NaiveForwarder;
import io.cashew.comparison.naive.NaiveMap;
import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A unary forwarder as a first version would have it, before two maps. */
final class NaiveEntrant implements Entrant {
  @Override
  public String name() {
    return "naive";
  }

  @Override
  public Optional<String> missing(Site site) {
    return Optional.empty();
  }

  @Override
  public Party start(Site site) throws IOException {
    try (Starting starting = new Starting(name(), site)) {
      List<Integer> ports = Processes.freePorts(3);
      for (int i = 1; i <= 2; i++) {
        Running map =
            starting.runOurs(
                "map-" + i,
                Party.SERVER,
                NaiveMap.class,
                site.heapWithEntriesMegabytes(),
                List.of(String.valueOf(ports.get(i))));
        Processes.awaitListener(map, ports.get(i));
      }
      Running forwarder =
          starting.runOurs(
              "forwarder",
              Party.PROXY,
              NaiveForwarder.class,
              site.heapMegabytes(),
              ports.stream().map(String::valueOf).toList());
      Processes.awaitListener(forwarder, ports.get(0));
      starting.isAskedBy(Way.UNARY_8, "unary", ports.get(0), "8");
      starting.isAskedBy(Way.UNARY_64, "unary", ports.get(0), "64");
      return starting.party();
    }
  }
}
