package io.cashew.cli;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a long task has come: lines that are done with, and those of them that failed. May be
 * kept in a file, for a later run to go on from.
 */
final class Progress {
  private static final Gson GSON = new Gson();

  private final Optional<Path> file;
  private final String task;
  private long done;
  private List<String> failed;

  private Progress(Optional<Path> file, String task, long done, List<String> failed) {
    this.file = file;
    this.task = task;
    this.done = done;
    this.failed = failed;
  }

  /** Kept nowhere. */
  static Progress none(String task) {
    return new Progress(Optional.empty(), task, 0, List.of());
  }

  /** As it was noted; from the beginning if nothing was. */
  static Progress readFrom(Path file, String task) {
    if (!Files.exists(file)) {
      return new Progress(Optional.of(file), task, 0, List.of());
    }
    Noted noted = noted(file);
    if (noted == null || noted.task == null || noted.failed == null) {
      throw new UsageException(
          "%s: not what a run noted (expected: the file of --resume, or none)".formatted(file));
    }
    if (!noted.task.equals(task)) {
      throw new UsageException(
          "%s is of another task: %s (expected: the file of this one, %s, or none)"
              .formatted(file, noted.task, task));
    }
    return new Progress(Optional.of(file), task, noted.done, noted.failed);
  }

  private static @Nullable Noted noted(Path file) {
    try {
      return GSON.fromJson(Files.readString(file), Noted.class);
    } catch (JsonParseException e) {
      return null;
    } catch (IOException e) {
      throw new UsageException("%s cannot be read: %s".formatted(file, e));
    }
  }

  /** Lines that need not be read again, from the first on. */
  long done() {
    return done;
  }

  /** Those of them that failed, to be tried again first. */
  List<String> failed() {
    return failed;
  }

  /** Notes that more lines are done with. */
  void advance(long lines, List<String> allFailed) {
    done += lines;
    failed = List.copyOf(allFailed);
    file.ifPresent(this::write);
  }

  /** Nothing is left: what was noted goes. */
  void end() {
    try {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException e) {
      throw new UsageException("%s cannot be removed: %s".formatted(file.get(), e));
    }
  }

  private void write(Path where) {
    Path next = where.resolveSibling(where.getFileName() + ".new");
    try {
      Files.writeString(
          next,
          GSON.toJson(new Noted(task, done, new ArrayList<>(failed))),
          StandardCharsets.UTF_8);
      Files.move(next, where, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UsageException("%s cannot be written: %s".formatted(where, e));
    }
  }

  /** As it stands in the file. */
  private static final class Noted {
    private final @Nullable String task;
    private final long done;
    private final @Nullable List<String> failed;

    Noted(String task, long done, List<String> failed) {
      this.task = task;
      this.done = done;
      this.failed = failed;
    }
  }
}
