package io.cashew.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page: its headings, links and blocks, as GitHub reads them.
 *
 * @param path of the file
 * @param anchors of its headings
 * @param links that stand outside of code
 * @param blocks of code
 * @param spans what stands between backticks
 */
public record Markdown(
    Path path, Set<String> anchors, List<Link> links, List<Block> blocks, List<Span> spans) {
  private static final Pattern FENCE = Pattern.compile("( *)```(\\w*).*");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+)");
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\[\\]]*\\]\\(([^()\\s]+)\\)");

  /** Where it points to, as it is written. */
  public record Link(int line, String target) {}

  /** Text between fences, without the blanks that the fence has before it. */
  public record Block(int line, String language, List<String> lines) {}

  /** A piece of code in a line. */
  public record Span(int line, String text) {}

  /** The pages of the project, by file: README and changelog, and all in {@code docs}. */
  public static Map<Path, Markdown> all(Path root) throws IOException {
    Map<Path, Markdown> pages = new TreeMap<>();
    for (String name : List.of("README.md", "CHANGELOG.md")) {
      pages.put(root.resolve(name), read(root.resolve(name)));
    }
    try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".md")).toList()) {
        pages.put(file, read(file));
      }
    }
    return pages;
  }

  private static Markdown read(Path path) throws IOException {
    return of(path, Files.readAllLines(path));
  }

  static Markdown of(Path path, List<String> lines) {
    Markdown page =
        new Markdown(
            path, new HashSet<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (fence.matches()) {
        i = page.addBlock(i, fence, lines);
      } else {
        page.addLine(i + 1, lines.get(i));
      }
    }
    return page;
  }

  private int addBlock(int begin, Matcher fence, List<String> lines) {
    List<String> text = new ArrayList<>();
    String indent = fence.group(1);
    int i = begin + 1;
    while (i < lines.size() && !lines.get(i).strip().equals("```")) {
      String line = lines.get(i++);
      text.add(line.startsWith(indent) ? line.substring(indent.length()) : line);
    }
    blocks.add(new Block(begin + 1, fence.group(2), List.copyOf(text)));
    return i;
  }

  private void addLine(int line, String text) {
    Matcher span = SPAN.matcher(text);
    while (span.find()) {
      spans.add(new Span(line, span.group(1)));
    }
    Matcher link = LINK.matcher(text);
    while (link.find()) {
      links.add(new Link(line, link.group(1)));
    }
    Matcher heading = HEADING.matcher(text);
    if (heading.matches()) {
      String anchor = anchor(heading.group(1));
      String unique = anchor;
      for (int i = 1; !anchors.add(unique); i++) {
        unique = anchor + "-" + i;
      }
    }
  }

  /** As GitHub makes it: lower case, blanks as hyphens, without punctuation. */
  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
