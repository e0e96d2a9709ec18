package io.cashew.system.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;

/**
 * What happened: every operation, every load, every fault, on one clock. Immutable.
 *
 * @param events by their start
 */
public record History(
    ImmutableList<Event> events, ImmutableList<Load> loads, ImmutableList<Fault> faults) {
  public History {
    events = ImmutableList.sortedCopyOf(Comparator.comparingLong(Event::start), events);
    loads = ImmutableList.sortedCopyOf(Comparator.comparingLong(Load::at), loads);
    faults = ImmutableList.sortedCopyOf(Comparator.comparingLong(Fault::at), faults);
  }

  /** Events of one space by key, each list by start. */
  Map<Key, List<Event>> byKey(Key.Space space) {
    return events.stream()
        .filter(event -> event.key().space() == space)
        .collect(Collectors.groupingBy(Event::key));
  }

  Map<Key, List<Load>> loadsByKey() {
    return loads.stream().collect(Collectors.groupingBy(Load::key));
  }

  /**
   * The longest time in which no delete and no set of these keys was acknowledged, of those that
   * touch the time given.
   */
  public Duration longestWriteGap(Set<Key> keys, long from, long to) {
    long[] acknowledged =
        LongStream.concat(
                LongStream.of(to),
                events.stream()
                    .filter(event -> event.ending() instanceof Ending.Done)
                    .filter(event -> keys.contains(event.key()))
                    .mapToLong(Event::end))
            .filter(end -> end <= to)
            .sorted()
            .toArray();
    long longest = 0;
    for (int i = 1; i < acknowledged.length; i++) {
      if (acknowledged[i] >= from) {
        longest = Math.max(longest, acknowledged[i] - acknowledged[i - 1]);
      }
    }
    return Duration.ofNanos(longest);
  }

  /** How often the source was asked within a time for these keys, beyond once for each delete. */
  public long loadsBeyondDeletes(Set<Key> keys, long from, long to) {
    long asked =
        loads.stream()
            .filter(load -> load.at() >= from && load.at() < to && keys.contains(load.key()))
            .count();
    long deletes =
        events.stream()
            .filter(event -> event.start() >= from && event.start() < to)
            .filter(event -> event.kind() == Event.Kind.DELETE && keys.contains(event.key()))
            .filter(event -> event.key().space() == Key.Space.SOURCED)
            .count();
    return Math.max(0, asked - deletes);
  }

  /** The part that tells of a key, and all faults, from one moment to another. */
  public List<String> excerpt(Key key, long from, long to) {
    History part =
        new History(
            events.stream()
                .filter(event -> event.key().equals(key) && event.end() >= from)
                .filter(event -> event.start() <= to)
                .collect(ImmutableList.toImmutableList()),
            loads.stream()
                .filter(load -> load.key().equals(key) && load.at() >= from && load.at() <= to)
                .collect(ImmutableList.toImmutableList()),
            faults);
    return part.lines();
  }

  /** Everything, a line each, in the order of time, in milliseconds since the first. */
  List<String> lines() {
    List<Line> lines = new ArrayList<>();
    long origin = origin();
    events.forEach(event -> lines.add(new Line(event.start(), text(event, origin))));
    loads.forEach(load -> lines.add(new Line(load.at(), text(load, origin))));
    faults.forEach(fault -> lines.add(new Line(fault.at(), text(fault, origin))));
    lines.sort(Comparator.comparingLong(Line::at));
    return lines.stream().map(Line::text).toList();
  }

  private long origin() {
    long origin = Long.MAX_VALUE;
    origin = events.isEmpty() ? origin : Math.min(origin, events.get(0).start());
    origin = loads.isEmpty() ? origin : Math.min(origin, loads.get(0).at());
    return faults.isEmpty() ? origin : Math.min(origin, faults.get(0).at());
  }

  private static String text(Event event, long origin) {
    return "%12s %12s  %-8s %-6s %-8s version %d nonce %d  %s"
        .formatted(
            millis(event.start() - origin),
            millis(event.end() - origin),
            event.client(),
            event.kind(),
            event.key(),
            event.version(),
            event.nonce(),
            event.ending());
  }

  private static String text(Load load, long origin) {
    return "%12s %12s  %-8s %-6s %-8s version %d nonce %d"
        .formatted(
            millis(load.at() - origin),
            "",
            "source",
            "LOAD",
            load.key(),
            load.version(),
            load.nonce());
  }

  private static String text(Fault fault, long origin) {
    return "%12s %12s  %s: %s".formatted(millis(fault.at() - origin), "", "FAULT", fault.what());
  }

  private static String millis(long nanos) {
    return "%.3f".formatted(nanos / 1e6);
  }

  /** Writes all of it to a file, compressed. */
  public void write(Path file) {
    try (BufferedWriter writer =
        new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), UTF_8))) {
      for (String line : lines()) {
        writer.write(line);
        writer.newLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Line(long at, String text) {}
}
