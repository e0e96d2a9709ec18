package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.group.SourceSettings;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A directory with a file for each key, for trying things out.
 *
 * @param directory need not be there yet
 */
public record FileSection(String name, Path directory) implements ConnectionSettings {
  /** Folders below the directory, none of which begins with a dot. */
  private static final Pattern FOLDERS =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  public FileSection {
    ConnectionSettings.checkName(name);
    checkNotNull(directory, "directory");
  }

  static FileSection from(Settings settings) {
    return new FileSection(settings.name(), Path.of(settings.text("directory")));
  }

  @Override
  public Type type() {
    return Type.FILE;
  }

  @Override
  public void check(SourceSettings source) {
    ConnectionSettings.checkUnset(
        "batch-query", source.batchQuery(), "path, a folder in the directory");
    ConnectionSettings.checkUnset("query", source.query(), "path, a folder in the directory");
    checkArgument(
        source.path().isEmpty() || FOLDERS.matcher(source.path()).matches(),
        "path: \"%s\" (expected: a folder below the source's directory, such as users)",
        source.path());
  }
}
