package io.cashew.docs.rehearsal;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether what was printed is what a page shows. These differ from run to run and are as good as
 * each other: times, epochs and other broken numbers, versions, addresses, which of the nodes it
 * was, and who has the one partition more when three share 1,024. So is the width of columns.
 * Everything else has to be the same, but for what the page leaves out: {@code ...} in a line
 * stands for anything, and on a line of its own for any lines, or none.
 */
public final class Likeness {
  private static final String LEFT_OUT = "...";

  /** What differs, and what stands for it here; in this order. */
  private static final List<Map.Entry<Pattern, String>> DIFFERENT =
      List.of(
          different("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z", "<time>"),
          different("\\b\\d{1,3}(\\.\\d{1,3}){3}:\\d+", "<address>"),
          different("\\b\\d{13,}\\b", "<version>"),
          different("\\b\\d+(\\.\\d+)?(ms|us|s|m|h)\\b", "<duration>"),
          different("\\b\\d+\\.\\d+\\b", "<number>"),
          different("\\bproxy-[\\w.-]+", "<proxy>"),
          different("\\b(node|n)[1-9]\\b", "<node>"),
          different("\\b34[12]\\b", "<third of the partitions>"),
          different("\\bpartition +\\d+", "partition <number>"),
          different("[ \\t]+", " "));

  private Likeness() {}

  private static Map.Entry<Pattern, String> different(String what, String name) {
    return Map.entry(Pattern.compile(what), name);
  }

  /** Whether these lines are what the page shows; blank lines around them do not count. */
  public static boolean of(List<String> shown, List<String> printed) {
    return matches(plain(shown), plain(printed));
  }

  /**
   * What was left out is as short as it can be; where the rest does not fit then, a line longer.
   */
  private static boolean matches(List<String> shown, List<String> printed) {
    int next = 0;
    int leftOut = -1;
    int longer = 0;
    for (int i = 0; i < printed.size(); ) {
      if (next < shown.size() && shown.get(next).equals(LEFT_OUT)) {
        leftOut = next++;
        longer = i;
      } else if (next < shown.size() && isLike(shown.get(next), printed.get(i))) {
        next++;
        i++;
      } else if (leftOut >= 0) {
        next = leftOut + 1;
        i = ++longer;
      } else {
        return false;
      }
    }
    return shown.subList(next, shown.size()).stream().allMatch(LEFT_OUT::equals);
  }

  private static boolean isLike(String shown, String printed) {
    StringBuilder pattern = new StringBuilder();
    int from = 0;
    for (int at = shown.indexOf(LEFT_OUT); at >= 0; at = shown.indexOf(LEFT_OUT, from)) {
      pattern.append(Pattern.quote(shown.substring(from, at))).append(".*");
      from = at + LEFT_OUT.length();
    }
    return Pattern.matches(pattern + Pattern.quote(shown.substring(from)), printed);
  }

  private static List<String> plain(List<String> lines) {
    return lines.stream()
        .map(Likeness::plain)
        .collect(Collectors.joining("\n"))
        .strip()
        .lines()
        .toList();
  }

  private static String plain(String line) {
    String plain = line;
    for (Map.Entry<Pattern, String> different : DIFFERENT) {
      plain = different.getKey().matcher(plain).replaceAll(different.getValue());
    }
    return plain.strip();
  }
}
