package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.config.CashewConfig;
import io.cashew.config.ConfigException;
import io.cashew.config.Problem;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "check",
    header = "Tell everything that is wrong with a configuration.",
    description =
        "As a process reads it that starts here: the file, this environment, --set. Starts nothing"
            + " and connects to nobody. Exits with 2 if anything is wrong.")
final class ConfigCheckCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ConfigOptions config = new ConfigOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  ConfigCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      CashewConfig read = config.read(List.of());
      output.print(console, () -> json(List.of()), () -> text(read));
      return ExitCode.OK.code();
    } catch (ConfigException e) {
      if (output.isForPeople()) {
        throw e;
      }
      output.print(console, () -> json(e.problems()), () -> "");
      return ExitCode.USAGE.code();
    }
  }

  private static String text(CashewConfig read) {
    return "nothing is wrong: cluster %s, %d %s, %d %s%n"
        .formatted(
            read.cluster().cluster(),
            read.sources().size(),
            read.sources().size() == 1 ? "source" : "sources",
            read.groups().size(),
            read.groups().size() == 1 ? "group" : "groups");
  }

  private static JsonObject json(List<Problem> problems) {
    JsonArray array = new JsonArray();
    for (Problem problem : problems) {
      JsonObject object = new JsonObject();
      object.addProperty("where", problem.place().name());
      object.addProperty("line", problem.place().line());
      object.addProperty("message", problem.message());
      array.add(object);
    }
    JsonObject object = new JsonObject();
    object.add("problems", array);
    return object;
  }
}
