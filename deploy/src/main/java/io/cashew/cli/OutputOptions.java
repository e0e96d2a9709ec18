package io.cashew.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.PrintStream;
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

  static void print(PrintStream out, JsonElement element) {
    out.println(GSON.toJson(element));
  }
}
