package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.group.SourceSettings;
import java.util.List;
import java.util.Optional;

/**
 * A connection to where values come from, under the name by which groups refer to it. None prints
 * what may be secret.
 */
public sealed interface ConnectionSettings
    permits JdbcSection, HttpSection, GrpcSection, PluginSection, FileSection {
  /** What speaks at the other end. */
  enum Type {
    JDBC,
    HTTP,
    GRPC,
    PLUGIN,
    FILE
  }

  /** By which groups refer to it. */
  String name();

  Type type();

  /**
   * Checks what a group says of its source.
   *
   * @throws IllegalArgumentException if it makes no sense for this type, or lacks what it needs;
   *     the message begins with the setting
   */
  void check(SourceSettings source);

  /** Reads the section {@code sources}. */
  static List<ConnectionSettings> allFrom(Settings root) {
    return root.sections("sources").stream()
        .map(source -> source.make(() -> from(source)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static ConnectionSettings from(Settings settings) {
    return switch (settings.choice("type", Type.JDBC)) {
      case JDBC -> JdbcSection.from(settings);
      case HTTP -> HttpSection.from(settings);
      case GRPC -> GrpcSection.from(settings);
      case PLUGIN -> PluginSection.from(settings);
      case FILE -> FileSection.from(settings);
    };
  }

  /** Throws if a group says what means nothing here. */
  static void checkUnset(String setting, String text, String instead) {
    checkArgument(
        text.isEmpty(),
        "%s: means nothing to a source of this type (expected: %s)",
        setting,
        instead);
  }

  /** Throws unless a connection has a name. */
  static void checkName(String name) {
    checkArgument(!name.isBlank(), "a connection needs a name");
  }
}
