package io.cashew.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Prometheus's own judge of metrics and rules. Where it is not installed, its tests are skipped.
 */
final class Promtool {
  private final Path program;

  private Promtool(Path program) {
    this.program = program;
  }

  static Promtool orSkip() {
    Optional<Path> found =
        Splitter.on(':')
            .splitToStream(System.getenv().getOrDefault("PATH", ""))
            .map(directory -> Path.of(directory, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty()) {
      System.err.println(
          "SKIPPED: there is no promtool on the PATH, so nobody but our own checks has judged"
              + " metrics and rules (Debian, Ubuntu: apt-get install prometheus)");
    }
    Assumptions.assumeTrue(found.isPresent(), "promtool");
    return new Promtool(found.get());
  }

  /** Asserts that it finds nothing to complain of. */
  void accepts(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path in = Files.createTempFile("promtool", ".in");
    Path out = Files.createTempFile("promtool", ".out");
    try {
      Files.writeString(in, input);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .start();
      int code = process.waitFor();

      assertThat(code).as("%s%n%s", command, Files.readString(out, UTF_8)).isZero();
    } finally {
      Files.delete(in);
      Files.delete(out);
    }
  }
}
