package io.cashew.config;

import com.google.common.base.Splitter;
import java.util.List;

/**
 * What one or two settings that belong together are.
 *
 * @param table the table of the documentation that they stand in
 * @param settings their names as that table has them
 * @param byDefault what stands for them where nothing is said; may be empty
 * @param meaning what they do, in which bounds; with Markdown's backquotes and links
 */
public record Description(String table, String settings, String byDefault, String meaning) {
  private static final String NAMED = "NAME";

  /** Their paths, in which {@code NAME} stands for any name. */
  public List<String> paths() {
    return Splitter.on(", ").splitToStream(settings.replace("`", "")).map(this::path).toList();
  }

  private String path(String name) {
    return switch (table) {
      case "cluster" -> name;
      case "log", "tracing", "etcd", "proxy", "node" -> table + "." + name;
      case "groups" -> name;
      default -> name.startsWith("sources.") ? name : "sources." + NAMED + "." + name;
    };
  }

  /** Whether a path is one of theirs, with any name in the place of {@code NAME}. */
  boolean isOf(String path) {
    return paths().stream()
        .anyMatch(known -> path.matches(known.replace(".", "\\.").replaceAll("[A-Z]+", ".+")));
  }

  /** The meaning and default without Markdown. */
  public static String plain(String markdown) {
    return markdown.replaceAll("\\[([^]]*)\\]\\(([^)]*)\\)", "docs/$2").replace("`", "");
  }

  /** Whether values are not for everybody to see. */
  public static boolean isSecret(String path) {
    return path.endsWith(".password")
        || path.startsWith("tracing.headers.")
        || path.matches("sources\\.[^.]+\\.(headers|settings)\\..*");
  }
}
