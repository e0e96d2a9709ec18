package io.cashew.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.config.CashewConfig;
import io.cashew.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation refers to is there, and examples of configuration are understood. */
final class DocsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DOCS = ROOT.resolve("docs");

  private static final Pattern OUTSIDE = Pattern.compile("[a-z]+:.*");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):[^}]*\\}");
  private static final Pattern SECTION =
      Pattern.compile("(#.*|(cluster|log|tracing|etcd|proxy|node|sources|groups):.*)");

  /** Files and folders of the project, as they are named in text and commands. */
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w./*-])(?:\\./)?((?:deploy|docs|proto|common|client|proxy|storage-node)/[\\w./-]*\\w)");

  /** Columns of sources begin with cashew_ too. */
  private static final Pattern METRIC =
      Pattern.compile("cashew_(?!key\\b|ttl_ms\\b|version\\b)[a-z_]+");

  private static final Map<Path, Markdown> PAGES = new HashMap<>();

  @BeforeAll
  static void read() throws IOException {
    PAGES.putAll(Markdown.all(ROOT));
  }

  @Test
  void links_leadToFilesAndHeadingsThatAreThere() {
    List<String> broken = new ArrayList<>();
    for (Markdown page : PAGES.values()) {
      for (Markdown.Link link : page.links()) {
        if (!leadsSomewhere(page, link.target())) {
          broken.add(at(page, link.line(), link.target()));
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Markdown page, String target) {
    if (OUTSIDE.matcher(target).matches()) {
      return true;
    }
    Path file = fileOf(page, target);
    int hash = target.indexOf('#');
    if (!Files.exists(file)) {
      return false;
    }
    Markdown there = PAGES.get(file);
    return hash < 0 || there == null || there.anchors().contains(target.substring(hash + 1));
  }

  private static Path fileOf(Markdown page, String target) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    return path.isEmpty() ? page.path() : page.path().resolveSibling(path).normalize();
  }

  @Test
  void pages_areAllReachedFromTheMap() {
    Set<Path> reached = new HashSet<>();
    Deque<Path> next = new ArrayDeque<>(List.of(DOCS.resolve("README.md")));
    while (!next.isEmpty()) {
      Markdown page = PAGES.get(next.pop());
      if (page != null && reached.add(page.path())) {
        page.links().stream()
            .filter(link -> !OUTSIDE.matcher(link.target()).matches())
            .forEach(link -> next.push(fileOf(page, link.target())));
      }
    }

    assertThat(PAGES.keySet().stream().filter(page -> page.startsWith(DOCS))).isSubsetOf(reached);
  }

  @Test
  void paths_inTextAndCommands_areThere() {
    Set<String> missing = new TreeSet<>();
    for (Markdown page : PAGES.values()) {
      for (Markdown.Span span : page.spans()) {
        addMissing(missing, page, span.line(), span.text());
      }
      for (Markdown.Block block : page.blocks()) {
        block.lines().forEach(line -> addMissing(missing, page, block.line(), line));
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void metrics_thatPagesName_areInTheTable() throws IOException {
    String table = Files.readString(DOCS.resolve("metrics.md"));
    Set<String> missing = new TreeSet<>();
    for (Markdown page : PAGES.values()) {
      for (Markdown.Span span : page.spans()) {
        if (METRIC.matcher(span.text()).matches() && !table.contains("`" + span.text() + "`")) {
          missing.add(at(page, span.line(), span.text()));
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  /** What a build makes is not there before. */
  private static void addMissing(Set<String> missing, Markdown page, int line, String text) {
    Matcher path = PATH.matcher(text);
    while (path.find()) {
      String name = path.group(1);
      if (!name.contains("/target") && !Files.exists(ROOT.resolve(name))) {
        missing.add(at(page, line, name));
      }
    }
  }

  @Test
  void examplesOfConfiguration_areUnderstood(@TempDir Path directory) throws IOException {
    List<String> wrong = new ArrayList<>();
    int examples = 0;
    for (Markdown page : PAGES.values()) {
      for (Markdown.Block block : page.blocks()) {
        if (isConfiguration(block)) {
          examples++;
          Path file = Files.write(directory.resolve("cashew.yaml"), withoutReferences(block));
          mistake(file).ifPresent(text -> wrong.add(at(page, block.line(), text)));
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(examples).isGreaterThan(4);
  }

  /** A block that begins with one of our sections. */
  private static boolean isConfiguration(Markdown.Block block) {
    return block.language().equals("yaml")
        && !block.lines().isEmpty()
        && SECTION.matcher(block.lines().get(0)).matches();
  }

  /** Secrets of nobody stand in environments and files that are not here. */
  private static List<String> withoutReferences(Markdown.Block block) {
    return block.lines().stream()
        .map(line -> REFERENCE.matcher(line).replaceAll("secret"))
        .toList();
  }

  private static Optional<String> mistake(Path file) {
    try {
      CashewConfig.from(Settings.read(Optional.of(file), List.of(), Map.of()));
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static String at(Markdown page, int line, String what) {
    return "%s:%d: %s".formatted(ROOT.relativize(page.path()), line, what);
  }
}
