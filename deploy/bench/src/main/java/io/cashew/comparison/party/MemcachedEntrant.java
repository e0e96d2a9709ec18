package io.cashew.comparison.party;

import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One memcached, for what an entry takes there. */
final class MemcachedEntrant implements Entrant {
  @Override
  public String name() {
    return "memcached";
  }

  @Override
  public Optional<String> missing(Site site) {
    return Entrant.unlessInstalled("memcached", "memcached");
  }

  @Override
  public Party start(Site site) throws IOException {
    try (Starting starting = new Starting(name(), site)) {
      int port = Processes.freePorts(1).get(0);
      List<String> command =
          new ArrayList<>(
              List.of(
                  "memcached",
                  "-l",
                  Site.HOST,
                  "-U",
                  "0",
                  "-p",
                  String.valueOf(port),
                  "-m",
                  String.valueOf(2 * site.nodeMegabytes())));
      if (System.getProperty("user.name").equals("root")) {
        command.addAll(List.of("-u", "nobody")); // it refuses to be root
      }
      Running memcached = starting.run("memcached", Party.SERVER, command);
      Processes.awaitListener(memcached, port);
      starting.isAskedBy(Way.TEXT, "memcached", port);
      return starting.party();
    }
  }
}
