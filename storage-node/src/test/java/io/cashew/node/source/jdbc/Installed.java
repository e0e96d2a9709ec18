package io.cashew.node.source.jdbc;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the database servers of this machine. Where one is missing its tests are skipped, and say
 * so on stderr; they fail instead if the environment variable {@code CI} is set. The system
 * property {@code cashew.test.databases} beats that: {@code required} or {@code optional}.
 */
final class Installed {
  private static final String POLICY = "cashew.test.databases";

  private Installed() {}

  /** PostgreSQL's newest folder of binaries. */
  static Path postgres() {
    try (Stream<Path> versions = list(Path.of("/usr/lib/postgresql"))) {
      return found(
          Stream.concat(
                  versions
                      .sorted(Comparator.comparingInt(Installed::version).reversed())
                      .map(version -> version.resolve("bin")),
                  path())
              .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
              .findFirst(),
          "PostgreSQL (initdb, postgres)",
          "postgresql");
    }
  }

  /** MariaDB's server. */
  static Path mariaDb() {
    return found(
        Stream.concat(path(), Stream.of(Path.of("/usr/sbin")))
            .map(folder -> folder.resolve("mariadbd"))
            .filter(Files::isExecutable)
            .findFirst(),
        "MariaDB (mariadbd)",
        "mariadb-server");
  }

  private static Path found(Optional<Path> path, String what, String debianPackage) {
    if (path.isPresent()) {
      return path.get();
    }
    String message =
        "no %s on this machine: install it, e.g. sudo apt-get install %s"
            .formatted(what, debianPackage);
    if (required()) {
      throw new IllegalStateException(message);
    }
    System.err.println("TESTS ARE SKIPPED: " + message);
    return abort(message);
  }

  private static boolean required() {
    String byDefault = System.getenv("CI") == null ? "optional" : "required";
    return switch (System.getProperty(POLICY, byDefault)) {
      case "required" -> true;
      case "optional" -> false;
      default -> throw new IllegalStateException(POLICY + ": required or optional");
    };
  }

  private static Stream<Path> path() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(Path::of);
  }

  private static Stream<Path> list(Path folder) {
    File[] files = folder.toFile().listFiles();
    return files == null ? Stream.empty() : Stream.of(files).map(File::toPath);
  }

  private static int version(Path folder) {
    String name = String.valueOf(folder.getFileName());
    return name.matches("\\d{1,4}") ? Integer.parseInt(name) : 0;
  }
}
