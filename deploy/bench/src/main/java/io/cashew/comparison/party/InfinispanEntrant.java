package io.cashew.comparison.party;

import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Two servers of Infinispan and its Hot Rod client, which knows who owns a key. */
final class InfinispanEntrant implements Entrant {
  private static final String PACKAGE = "io.cashew.peers.infinispan.";

  @Override
  public String name() {
    return "infinispan";
  }

  @Override
  public Optional<String> missing(Site site) {
    return HazelcastEntrant.peersUnlessBuilt(site);
  }

  @Override
  public Party start(Site site) throws IOException {
    try (Starting starting = new Starting(name(), site)) {
      List<String> ports = Processes.freePorts(4).stream().map(String::valueOf).toList();
      List<String> clients = ports.subList(0, 2);
      for (int i = 0; i < 2; i++) {
        Running server =
            starting.runPeer(
                "server-" + (i + 1),
                PACKAGE + "ServerMain",
                List.of(),
                List.of(clients.get(i), ports.get(2 + i), ports.get(3 - i)));
        String ready = "READY " + (i + 1);
        Processes.await(server, () -> Files.readString(server.log()).contains(ready));
      }
      starting.isAskedByPeer(PACKAGE + "ClientMain", List.of(), clients);
      return starting.party();
    }
  }
}
