package io.cashew.simulation;

import com.google.protobuf.ByteString;
import io.cashew.time.FakeTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What happened in a run: every fault and ring, and of each key the last that was done with it. */
final class Story {
  private static final int LINES_PER_KEY = 60;

  /** Where a byte string is in memory, which it tells of itself: no part of a schedule. */
  private static final Pattern ADDRESS = Pattern.compile("(?<=ByteString)@\\p{XDigit}+");

  private final FakeTime time;
  private final List<String> lines = new ArrayList<>();
  private final Map<ByteString, Deque<Line>> byKey = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  Story(FakeTime time) {
    this.time = time;
  }

  @SuppressWarnings("AnnotateFormatMethod")
  void tell(String format, Object... arguments) {
    lines.add(at(time.nanos()) + " " + format.formatted(arguments));
  }

  /** What was done with a key; put into words only if somebody reads it. */
  void tellOf(ByteString key, Supplier<String> what) {
    Deque<Line> about = byKey.computeIfAbsent(key, unused -> new ArrayDeque<>());
    about.add(new Line(time.nanos(), what));
    if (about.size() > LINES_PER_KEY) {
      about.removeFirst();
    }
  }

  void violated(ByteString key, String what) {
    if (violations.isEmpty()) {
      tell("key %s: %s", key.toStringUtf8(), what);
      byKey.getOrDefault(key, new ArrayDeque<>()).forEach(line -> lines.add(line.text()));
      lines.sort(null);
    }
    violations.add(at(time.nanos()) + " key " + key.toStringUtf8() + ": " + what);
  }

  void violated(String what) {
    tell("%s", what);
    violations.add(at(time.nanos()) + " " + what);
  }

  List<String> violations() {
    return violations;
  }

  /** The schedule. */
  List<String> lines() {
    return lines;
  }

  static String at(long nanos) {
    return String.format(Locale.ROOT, "%10.3f ms", nanos / 1e6);
  }

  private record Line(long nanos, Supplier<String> what) {
    String text() {
      return at(nanos) + "   " + ADDRESS.matcher(what.get()).replaceAll("");
    }
  }
}
