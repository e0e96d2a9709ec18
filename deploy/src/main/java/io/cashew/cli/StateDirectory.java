package io.cashew.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the command keeps what is nice to have the next time, for this user alone. */
final class StateDirectory {
  private static final String PRIVATE = "rwx------";

  private StateDirectory() {}

  /**
   * A file in {@code $XDG_STATE_HOME/cashew}, or in {@code ~/.local/state/cashew}; empty if there
   * can be none.
   */
  static Optional<Path> file(String name) {
    return file(System.getenv("XDG_STATE_HOME"), System.getProperty("user.home", "."), name);
  }

  static Optional<Path> file(@Nullable String state, String home, String name) {
    Path directory =
        (state == null || state.isBlank() ? Path.of(home, ".local", "state") : Path.of(state))
            .resolve("cashew");
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(PRIVATE));
      }
      return Optional.of(directory.resolve(name));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
