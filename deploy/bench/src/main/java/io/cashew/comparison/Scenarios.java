package io.cashew.comparison;

import io.cashew.comparison.Scenario.Contender;
import io.cashew.comparison.load.Load;
import io.cashew.comparison.load.Load.Kind;
import io.cashew.comparison.load.Measured;
import io.cashew.comparison.party.Party;
import io.cashew.comparison.party.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is measured. Confined to one thread. */
final class Scenarios {
  private static final int MANY = 1_000;
  private static final int ASYNC_LANES = 64;

  private final Plan plan;
  private final List<Party> parties;

  /** Ways that have found their keys there already. */
  private final Set<String> filled = new HashSet<>();

  /**
   * For these parties.
   *
   * @param parties ours first; all run
   */
  Scenarios(Plan plan, List<Party> parties) {
    this.plan = plan;
    this.parties = parties;
  }

  /** Everything but memory, for which parties are started anew. */
  List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.add(redis("resp-get-c16", new RedisBenchmark("GET", 16, 1)));
    all.add(redis("resp-get-c128", new RedisBenchmark("GET", 128, 1)));
    all.add(redis("resp-get-p16", new RedisBenchmark("GET", 16, 16)));
    all.add(redis("resp-get-p64", new RedisBenchmark("GET", 16, 64)));
    all.add(redis("resp-set-c16", new RedisBenchmark("SET", 16, 1)));
    all.add(redis("resp-set-p16", new RedisBenchmark("SET", 16, 16)));
    List<Way> libraries = List.of(Way.LIBRARY, Way.REDIS);
    all.add(
        load(
            "library-async-64",
            "GET, 64 outstanding, asynchronous",
            libraries,
            Kind.ASYNC,
            ASYNC_LANES,
            0));
    all.add(load("library-64", "GET, 64 callers who wait", libraries, Kind.BLOCKING, 64, 0));
    // Last: a single caller asks for too little to have compilers done before it counts.
    all.add(load("library-1", "GET, one caller who waits", libraries, Kind.BLOCKING, 1, 0));
    all.add(
        load(
            "grpc-8x16",
            "unary gRPC Get, 8 connections with 16 outstanding each",
            List.of(Way.UNARY_8),
            Kind.ASYNC,
            8 * 16,
            0));
    all.add(
        load(
            "grpc-64x2",
            "unary gRPC Get, 64 connections with 2 outstanding each",
            List.of(Way.UNARY_64),
            Kind.ASYNC,
            64 * 2,
            0));
    all.add(
        load(
            "many-1000",
            "GET of 1,000 keys at once, 4 callers who wait; an operation is a request",
            libraries,
            Kind.MANY,
            4,
            MANY));
    all.add(added());
    return all.stream().filter(scenario -> !scenario.contenders().isEmpty()).toList();
  }

  /** What more nodes bring. */
  List<Scenario> growth() {
    RedisBenchmark line = new RedisBenchmark("GET", 16, 16);
    return List.of(
        new Scenario(
            "growth",
            "redis-benchmark GET, 16 connections, depth 16; per second of CPU that proxy and nodes"
                + " use",
            parties.stream()
                .map(party -> new Contender(party.name(), () -> perCpuSecond(turn(party, line))))
                .toList()));
  }

  private static Sample perCpuSecond(Sample sample) {
    double micros =
        sample.figures().entrySet().stream()
            .filter(figure -> figure.getKey().startsWith(Sample.CPU))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    return sample.first(Sample.PER_CPU_SECOND, 1e6 / micros);
  }

  private Scenario redis(String name, RedisBenchmark line) {
    return new Scenario(
        name,
        "redis-benchmark %s, %s connections, depth %s"
            .formatted(line.command(), line.connections(), line.depth()),
        parties.stream()
            .filter(party -> party.redisPort().isPresent())
            .map(party -> new Contender(party.name(), () -> turn(party, line)))
            .toList());
  }

  private Sample turn(Party party, RedisBenchmark line) throws IOException {
    fill(party, Way.REDIS);
    Usage usage = new Usage(party.processes());
    Measured measured = line.run(party.redisPort().orElseThrow(), plan, usage::begin, usage::end);
    return Sample.of(measured, usage.microsPer(measured.answered()));
  }

  private Scenario load(
      String name, String what, List<Way> ways, Kind kind, int lanes, int amount) {
    Load load = new Load(kind, lanes, amount, plan.warmUpSeconds(), plan.seconds());
    return new Scenario(name, what, contenders(ways, load));
  }

  private List<Contender> contenders(List<Way> ways, Load load) {
    List<Contender> contenders = new ArrayList<>();
    for (Party party : parties) {
      for (Way way : ways) {
        if (party.has(way)) {
          contenders.add(new Contender(party.name() + ", " + way, () -> turn(party, way, load)));
        }
      }
    }
    return contenders;
  }

  private Sample turn(Party party, Way way, Load load) throws IOException {
    Usage usage = new Usage(party.processes(), party.load(way));
    Measured measured = ask(party, way, load, usage);
    return Sample.of(measured, usage.microsPer(measured.answered()));
  }

  private Measured ask(Party party, Way way, Load load, Usage usage) throws IOException {
    fill(party, way);
    return party.run(way, load, usage::begin, usage::end);
  }

  private void fill(Party party, Way way) throws IOException {
    if (filled.add(party.name() + way)) {
      party.fill(way, plan.keys(), Plan.VALUE_BYTES);
    }
  }

  /** Half of what the proxy can do, found by the first turn; then the same rate for all. */
  private Scenario added() {
    HalfLoad half = new HalfLoad();
    List<Contender> contenders = new ArrayList<>();
    for (Party party : parties) {
      for (Way way : List.of(Way.EXCHANGE, Way.LINK)) {
        if (party.has(way)) {
          contenders.add(new Contender(party.name() + ", " + way, () -> half.turn(party, way)));
        }
      }
    }
    return new Scenario(
        "added-latency",
        "GET at half of the rate that the proxy can do by Exchange with 64 outstanding; by a proxy,"
            + " and from the nodes by a router in the client",
        contenders);
  }

  /** Remembers the rate. */
  private final class HalfLoad {
    private int rate;

    Sample turn(Party party, Way way) throws IOException {
      if (rate == 0) {
        Load most = new Load(Kind.ASYNC, ASYNC_LANES, 0, plan.warmUpSeconds(), plan.seconds());
        double perSecond = ask(party, Way.EXCHANGE, most, new Usage(List.of())).perSecond();
        rate = Math.max(1, (int) (perSecond / 2));
      }
      Load load = new Load(Kind.PACED, 1, rate, plan.warmUpSeconds(), plan.seconds());
      return Scenarios.this.turn(party, way, load);
    }
  }
}
