package io.cashew.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Pages of the documentation that are, in part, made. */
final class Docs {
  private Docs() {}

  /** The page of this name, wherever in the documentation it lies. */
  static Path page(String name) throws IOException {
    Path docs = Path.of("").toAbsolutePath();
    while (!Files.exists(docs.resolve("docs/README.md"))) {
      docs = docs.getParent();
    }
    try (Stream<Path> pages = Files.walk(docs.resolve("docs"))) {
      return pages.filter(page -> page.endsWith(name)).findFirst().orElseThrow();
    }
  }

  /** Whether what is made is to be written, by {@code -Dcashew.docs=write}. */
  static boolean areWritten() {
    return "write".equals(System.getProperty("cashew.docs"));
  }
}
