package io.cashew.comparison.party;

import com.google.common.collect.ImmutableMap;
import io.cashew.comparison.load.Load;
import io.cashew.comparison.load.Measured;
import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An entrant that runs, with the load processes that ask it: each is started when it is first
 * wanted and kept. Confined to one thread; closing ends all of its processes.
 */
public final class Party implements AutoCloseable {
  /** The role of those that keep the entries. */
  public static final String SERVER = "node";

  static final String PROXY = "proxy";

  /** What no request passes. */
  static final String ASIDE = "aside";

  private static final String CLIENT = "client";

  private final String name;
  private final Processes processes;
  private final List<Running> running;
  private final OptionalInt redisPort;
  private final ImmutableMap<Way, List<String>> ways;
  private final Map<Way, Running> loads = new EnumMap<>(Way.class);

  /**
   * A party that answers.
   *
   * @param running its processes; ended along with these {@code processes}
   * @param redisPort where it speaks Redis, if it does
   * @param ways how it can be asked, and the command of a load process for that
   */
  Party(
      String name,
      Processes processes,
      List<Running> running,
      OptionalInt redisPort,
      Map<Way, List<String>> ways) {
    this.name = name;
    this.processes = processes;
    this.running = List.copyOf(running);
    this.redisPort = redisPort;
    this.ways = ImmutableMap.copyOf(ways);
  }

  public String name() {
    return name;
  }

  /** Its processes on the path of a request, without those that ask. */
  public List<Running> processes() {
    return running.stream().filter(process -> !process.role().equals(ASIDE)).toList();
  }

  /** Those of its processes that keep the entries. */
  public List<Running> servers() {
    return running.stream().filter(process -> process.role().equals(SERVER)).toList();
  }

  public OptionalInt redisPort() {
    return redisPort;
  }

  public boolean has(Way way) {
    return ways.containsKey(way);
  }

  /** The process that asks in this way; now it runs. */
  public Running load(Way way) throws IOException {
    Running load = loads.get(way);
    if (load == null) {
      List<String> command = ways.get(way);
      if (command == null) {
        throw new IllegalArgumentException(name + " cannot be asked by " + way);
      }
      load = processes.startPiped("load-" + way.name(), CLIENT, command);
      load.expect("ready");
      loads.put(way, load);
    }
    return load;
  }

  /** Stores the keys from 0 on. */
  public void fill(Way way, int keys, int valueBytes) throws IOException {
    Running load = load(way);
    load.tell("fill " + keys + " " + valueBytes);
    load.expect("filled");
  }

  /** Asks; {@code onMeasuring} runs after the warm-up, {@code onMeasured} when the time is over. */
  public Measured run(Way way, Load order, Runnable onMeasuring, Runnable onMeasured)
      throws IOException {
    Running load = load(way);
    load.tell("run " + order.line());
    load.expect("measuring");
    onMeasuring.run();
    Measured measured = Measured.parse(load.expect("measured "));
    onMeasured.run();
    load.expect("idle");
    return measured;
  }

  @Override
  public void close() {
    processes.close();
  }
}
