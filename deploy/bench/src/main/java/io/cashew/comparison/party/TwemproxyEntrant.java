package io.cashew.comparison.party;

import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** twemproxy before two Redis. */
final class TwemproxyEntrant implements Entrant {
  @Override
  public String name() {
    return "twemproxy";
  }

  @Override
  public Optional<String> missing(Site site) {
    return Entrant.unlessInstalled("nutcracker", "nutcracker")
        .or(() -> Entrant.unlessInstalled("redis-server", "redis-server"));
  }

  @Override
  public Party start(Site site) throws IOException {
    try (Starting starting = new Starting(name(), site)) {
      List<Integer> ports = Processes.freePorts(4);
      RedisEntrant.run(starting, "redis-1", ports.get(2));
      RedisEntrant.run(starting, "redis-2", ports.get(3));
      Path config = starting.directory().resolve("nutcracker.yml");
      Files.writeString(
          config,
          """
          bench:
            listen: 127.0.0.1:%s
            hash: fnv1a_64
            distribution: ketama
            redis: true
            servers:
             - 127.0.0.1:%s:1 redis-1
             - 127.0.0.1:%s:1 redis-2
          """
              .formatted(ports.get(0), ports.get(2), ports.get(3)));
      Running proxy =
          starting.run(
              "nutcracker",
              Party.PROXY,
              List.of(
                  "nutcracker",
                  "-c",
                  config.toString(),
                  "-a",
                  Site.HOST,
                  "-s",
                  String.valueOf(ports.get(1))));
      Processes.awaitListener(proxy, ports.get(0));
      starting.speaksRedisAt(ports.get(0));
      return starting.party();
    }
  }
}
