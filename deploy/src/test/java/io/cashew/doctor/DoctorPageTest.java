package io.cashew.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documentation says of the checks is what the checks say of themselves. */
final class DoctorPageTest {
  private static final String HEAD =
      """
      | check | severity | wrong | from when on, and why | do |
      |---|---|---|---|---|
      """;

  @Test
  void page_hasTheTableOfAllChecks() {
    assertThat(read("doctor.md")).contains(table());
  }

  @Test
  void runbooks_haveTheSectionsThatChecksNameThem() {
    Set<String> sections =
        read("runbooks.md")
            .lines()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-'))
            .collect(Collectors.toSet());

    assertThat(sections)
        .containsAll(
            Checks.ALL.stream()
                .map(Check::runbook)
                .filter(section -> !section.isEmpty())
                .collect(Collectors.toSet()));
  }

  /** To be put into the page when a check has changed. */
  private static String table() {
    return Checks.ALL.stream().map(DoctorPageTest::row).collect(Collectors.joining("", HEAD, ""));
  }

  private static String row(Check check) {
    String more =
        check.runbook().isEmpty() ? "" : " [More](runbooks.md#%s).".formatted(check.runbook());
    return "| `%s` | %s | %s | %s | %s.%s |%n"
        .formatted(
            check.id(),
            check.severity().label(),
            check.wrong(),
            check.threshold(),
            check.fix(),
            more);
  }

  private static String read(String page) {
    try {
      return Files.readString(Path.of("..", "docs", page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
