package io.cashew.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.PrintStream;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Whether a verb answers people or programs. */
final class OutputOptions {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().setPrettyPrinting().create();

  @Option(names = "--json", description = "Answer in JSON. 64-bit numbers are strings in it.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  /**
   * Prints the answer as was asked for.
   *
   * @param json for programs
   * @param text for people, a {@link Table} mostly; ends with a line end
   */
  void print(Console console, Supplier<? extends JsonElement> json, Supplier<?> text) {
    if (this.json) {
      print(console.out(), json.get());
    } else {
      console.out().print(text.get());
      console.out().flush();
    }
  }

  static void print(PrintStream out, JsonElement element) {
    out.println(GSON.toJson(element));
  }
}
