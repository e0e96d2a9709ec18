package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.config.Description;
import io.cashew.config.Descriptions;
import io.cashew.config.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    header = "Say what a setting is: its default, unit and limits.",
    description =
        "A setting, such as node.drain or groups.scores.ttl; what begins like proxy.limits shows all"
            + " below it; nothing shows all there are.")
final class ConfigExplainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SETTING",
      description = "Its path in a configuration.")
  private String setting = "";

  ConfigExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Descriptions descriptions = Descriptions.read();
    List<Description> exact = descriptions.of(setting);
    List<Description> found = exact.isEmpty() ? below(descriptions) : exact;
    if (found.isEmpty()) {
      throw new UsageException(
          "no setting is named %s (expected: one of those that 'cashew config explain' lists)"
              .formatted(setting));
    }
    boolean one = !exact.isEmpty();
    output.print(console, () -> json(found), () -> one ? page(found) : table(found));
    return ExitCode.OK.code();
  }

  private List<Description> below(Descriptions descriptions) {
    return setting.isEmpty() ? descriptions.all() : descriptions.under(setting);
  }

  private Page page(List<Description> found) {
    Page page = new Page();
    for (Description each : found) {
      page.add(
          new Facts(12)
              .add("setting", String.join(", ", each.paths()))
              .add("default", byDefault(each))
              .add("environment", variables(each))
              .add("meaning", Description.plain(each.meaning())));
    }
    return page;
  }

  private static Table table(List<Description> found) {
    Table table = new Table("SETTING", "DEFAULT", "MEANING");
    for (Description each : found) {
      table.row(
          String.join(", ", each.paths()), byDefault(each), Description.plain(each.meaning()));
    }
    return table;
  }

  private static String byDefault(Description each) {
    String plain = Description.plain(each.byDefault());
    return plain.isEmpty() ? "-" : plain;
  }

  private static String variables(Description each) {
    return String.join(", ", each.paths().stream().map(Settings::variable).toList());
  }

  private static JsonObject json(List<Description> found) {
    JsonArray array = new JsonArray();
    for (Description each : found) {
      for (String path : each.paths()) {
        JsonObject object = new JsonObject();
        object.addProperty("setting", path);
        object.addProperty("default", byDefault(each));
        object.addProperty("environment", Settings.variable(path));
        object.addProperty("meaning", Description.plain(each.meaning()));
        array.add(object);
      }
    }
    JsonObject object = new JsonObject();
    object.add("settings", array);
    return object;
  }
}
