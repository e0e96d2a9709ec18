package io.cashew.cli;

import com.google.gson.JsonObject;
import java.util.List;

/** Tells what became of a file's lines. */
final class BulkResult {
  private static final int TOLD = 10;

  private final Console console;
  private final OutputOptions output;
  private final List<String> words;

  /** With the words for what may become of a line, all of which are told. */
  BulkResult(Console console, OutputOptions output, List<String> words) {
    this.console = console;
    this.output = output;
    this.words = words;
  }

  ExitCode tell(String group, Bulk.Outcome outcome) {
    output.print(console, () -> json(group, outcome), () -> text(outcome));
    if (outcome.failed().isEmpty()) {
      return ExitCode.OK;
    }
    outcome.failed().stream()
        .limit(TOLD)
        .forEach(line -> console.err().println("cashew: failed: " + line));
    console
        .err()
        .printf(
            "cashew: %,d failed%s%ntry: the same again, with --resume FILE only what is left%n",
            outcome.failed().size(), outcome.failed().size() > TOLD ? ", the first are above" : "");
    return ExitCode.PARTIAL;
  }

  private String text(Bulk.Outcome outcome) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      text.append("%s %,d, ".formatted(word, outcome.of(word)));
    }
    return text + "failed %,d%n".formatted(outcome.failed().size());
  }

  private JsonObject json(String group, Bulk.Outcome outcome) {
    JsonObject object = new JsonObject();
    object.addProperty("group", group);
    for (String word : words) {
      object.addProperty(word.replace(' ', '_'), outcome.of(word));
    }
    object.addProperty("failed", outcome.failed().size());
    return object;
  }
}
