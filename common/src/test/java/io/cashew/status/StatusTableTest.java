package io.cashew.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What people read about statuses is what the code does. */
final class StatusTableTest {
  private static final Path TABLE = Path.of("..", "docs", "statuses.md");

  @Test
  void table_ofStatuses_listsEveryReasonOnceWithItsCodesAndRetryRule() throws IOException {
    List<String> expected =
        Arrays.stream(Reason.values())
            .map(
                reason ->
                    row(
                        reason.name(),
                        reason.code().name(),
                        String.valueOf(reason.httpStatus()),
                        reason.retry().name()))
            .toList();

    List<String> documented =
        Files.readAllLines(TABLE).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> Splitter.on('|').trimResults().splitToList(line))
            .map(
                cells ->
                    row(cells.get(1).replace("`", ""), cells.get(2), cells.get(3), cells.get(4)))
            .toList();

    assertThat(documented).containsExactlyElementsOf(expected);
  }

  private static String row(String reason, String code, String http, String retry) {
    return "%s | %s | %s | %s".formatted(reason, code, http, retry.toLowerCase(Locale.ROOT));
  }
}
