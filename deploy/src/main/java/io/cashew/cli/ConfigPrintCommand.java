package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.config.CashewConfig;
import io.cashew.config.Description;
import io.cashew.config.Descriptions;
import io.cashew.config.Setting;
import io.cashew.config.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "print",
    header = "Show every setting, and where its value comes from.",
    description =
        "As a process reads it that starts here: the file, this environment, --set, defaults. Secrets"
            + " are masked; what refers to a file or a variable is shown as it is written.")
final class ConfigPrintCommand implements Callable<Integer> {
  private static final String MASK = "***";
  private static final String DEFAULT = "default";

  /** In addresses of databases. */
  private static final Pattern PASSWORD = Pattern.compile("(?i)(password=|://[^:/@]*:)[^&;@]*");

  private final Console console;

  @Mixin private final ConfigOptions config = new ConfigOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  ConfigPrintCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Settings settings = config.settings(List.of());
    var unused = CashewConfig.from(settings);
    Descriptions descriptions = Descriptions.read();
    List<Line> lines =
        settings.asked().stream().map(setting -> line(setting, descriptions)).toList();
    output.print(console, () -> json(lines), () -> table(lines));
    return ExitCode.OK.code();
  }

  private static Line line(Setting setting, Descriptions descriptions) {
    return setting
        .text()
        .map(text -> new Line(setting.path(), masked(setting.path(), text), from(setting)))
        .orElseGet(() -> new Line(setting.path(), byDefault(setting, descriptions), DEFAULT));
  }

  private static String from(Setting setting) {
    return setting.place().map(String::valueOf).orElse(DEFAULT);
  }

  private static String byDefault(Setting setting, Descriptions descriptions) {
    return descriptions.of(setting.path()).stream()
        .findFirst()
        .map(known -> Description.plain(known.byDefault()))
        .filter(text -> !text.isEmpty())
        .orElse("-");
  }

  /** A reference says only where the secret is. */
  private static String masked(String path, String text) {
    boolean reference = text.startsWith("${") && text.endsWith("}");
    if (Description.isSecret(path)) {
      return reference ? text : MASK;
    }
    return PASSWORD.matcher(text).replaceAll("$1" + MASK.replace("*", "\\*"));
  }

  private static Table table(List<Line> lines) {
    Table table = new Table("SETTING", "VALUE", "FROM");
    lines.forEach(line -> table.row(line.path, line.value, line.from));
    return table;
  }

  private static JsonObject json(List<Line> lines) {
    JsonArray array = new JsonArray();
    for (Line line : lines) {
      JsonObject object = new JsonObject();
      object.addProperty("setting", line.path);
      object.addProperty("value", line.value);
      object.addProperty("from", line.from);
      array.add(object);
    }
    JsonObject object = new JsonObject();
    object.add("settings", array);
    return object;
  }

  private record Line(String path, String value, String from) {}
}
