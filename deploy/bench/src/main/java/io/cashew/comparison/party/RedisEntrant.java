package io.cashew.comparison.party;

import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One Redis, without persistence, asked directly. */
final class RedisEntrant implements Entrant {
  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Optional<String> missing(Site site) {
    return Entrant.unlessInstalled("redis-server", "redis-server");
  }

  @Override
  public Party start(Site site) throws IOException {
    try (Starting starting = new Starting(name(), site)) {
      int port = Processes.freePorts(1).get(0);
      run(starting, "redis", port);
      starting.speaksRedisAt(port);
      return starting.party();
    }
  }

  static void run(Starting starting, String name, int port) throws IOException {
    Running redis =
        starting.run(
            name,
            Party.SERVER,
            List.of(
                "redis-server",
                "--bind",
                Site.HOST,
                "--port",
                String.valueOf(port),
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                starting.directory().toString()));
    Processes.awaitListener(redis, port);
  }
}
