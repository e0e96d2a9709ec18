package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableMap;
import io.cashew.group.SourceSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A plug-in: code of the user's own in the node. Does not print what may be secret.
 *
 * @param folder the jars of the plug-in and of the libraries it uses
 * @param className which plug-in, if the folder has several
 * @param settings the plug-in's own; may be secret
 * @param threads on which it is asked; 1 to 1,000
 */
public record PluginSection(
    String name,
    Path folder,
    Optional<String> className,
    ImmutableMap<String, String> settings,
    int threads)
    implements ConnectionSettings {
  public static final int DEFAULT_THREADS = 8;

  private static final int MAX_THREADS = 1_000;

  public PluginSection {
    ConnectionSettings.checkName(name);
    checkNotNull(folder, "folder");
    checkNotNull(className, "class");
    checkNotNull(settings, "settings");
    checkArgument(
        threads >= 1 && threads <= MAX_THREADS,
        "threads: %s (expected: 1 to %s)",
        threads,
        MAX_THREADS);
  }

  static PluginSection from(Settings settings) {
    return new PluginSection(
        settings.name(),
        Path.of(settings.text("folder")),
        settings.optionalText("class"),
        settings.texts("settings"),
        settings.count("threads", DEFAULT_THREADS, 1, MAX_THREADS));
  }

  @Override
  public Type type() {
    return Type.PLUGIN;
  }

  @Override
  public void check(SourceSettings source) {
    ConnectionSettings.checkUnset(
        "batch-query", source.batchQuery(), "query, which the plug-in is given");
    ConnectionSettings.checkUnset("path", source.path(), "query, which the plug-in is given");
  }

  @Override
  public String toString() {
    return "PluginSection[name=%s, folder=%s, settings=%s]"
        .formatted(name, folder, settings.keySet());
  }
}
